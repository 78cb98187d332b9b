// Gauss-Newton in the space of residuals, with Levenberg-Marquardt damping: the kernel as a preconditioner.
//
// Gradient descent moves component i of the error at the rate of its eigenvalue lambda_i; small ones wait for ever.
// Gauss-Newton solves for them. With weights d_i of the points (kernel_weights), D = diag(d), J the Jacobian and e the
// errors at all points, it minimizes |D^{1/2}(e + J dtheta)|^2 + mu |dtheta|^2, and since
//
//     (A^T A + mu I)^{-1} A^T = A^T (A A^T + mu I)^{-1},     A = D^{1/2} J,
//
// the P x P system of the parameters is an n x n one of the points, and its matrix is the paper's kernel:
//
//     dtheta = - J^T D^{1/2} z,     (D^{1/2} K D^{1/2} + mu I) z = D^{1/2} e .
//
// K comes Gram by Gram and J^T D^{1/2} z by one reverse sweep: no Jacobian, whatever the number of parameters. Where K
// does not change, component i is multiplied by 1 - lambda_i/(lambda_i + mu) in a step: all die at once for
// lambda_i >> mu.
//
// Damping: a step that lowers the loss is taken and mu is divided by `ease`; one that does not is undone and mu is
// multiplied by `stiffen`, for this step only: where nothing lowers the loss, the next step begins with the mu of this.
//
// Cost of a step: K, that is O((N C)^2 W L + N C W^2 L); n^3/3 for Cholesky and two sweeps at every damping tried; n^2
// numbers, no Jacobian.
// References: Levenberg (1944), Marquardt (1963); Nocedal and Wright, Numerical Optimization, section 10.3. In the
// space of residuals: Rende et al., arXiv 2310.05715; for PINNs: Jnini et al., arXiv 2402.10680.
//
// Introduced in chapter 09.
#pragma once

#include "lib/training/loss.hpp"

namespace pinn {

// A step of gradient descent is the other end: mu -> infinity with rate / mu in place of the learning rate.
struct LevenbergMarquardt {
    double mu = 1;            // > 0, at the start, in units of the mean eigenvalue of D^{1/2} K D^{1/2} there
    double rate = 1;          // > 0, the share of dtheta that is taken
    double ease = 3;          // >= 1; 1: mu stays
    double stiffen = 4;       // > 1
    double smallest = 1e-15;  // >= 0, of mu, in units of the mean eigenvalue: below it Cholesky meets rounding
    double largest = 1e15;    // of mu, in those units: above it a step moves no parameter
    int tries = 20;           // >= 1, dampings in one step
};

template <class T>
class GaussNewton {
  public:
    // lambda: one weight per condition.  Throws as record_loss() does where network, conditions and weights do not fit,
    // NumericalError if a weight is not positive and finite, or a number of the rule is not as above.
    GaussNewton(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, LossConvention convention,
                const std::vector<double>& lambda, LevenbergMarquardt rule = {});

    // One step. False if no damping lowered the loss: parameters and mu are then what they were, to the last bit.
    // Throws DivergenceError if the loss or the kernel is not finite at the present parameters.
    bool step();

    std::size_t steps_done() const { return steps_done_; }
    double loss() const { return loss_; }  // L at the present parameters
    double mu() const { return mu_; }      // of the next step, absolute
    Mlp<T> network() const { return network_.network(); }

    // The errors A_k[u] - y_k at all points, in the order of the conditions.
    std::vector<double> errors() const;
    // New points and targets, as many as before: the next step is for them.  Throws as Loss::set_data() does.
    void set_data(const std::vector<Condition<T>>& conditions);

  private:
    double evaluate();
    void move_to(const std::vector<AlignedVector<T>>& start, double factor);
    void restore(const std::vector<AlignedVector<T>>& start);

    std::vector<Condition<T>> conditions_;
    Tape<T> tape_;
    MlpOnTape<T> network_;
    Loss<T> recorded_;
    std::vector<Var<T>> z_;         // leaves, one for each condition
    std::vector<Var<T>> gradient_;  // J^T z, of every matrix of parameters
    std::vector<double> root_d_;    // sqrt(d_i)
    LevenbergMarquardt rule_;
    double loss_ = 0, mu_ = 0, unit_ = 0;
    std::size_t steps_done_ = 0;
};

}  // namespace pinn
