// The loss of a list of conditions, in the three conventions of the paper and its code.
//
//     L = sum_k lambda_k c_k sum_{i <= N_k} w_i |A_k[u](x_i) - y_i|^2,   c_k = 1/2        half sums (paper: Eq. (3.4))
//                                                                              1/(2 N_k)  half means (paper: Eq. (6.2))
//                                                                              1/N_k      means (the authors' code)
//
// All w_i are 1 unless a condition says otherwise. Weights of mean 1 leave means what they are called: those of a
// quadrature (pde/sampling.hpp) make them integrals.
//
// At one learning rate they train at different speeds: means are twice as fast as half means, half sums N_k times.
//
// Introduced in chapter 02.
#pragma once

#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace pinn {

enum class LossConvention { half_sums, half_means, means };

// The loss, or a weight of it, is no longer a finite number.  what() names where and when.
struct DivergenceError : NumericalError {
    using NumericalError::NumericalError;
};

// c_k for a condition of N_k points.
double loss_factor(LossConvention convention, std::size_t points);

// The names of a list: a weight belongs to a name.  Throws ShapeError if it is empty, NumericalError if two are the
// same.
template <class T>
std::vector<std::string> names_of(const std::vector<Condition<T>>& conditions);

// The one check of the weights of a loss.  Throws ShapeError unless there is one for each condition, NumericalError
// "weight of condition r: 7e+45 ..." if one is negative, or not finite in T.  Allocates nothing unless it throws.
template <class T>
void check_weights(const std::vector<double>& lambda, const std::vector<std::string>& names);

// The names in the order of a list: a weight belongs to the condition that stands where it does. Throws NumericalError
// that names both lists unless they are the same.
void check_same_conditions(const char* what, const std::vector<std::string>& found,
                           const std::vector<std::string>& expected);

// The diagonal of D in d/dt e = - K D e, the errors under gradient flow on L  (paper: Eq. (6.3); Eq. (3.8) for half
// sums): d_i = 2 c_k lambda_k w_i for every point i of condition k, in their order; where w_i = 1 that is
// lambda_k, lambda_k / N_k or 2 lambda_k / N_k for half sums, half means and means.  O(N).
// Throws ShapeError if there are not as many weights as conditions.
template <class T>
std::vector<double> kernel_weights(const std::vector<Condition<T>>& conditions, LossConvention convention,
                                   const std::vector<double>& lambda);

template <class T>
struct Loss {
    Var<T> total;                // L
    std::vector<Var<T>> terms;   // c_k sum w_i |...|^2, without lambda
    std::vector<Var<T>> lambda;  // the weights of the terms, leaves
    std::vector<Var<T>> errors;  // e_k = A_k[u] - y_k at the points, N_k x 1
    // Where the data of a condition lie: its rows of the seed of a pass, and its targets; leaves.
    struct Data {
        Condition<T> recorded;
        Placed<T> placed{};
        bool shares = false;  // its first points with the next condition
        Var<T> target{};
    };
    std::vector<Data> data;

    // New points and targets of the conditions recorded, as many as before. If all points of a condition were the first
    // of the one before it in the list, they have to be so again.  O(N d), allocates nothing.
    // Throws ShapeError or NumericalError if they are others, by name, channels or coefficients of L, and as
    // check_new_data() does; then nothing has changed.
    void set_data(const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions) const;

    // Of a loss that is not finite, which condition makes it so: "condition r: A[u] - y is nan at point 3".  O(N).
    std::string fault() const;
};

// Records L of a network on its tape: one pass for all conditions of single points whose operators have the same
// coefficients, one for each other condition.
// lambda: one per condition.  O(C N P), C channels, N points.
// Throws as names_of(), check_weights() and check_condition() do, and NumericalError if no condition reads one of the
// network's unknowns.
template <class T>
Loss<T> record_loss(Tape<T>& tape, const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions,
                    LossConvention convention, const std::vector<double>& lambda);

}  // namespace pinn
