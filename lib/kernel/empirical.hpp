// The kernel of a finite network, K = J J^T, three ways, and J diag(p) J^T  (paper: Eq. (3.9), Remark 3.3).
//
// For conditions A[u] and B[u] at their points, (K_AB)_ij = < dA[u](x_i)/dtheta, dB[u](x_j)/dtheta >: with A = u at
// boundary points and B = the residual at interior points these are the paper's K_uu, K_ur, K_rr. Weights of the points
// are no part of K: they stand beside those of the terms in D (training/loss.hpp).
//
// (a) jacobian(): one row per point, one reverse sweep per row: the definition. O(N P) time and memory.
// (b) kernel(): Gram by Gram, no Jacobian. The gradient of A[u](x_i) with respect to the weights of one layer is
//     sum_c f_ci^T delta_ci, over the channels c of a jet, with layer inputs f and adjoints delta of pre-activations;
//     so the inner product of two gradients is a sum of products of two small Gram matrices,
//         K_ij = sum_layers factor^2 sum_cc' <delta_ci, delta_c'j> <f_ci, f_c'j>  +  <delta_0i, delta_0j>  (biases).
//     Points do not interact, so one gradient() of the summed output gives the adjoints of all points at once.
//     O(N C W^2 L + (N C)^2 W L) time and O(N C W L + N^2) memory, for C channels, width W, L layers. K is computed in
//     tiles of 128 x 128 or less, whose Gram matrices never leave the cache.
// (c) kernel_trace(): the diagonal of (b) only. O(N C W^2 L): about a training step. KernelTrace is the same along a
//     training: recorded once, replayed.
//
// An optimizer that moves every parameter by a step size of its own sees another kernel, J diag(p) J^T. Its sum over
// parameters does not split into Gram matrices; scaled_kernel() forms J a slice of a layer at a time.
//
// The second point of a pair adds its channels to those of the first; unknown coefficients are a layer that is all
// bias. Where derivatives are nested there are no layers of jets: (b) and (c) are made of (a), at its cost.
//
// For one hidden layer (a) is already the best. Introduced in chapters 01 (b) and 02 (a, c); scaled in chapter 09.
#pragma once

#include <memory>
#include <utility>

#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace pinn {

// J, row i = d A[u](x_i) / d theta; theta in the order of MlpOnTape::parameters().  Returns N x P.
// O(N P).  Throws ShapeError or NumericalError as check_condition() does, if that is needed, and if a parameter is not
// finite; NumericalError "condition r: ..." if A makes of finite numbers what is none, or if K or a trace overflows.
template <class T>
Matrix<T> jacobian(const Mlp<T>& network, const Condition<T>& condition, Check check = Check::needed);

// The same of several conditions, one at least, below each other in their order: J of paper: Remark 3.3.  Throws as
// above.
template <class T>
Matrix<T> jacobian(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, Check check = Check::needed);

// K_AB without a Jacobian.  Returns N_A x N_B; symmetric to the last bit if A and B are the same object.
// Cost as in (b).  Throws as jacobian() does.
template <class T>
Matrix<T> kernel(const Mlp<T>& network, const Condition<T>& A, const Condition<T>& B);

// The whole K of several conditions, blocks in their order: [[K_uu, K_ur], [K_ru, K_rr]] for {boundary, interior}.
// Throws as above.
template <class T>
Matrix<T> kernel(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, Check check = Check::needed);

// J diag(p) J^T over all conditions, p >= 0 one number for every parameter, in the order and the shapes of
// MlpOnTape::parameters(). With p = 1 it is kernel(). For Adam p = 1 / (sqrt(v) + epsilon): with it
// d/dt e = -J diag(p) J^T D e between two of its steps, momentum left aside.
// O(N^2 P) time, O(N^2 + N C W L) memory and slices of about 4096 columns (at least the parameters of one input) of J.
// Throws ShapeError if p does not fit, NumericalError "scaled_kernel: a scale is negative or not finite", and as
// kernel() does.
template <class T>
Matrix<T> scaled_kernel(const Mlp<T>& network, const std::vector<Condition<T>>& conditions,
                        const std::vector<Matrix<T>>& p);

// Tr K_AA = sum_i |dA[u](x_i)/dtheta|^2  (paper: Definition 5.1), without a Jacobian.  Cost as in (c).  Throws as
// jacobian() does.
template <class T>
double kernel_trace(const Mlp<T>& network, const Condition<T>& condition);

// Tr K_AA again and again, as the parameters of a network on a tape move: recorded once, replayed with the tape.
//
//     const KernelTrace<double> trace(network, condition);   ...   tape.evaluate();   trace.value();
template <class T>
class KernelTrace {
  public:
    // Records layer inputs and adjoints on the network's tape.  Cost as in (c), memory O(N C W L).  Throws as
    // jacobian() does.
    KernelTrace(const MlpOnTape<T>& network, const Condition<T>& condition);

    // The condition at new points, as many as before: Tr K_AA after the tape's next evaluate() is at them.  O(N d),
    // allocates nothing.  Throws as check_new_data() does.
    void move_points(const MlpOnTape<T>& network, const Condition<T>& condition) const;
    void check(const MlpOnTape<T>& network, const Condition<T>& condition) const {  // throws as move_points() would
        check_new_data(condition, before_, network.settings());
    }

    // Tr K_AA at the parameters that the tape was last evaluated with.  O(N C^2 W L), allocates nothing.
    double value() const;
    // Of the terms that it is added from: they cancel where A is of two points that the network sees as one, and what
    // is left is no trace. 0 for a trace made of J.  O(N C^2 W L), allocates nothing.
    double rounding() const;

  private:
    // sum_i <delta_i, delta2_i> (weights <f_i, f2_i> + bias): one pair of channels of one layer. Memory of a tape stays
    // where it is, so these are views.
    struct Term {
        ConstMatrixView<T> delta, delta2, f, f2;
        double weights, bias;
    };
    template <class F>
    double sum_of_terms(F f) const;
    using Nested = std::pair<MlpOnTape<T>, Condition<T>>;  // where there are no jets: J is formed every time
    Condition<T> before_;                                  // as it was recorded
    Placed<T> placed_;
    std::vector<Term> terms_;
    std::shared_ptr<Nested> nested_;
};

// The same from a Jacobian: the sum of the squares of its entries.  O(N P).
template <class T>
double kernel_trace(const Matrix<T>& jacobian);

}  // namespace pinn
