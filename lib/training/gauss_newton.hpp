// Gauss-Newton with Levenberg-Marquardt damping: the kernel as a preconditioner.
//
// Gradient descent moves component i of the error at the rate of its eigenvalue lambda_i; small ones wait for ever.
// Gauss-Newton solves for them. With weights d_i of the points (kernel_weights), D = diag(d), J the Jacobian and e the
// errors at all points, it minimizes |D^{1/2}(e + J v)|^2 + mu |v|^2, and with A = D^{1/2} J
//
//     v = - (A^T A + mu I)^{-1} A^T D^{1/2} e = - A^T z,     (A A^T + mu I) z = D^{1/2} e .
//
// The left system has P unknowns, one for each parameter; the right one n, one for each point, and its matrix is the
// paper's kernel, D^{1/2} K D^{1/2}. Narrow networks are cheaper by their Jacobian, and the smaller of the two systems
// is solved, by Cholesky. Where P > C^2 sum_h (d_h + d_(h+1)), C = 2 + dimension, products of Gram matrices are cheaper
// than those of rows: then no Jacobian is formed, K comes Gram by Gram, and A^T z by one reverse sweep. Where K does
// not change, component i is multiplied by 1 - lambda_i/(lambda_i + mu) in a step: all die at once for lambda_i >> mu.
//
// Damping: a step that lowers the loss is taken and mu falls; one that does not is undone and mu rises, for this step
// only: where nothing lowers the loss, the next step begins with the mu of this.
//
//     fixed_factors   mu falls by the factor `ease`, and rises by `stiffen`
//     gain_ratio      with rho the fall of the loss over the fall that the linear errors promise, mu is multiplied by
//                     max(1/3, 1 - (2 rho - 1)^3) after a step, and by 2, 4, 8, ... where there is none (Nielsen)
//
// Geodesic acceleration: v is where a line leads; the errors curve. With e_vv the second derivative of the errors along
// v, here a central difference, a = - (A^T A + mu I)^{-1} A^T D^{1/2} e_vv is what the curve asks for besides, and the
// step is v + a/2. Where 2 |a| is not small against |v| the expansion says nothing, and the step is not taken.
//
// Cost of a step: n min(n, P) P / 2 multiply-adds for A A^T or A^T A, or K; a Cholesky factorization of as many
// unknowns at every damping tried, and with acceleration four evaluations of the loss.
// References: Levenberg (1944), Marquardt (1963); Nocedal and Wright, Numerical Optimization, section 10.3; Nielsen,
// Damping parameter in Marquardt's method, IMM-REP-1999-05; Transtrum and Sethna, arXiv 1201.5885 (acceleration). In
// the space of points: Rende et al., arXiv 2310.05715; for PINNs: Jnini et al., arXiv 2402.10680.
//
// Introduced in chapter 09.
#pragma once

#include <optional>

#include "lib/training/loss.hpp"

namespace pinn {

enum class Damping { fixed_factors, gain_ratio };

// A step of gradient descent is the other end: mu -> infinity with rate / mu in place of the learning rate.
struct LevenbergMarquardt {
    double mu = 1;    // > 0, at the start, in units of the mean eigenvalue of D^{1/2} K D^{1/2} there
    double rate = 1;  // > 0, the share of v that is taken; of a its square
    Damping damping = Damping::fixed_factors;
    double ease = 3;          // >= 1; 1: mu stays
    double stiffen = 4;       // > 1
    double acceleration = 0;  // >= 0; 0: none; else the largest 2 |a| / |v| that is taken
    double smallest = 1e-15;  // >= 0, of mu, in units of the mean eigenvalue: below it Cholesky meets rounding
    double largest = 1e15;    // of mu, in those units: above it a step moves no parameter
    int tries = 20;           // >= 1, dampings in one step
};

// What chapter 09 finds to be fast: gain ratio and acceleration.
inline constexpr LevenbergMarquardt accelerated{.damping = Damping::gain_ratio, .acceleration = 0.75};

template <class T>
class GaussNewton {
  public:
    // lambda: one weight per condition.  Throws as record_loss() does where network, conditions and weights do not fit,
    // NumericalError if a number of the rule is not as above.
    GaussNewton(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, LossConvention convention,
                const std::vector<double>& lambda, LevenbergMarquardt rule = {});

    // One step. False if no damping lowered the loss: parameters and mu are then what they were, to the last bit, and
    // further steps are false at once until there are new data.
    // Throws DivergenceError if the loss or the kernel is not finite at the present parameters, NumericalError as
    // jacobian() and kernel() do.
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
    using Vector = AlignedVector<T>;

    double evaluate();
    double evaluate_at(const Vector& theta);
    Vector parameters() const;
    Vector weighted_errors() const;  // D^{1/2} e
    void linearize();
    Vector pulled_back(const Vector& z);  // A^T z
    Vector solution(const Matrix<T>& L, const Vector& b);
    static Vector along(const Vector& theta, double s, const Vector& v);
    Vector curvature(const Vector& theta, const Vector& v, const Vector& now);
    std::optional<double> try_damping(double mu, const Vector& theta, const Vector& b, const Vector& g);

    std::vector<Condition<T>> conditions_;
    Tape<T> tape_;
    MlpOnTape<T> network_;
    Loss<T> recorded_;
    std::vector<double> root_d_;  // sqrt(d_i)
    LevenbergMarquardt rule_;
    bool forms_J_, in_points_;      // of A A^T, or of A^T A
    std::vector<Var<T>> z_;         // leaves, one for each condition, where J is not formed
    std::vector<Var<T>> gradient_;  // J^T z, of every matrix of parameters
    Matrix<T> A_, system_;          // D^{1/2} J, if it is formed; the lower triangle of A A^T or A^T A
    double loss_ = 0, mu_ = 0, unit_ = 0;
    bool stuck_ = false;  // the last step found nothing to do
    std::size_t steps_done_ = 0;
};

}  // namespace pinn
