// The weights lambda_k of the loss terms: fixed, Algorithm 1, and what other software calls NTK weights.
//
// With L = sum_k lambda_k L_k, J_k = d A_k[u](x_i) / d theta, K_kk = J_k J_k^T, e_k = A_k[u] - y_k and lambda = f(m),
// where m_k is one number measured for every condition (sums and norms over all points, all parameters):
//
//     rule                    m_k                                       lambda_k
//     trace_ratio             Tr K_kk                                   sum_j m_j / m_k  (paper: Eq. (6.5))
//     root_rayleigh           sqrt(e_k^T K_kk e_k / e_k^T e_k)          sum_j m_j / m_k
//                             = |J_k^T e_k| / |e_k|
//     gradient_norm           |grad L_k|                                m_k / sum_j m_j
//     entry_sum               1^T K_kk 1 = |J_k^T 1|^2                  sum_j m_j / m_k
//     inverse_gradient_norm   |grad L_k|                                sum_j m_j / m_k
//
// Cost of an update: one to two training steps; it allocates nothing.
//
// Introduced in chapter 07.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "lib/kernel/empirical.hpp"
#include "lib/training/loss.hpp"

namespace pinn {

// Why the last four are not Algorithm 1 (paper: C17), though each is offered under its name, and where:
//   root_rayleigh           inverse, as (6.5), but the root of a rate, and of one rate: that of the error as it is now,
//                           where Tr K_kk is the sum over all components and does not see the data.
//                           NVIDIA Modulus Sym 1.0.0 to 1.8.0, modulus/sym/loss/aggregator.py, class NTK, which takes
//                           |grad sqrt(L_k)|: m_k times the root of the factor of the loss.
//   gradient_norm           proportional where (6.5) is inverse: the term that is already the fastest is given more.
//                           And it grows with the error: weight follows the size of the term.
//                           PINA 0.3.2, pina/_src/weighting/ntk_weighting.py, which averages over updates besides.
//   entry_sum               the gradient of the summed output. Entries of both signs cancel: it is N_k times the rate
//                           of one component, the constant, in place of the sum over all (paper: Definition 5.1).
//                           PINNacle, commit 008bbeb, src/optimizer/ntk.py.
//   inverse_gradient_norm   inverse, but e_k is in it: a term almost fitted has a small gradient, and its weight grows
//                           without bound however large its eigenvalues are. It depends on the convention of the loss.
//                           PaddleScience, commit 4c14d41, ppsci/loss/mtl/ntk.py.
// The formulas are those of these files; the packages were not run. jaxpi (commit 127a306, jaxpi/models.py) takes the
// mean of the diagonal of K_kk for its trace, which is Algorithm 1 if all N_k are equal.
enum class WeightRule { trace_ratio, root_rayleigh, gradient_norm, entry_sum, inverse_gradient_norm };

// Every rule but the fixed one, in the order above, and its name in words: "trace ratio".
std::vector<WeightRule> all_weight_rules();
std::string to_string(WeightRule rule);

// A factor common to all weights is another learning rate and nothing else.
//
//   as_defined   the table above. For trace_ratio: lambda_k >= 1, and sum_k 1/lambda_k = 1.
//   last_is_one  divided by the last condition's weight, so that rules compare at one learning rate: lambda_r = 1 in
//                {boundary, interior}  (paper: Eq. (7.4)).
enum class WeightScale { as_defined, last_is_one };

// lambda from m, both one per condition: the right column of the table.  O(conditions).  Of "1^T K 1" of all conditions
// the blocks K_kj, k != j, are left out, as in Tr K = sum_k Tr K_kk.  (The ratio of weights does not see it.)
// Throws ShapeError if the lengths differ.
void weights_from(WeightRule rule, std::span<const double> measured, WeightScale scale, std::span<double> lambda);

// Weights that follow a training. Measures at the parameters it is told, on a tape of its own: recorded once, replayed.
template <class T>
class Weights {
  public:
    // Fixed: update() changes nothing.
    explicit Weights(std::vector<double> lambda) : lambda_(std::move(lambda)) {}

    // A rule; measured once at the network given, so lambda() is at once that of initialization.  The convention counts
    // for gradient norms only.  Cost: recording, about ten updates.  Throws as record_loss() and KernelTrace do,
    // DivergenceError as update() does, NumericalError if a condition has weights of its points: no rule knows them.
    Weights(WeightRule rule, const Mlp<T>& network, const std::vector<Condition<T>>& conditions,
            LossConvention convention, WeightScale scale = WeightScale::as_defined);

    // The weights at the present parameters of a network on another tape: trainer.on_tape().  O(C N W^2 L) per
    // condition, as a training step.  Throws as MlpOnTape::assign() does if the network is another one, DivergenceError
    // if a weight is not finite (parameters that are not, or m_k = 0 in a denominator), or a trace is rounding.
    const std::vector<double>& update(const MlpOnTape<T>& network);

    // New points and targets of the conditions, as many as before; update() measures at them (Algorithm 1 does not see
    // targets). Without it, it measures at the points it had, wherever a trainer's are.  O(N d), allocates nothing.
    // Throws as check_new_data() does; then nothing has changed.
    void set_data(const std::vector<Condition<T>>& conditions) const;

    const std::vector<double>& lambda() const { return lambda_; }
    // Of the conditions, in the order of lambda(). Empty for fixed weights.
    const std::vector<std::string>& names() const { return names_; }
    // The m_k that lambda() was computed from: the traces of Algorithm 1. Empty for fixed weights.
    const std::vector<double>& measured() const { return measured_; }

  private:
    void measure();
    double measure(std::size_t k) const;

    struct Recorded {
        Recorded(WeightRule rule, const Mlp<T>& network, const std::vector<Condition<T>>& conditions,
                 LossConvention convention);
        Tape<T> tape;
        MlpOnTape<T> network;
        std::vector<KernelTrace<T>> traces;          // Tr K_kk
        std::optional<Loss<T>> loss;                 // or the errors e_k,
        std::vector<Var<T>> scalars;                 //    s_k made of them,
        std::vector<std::vector<Var<T>>> gradients;  //    and d s_k / d theta
    };
    WeightRule rule_ = WeightRule::trace_ratio;
    WeightScale scale_ = WeightScale::as_defined;
    std::vector<std::string> names_;  // of the conditions
    std::unique_ptr<Recorded> recorded_;
    std::vector<double> measured_, lambda_;
};

}  // namespace pinn
