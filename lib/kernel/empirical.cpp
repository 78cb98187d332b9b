#include "lib/kernel/empirical.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "lib/foundation/parallel.hpp"
#include "lib/report/text.hpp"

namespace pinn {

namespace {

// Data and parameters are finite; what A makes of them need not be.
template <class T>
void check_sensitivity(ConstMatrixView<T> dA, const Condition<T>& condition) {
    for (std::size_t i = 0; i < dA.rows; ++i) {
        for (std::size_t j = 0; j < dA.cols; ++j) {
            if (std::isfinite(dA(i, j))) continue;
            throw NumericalError(concat("condition ", condition.name, ": a derivative of its operator is ", dA(i, j),
                                        " at point ", i % condition.points.rows()));
        }
    }
}

void check_some(bool there, const char* operation) {
    if (!there) throw ShapeError(concat(operation, ": no conditions"));
}

}  // namespace

template <class T>
Matrix<T> jacobian(const Mlp<T>& network, const Condition<T>& condition, Check check) {
    if (check == Check::needed) check_condition(condition, network.settings(), network.unknowns.size());
    Matrix<T> jacobian(condition.points.rows(), network.parameter_count());

    // One point is recorded with its gradient; the tape is then replayed for every other point.
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network);
    Condition<T> point = condition;
    const auto move_to = [&](std::size_t i) {
        for (const auto data : {&Condition<T>::points, &Condition<T>::given, &Condition<T>::partners}) {
            if ((condition.*data).rows() > 0) point.*data = Matrix<double>((condition.*data).view().row_block(i, 1));
        }
    };
    move_to(0);
    const Placed<T> placed = place(u, point);
    const std::vector<Var<T>> gradients = gradient(condition.applied(placed.u), u.parameters());

    for (std::size_t i = 0; i < jacobian.rows(); ++i) {
        move_to(i);
        placed.move(u, point);
        tape.evaluate();
        auto entry = jacobian.row(i).begin();
        for (const Var<T>& part : gradients) {
            const ConstMatrixView<T> value = part.value();
            entry = std::copy_n(value.data, value.rows * value.cols, entry);
        }
    }
    check_sensitivity(std::as_const(jacobian).view(), condition);
    return jacobian;
}

template <class T>
Matrix<T> jacobian(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, Check check) {
    check_some(!conditions.empty(), "jacobian");
    std::vector<Matrix<T>> blocks;
    for (const Condition<T>& condition : conditions) blocks.push_back(jacobian(network, condition, check));
    return stack_rows(blocks);
}

namespace {

// Layer inputs f and adjoints delta = d A[u](x_i) / d g of all layers, at all points of a condition. They live on the
// tape of the network. A partner's rows follow those of the points: it is a channel of its own. Unknowns are a layer
// without inputs, all bias.
template <class T>
struct Sensitivities {
    std::size_t points;
    Placed<T> placed;
    std::vector<Var<T>> adjoints;

    Sensitivities(const MlpOnTape<T>& u, const Condition<T>& condition, Check check) : points(condition.points.rows()) {
        if (check == Check::needed) check_condition(condition, u.settings(), u.unknown_count());
        placed = place(u, condition, true);
        std::vector<Var<T>> stacks;
        for (const Jet<T>& g : placed.layers.preactivations) stacks.push_back(g.stack);
        if (u.unknown_count() > 0) stacks.push_back(placed.u.unknown_all);
        adjoints = gradient(sum(condition.applied(placed.u)), stacks);
        for (const Var<T>& adjoint : adjoints) check_sensitivity(adjoint.value(), condition);
    }

    bool is_unknowns(std::size_t h) const { return h == placed.layers.inputs.size(); }
    std::size_t channels(std::size_t h) const { return adjoints[h].shape().rows / points; }
    // Rows of channel c at all points: N x width.
    ConstMatrixView<T> adjoint(std::size_t h, std::size_t c) const {
        return adjoints[h].value().row_block(c * points, points);
    }
    ConstMatrixView<T> input(std::size_t h, std::size_t c) const {
        if (is_unknowns(h)) return {nullptr, points, 0, 0};
        return placed.layers.inputs[h].stack.value().row_block(c * points, points);
    }
    // Values come first, and only they see the bias, if this layer carries them.
    bool biased(std::size_t h, std::size_t c) const {
        return is_unknowns(h) || c * points < placed.layers.inputs[h].layout.value.count;
    }
};

// factor_h^2 of a layer; unknowns have no inputs.
template <class N>
double squared_factor(const N& network, std::size_t h, std::size_t layers) {
    return h < layers ? network.factor(h) * network.factor(h) : 1;
}

// A kernel takes its Jacobian where there are no jets.
template <class T>
bool any_nested(const std::vector<Condition<T>>& conditions) {
    return std::ranges::any_of(conditions, [](const auto& c) { return route_of(c) == Route::nested; });
}

// J_A J_B^T, symmetric if they are the same object.
template <class T>
Matrix<T> outer(const Matrix<T>& A, const Matrix<T>& B) {
    Matrix<T> K = multiply_nt(A, B);
    for (std::size_t i = 0; &A == &B && i < K.rows(); ++i) {
        for (std::size_t j = 0; j < i; ++j) K(i, j) = K(j, i) = (K(i, j) + K(j, i)) / 2;
    }
    return K;
}

// [0, count) in equal pieces of at most 128: the first row of each, and count.
std::vector<std::size_t> pieces(std::size_t count) {
    const std::size_t number = (count + 127) / 128;
    std::vector<std::size_t> starts;
    for (std::size_t k = 0; k < number; ++k) starts.push_back(count * k / number);
    starts.push_back(count);
    return starts;
}

// K tile by tile: the two Gram matrices of a pair of channels stay in the cache between their products and their use.
// Of a condition with itself, tiles below the diagonal are those above it, mirrored.
template <class T>
Matrix<T> gram_by_gram(const Mlp<T>& network, const Sensitivities<T>& A, const Sensitivities<T>& B) {
    const bool same = &A == &B;
    Matrix<T> K(A.points, B.points);
    const std::vector<std::size_t> rows = pieces(A.points), columns = pieces(B.points);
    std::vector<std::pair<std::size_t, std::size_t>> tiles;
    for (std::size_t r = 0; r + 1 < rows.size(); ++r) {
        for (std::size_t c = same ? r : 0; c + 1 < columns.size(); ++c) tiles.emplace_back(r, c);
    }
    parallel_for(tiles.size(), [&](std::size_t k) {
        const auto [r, c] = tiles[k];
        const std::size_t row = rows[r], n = rows[r + 1] - row, column = columns[c], m = columns[c + 1] - column;
        const bool diagonal = same && r == c;
        Matrix<T> tile(n, m), deltas(n, m), inputs(n, m);
        for (std::size_t h = 0; h < A.adjoints.size(); ++h) {
            const T factor2 = static_cast<T>(squared_factor(network, h, network.layers()));
            for (std::size_t a = 0; a < A.channels(h); ++a) {
                // On the diagonal the pair (b, a) is the transpose of the pair (a, b).
                for (std::size_t b = diagonal ? a : 0; b < B.channels(h); ++b) {
                    multiply<T>(1, A.adjoint(h, a).row_block(row, n), Transpose::no,
                                B.adjoint(h, b).row_block(column, m), Transpose::yes, deltas.view());
                    multiply<T>(factor2, A.input(h, a).row_block(row, n), Transpose::no,
                                B.input(h, b).row_block(column, m), Transpose::yes, inputs.view());
                    const T bias = A.biased(h, a) && B.biased(h, b) ? 1 : 0;
                    const bool twice = diagonal && b > a;
                    for (std::size_t i = 0; i < n; ++i) {
                        for (std::size_t j = diagonal ? i : 0; j < m; ++j) {
                            T term = deltas(i, j) * (inputs(i, j) + bias);
                            if (twice) term += deltas(j, i) * (inputs(j, i) + bias);
                            tile(i, j) += term;
                        }
                    }
                }
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = diagonal ? i : 0; j < m; ++j) {
                K(row + i, column + j) = tile(i, j);
                if (same) K(column + j, row + i) = tile(i, j);
            }
        }
    });
    return K;
}

// Derivatives of operators are finite; products of them may overflow, and first those of a condition with itself.
template <class T>
Matrix<T> finite(Matrix<T> K, const std::vector<Condition<T>>& conditions) {
    std::size_t i = 0;
    for (const Condition<T>& condition : conditions) {
        for (const std::size_t end = i + condition.points.rows(); i < end; ++i) {
            if (std::isfinite(K(i, i))) continue;
            throw NumericalError(concat("condition ", condition.name, ": its kernel is not finite"));
        }
    }
    check_finite(std::span<const T>(K.values()), "kernel");
    return K;
}
template <class T>
Matrix<T> finite(Matrix<T> K, const Condition<T>& A, const Condition<T>& B) {
    check_finite(std::span<const T>(K.values()), concat("kernel of conditions ", A.name, " and ", B.name).c_str());
    return K;
}

}  // namespace

template <class T>
Matrix<T> kernel(const Mlp<T>& network, const Condition<T>& A, const Condition<T>& B) {
    if (route_of(A) == Route::nested || route_of(B) == Route::nested) {
        const Matrix<T> J_A = jacobian(network, A);
        return finite(&A == &B ? outer(J_A, J_A) : outer(J_A, jacobian(network, B)), A, B);
    }
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network);
    const Sensitivities<T> of_A(u, A, Check::needed);
    if (&A == &B) return finite(gram_by_gram(network, of_A, of_A), A, B);
    const Sensitivities<T> of_B(u, B, Check::needed);
    return finite(gram_by_gram(network, of_A, of_B), A, B);
}

template <class T>
Matrix<T> kernel(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, Check check) {
    check_some(!conditions.empty(), "kernel");
    if (any_nested(conditions)) {
        const Matrix<T> J = jacobian(network, conditions, check);
        return finite(outer(J, J), conditions);
    }
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network);
    std::vector<Sensitivities<T>> of;
    std::vector<std::size_t> start{0};
    for (const Condition<T>& condition : conditions) {
        of.emplace_back(u, condition, check);
        start.push_back(start.back() + condition.points.rows());
    }
    Matrix<T> K(start.back(), start.back());
    for (std::size_t a = 0; a < of.size(); ++a) {
        for (std::size_t b = a; b < of.size(); ++b) {
            const Matrix<T> block = gram_by_gram(network, of[a], of[b]);
            for (std::size_t i = 0; i < block.rows(); ++i) {
                for (std::size_t j = 0; j < block.cols(); ++j) {
                    K(start[a] + i, start[b] + j) = K(start[b] + j, start[a] + i) = block(i, j);
                }
            }
        }
    }
    return finite(std::move(K), conditions);
}

template <class T>
Matrix<T> scaled_kernel(const Mlp<T>& network, const std::vector<Condition<T>>& conditions,
                        const std::vector<Matrix<T>>& p) {
    check_some(!conditions.empty(), "scaled_kernel");
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network);
    check_shapes(p.size() == u.parameters().size(), "scaled_kernel: scales", {p.size(), 1}, {u.parameters().size(), 1});
    for (std::size_t k = 0; k < p.size(); ++k) {
        check_shapes(p[k].shape() == u.parameters()[k].shape(), "scaled_kernel: scales", p[k].shape(),
                     u.parameters()[k].shape());
        for (const T scale : p[k].values()) {
            if (!(scale >= 0) || !std::isfinite(scale)) {
                throw NumericalError("scaled_kernel: a scale is negative or not finite");
            }
        }
    }
    if (any_nested(conditions) || network.unknowns.size() > 0) {
        Matrix<T> J = jacobian(network, conditions);
        for (std::size_t i = 0; i < J.rows(); ++i) {
            T* entry = J.row(i).data();
            for (const Matrix<T>& scales : p) {
                for (const T scale : scales.values()) *entry++ *= std::sqrt(scale);
            }
        }
        return outer(J, J);
    }
    std::vector<Sensitivities<T>> of;
    std::size_t n = 0;
    for (const Condition<T>& condition : conditions) {
        of.emplace_back(u, condition, Check::needed);
        n += condition.points.rows();
    }

    Matrix<T> K(n, n);
    for (std::size_t h = 0; h < network.layers(); ++h) {
        const std::size_t width = network.weights[h].cols(), inputs = network.weights[h].rows();
        const std::size_t most = std::max<std::size_t>(1, 4096 / width);
        const T factor = static_cast<T>(network.factor(h));
        // Rows first .. first + count - 1 of dA[u](x_i)/dW^(h), that is sum_c f_ci^T delta_ci, scaled by sqrt(p); the
        // last slice is the bias.
        for (std::size_t first = 0; first <= inputs; first += most) {
            const std::size_t count = std::min(most, inputs - first);
            const bool bias = first + count == inputs;
            Matrix<T> J(n, (count + bias) * width);
            std::size_t start = 0;
            for (const Sensitivities<T>& A : of) {
                parallel_ranges(A.points, 1, [&](std::size_t from, std::size_t to) {
                    for (std::size_t i = from; i < to; ++i) {
                        T* row = J.row(start + i).data();
                        for (std::size_t a = first; a < first + count; ++a, row += width) {
                            for (std::size_t c = 0; c < A.channels(h); ++c) {
                                const T f = factor * A.input(h, c)(i, a);
                                const T* const delta = &A.adjoint(h, c)(i, 0);
                                for (std::size_t b = 0; b < width; ++b) row[b] += f * delta[b];
                            }
                            for (std::size_t b = 0; b < width; ++b) row[b] *= std::sqrt(p[2 * h](a, b));
                        }
                        for (std::size_t c = 0; bias && c < A.channels(h) && A.biased(h, c); ++c) {
                            const T* const delta = &A.adjoint(h, c)(i, 0);
                            for (std::size_t b = 0; b < width; ++b) row[b] += delta[b] * std::sqrt(p[2 * h + 1](0, b));
                        }
                    }
                });
                start += A.points;
            }
            multiply<T>(1, J.view(), Transpose::no, J.view(), Transpose::yes, K.view(), true);
            if (bias) break;
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < i; ++j) K(i, j) = K(j, i) = (K(i, j) + K(j, i)) / 2;
    }
    return K;
}

template <class T>
KernelTrace<T>::KernelTrace(const MlpOnTape<T>& network, const Condition<T>& condition) : before_(condition) {
    if (route_of(condition) == Route::nested) {
        nested_ = std::make_shared<Nested>(network, condition);
        check_condition(condition, network.settings(), network.unknown_count());
        return;
    }
    const Sensitivities<T> of(network, condition, Check::needed);
    placed_ = of.placed;
    const std::size_t layers = of.placed.layers.inputs.size();
    for (std::size_t h = 0; h < of.adjoints.size(); ++h) {
        const double factor2 = squared_factor(network, h, layers);
        for (std::size_t c = 0; c < of.channels(h); ++c) {
            for (std::size_t c2 = c; c2 < of.channels(h); ++c2) {
                const double times = c2 > c ? 2 : 1, bias = of.biased(h, c) && of.biased(h, c2) ? 1 : 0;
                terms_.push_back({of.adjoint(h, c), of.adjoint(h, c2), of.input(h, c), of.input(h, c2), times * factor2,
                                  times * bias});
            }
        }
    }
}

template <class T>
void KernelTrace<T>::move_points(const MlpOnTape<T>& network, const Condition<T>& condition) const {
    check(network, condition);
    if (nested_ == nullptr) return placed_.move(network, condition);
    nested_->second = condition;
}

template <class T>
template <class F>
double KernelTrace<T>::sum_of_terms(F f) const {
    const auto dot = [](ConstMatrixView<T> a, ConstMatrixView<T> b, std::size_t i) {
        T sum = 0;
        const T *x = a.data + i * a.stride, *y = b.data + i * b.stride;
#pragma omp simd reduction(+ : sum)
        for (std::size_t j = 0; j < a.cols; ++j) sum += x[j] * y[j];
        return static_cast<double>(sum);
    };
    double sum = 0;
    for (const Term& term : terms_) {
        for (std::size_t i = 0; i < term.delta.rows; ++i) {
            sum += f(dot(term.delta, term.delta2, i) * (term.weights * dot(term.f, term.f2, i) + term.bias));
        }
    }
    return sum;
}

template <class T>
double KernelTrace<T>::value() const {
    if (nested_ != nullptr) return kernel_trace(jacobian(nested_->first.network(), nested_->second, Check::done));
    return sum_of_terms([](double term) { return term; });
}

template <class T>
double KernelTrace<T>::rounding() const {
    return 16 * std::numeric_limits<T>::epsilon() * sum_of_terms([](double term) { return std::abs(term); });
}

template <class T>
double kernel_trace(const Mlp<T>& network, const Condition<T>& condition) {
    Tape<T> tape;
    const double trace = KernelTrace<T>(MlpOnTape<T>(tape, network), condition).value();
    if (!std::isfinite(trace)) throw NumericalError(concat("condition ", condition.name, ": its trace is not finite"));
    return trace;
}

template <class T>
double kernel_trace(const Matrix<T>& jacobian) {
    double trace = 0;
    for (const T entry : jacobian.values()) trace += static_cast<double>(entry) * static_cast<double>(entry);
    return trace;
}

template Matrix<float> jacobian(const Mlp<float>&, const Condition<float>&, Check);
template Matrix<float> jacobian(const Mlp<float>&, const std::vector<Condition<float>>&, Check);
template Matrix<double> jacobian(const Mlp<double>&, const Condition<double>&, Check);
template Matrix<double> jacobian(const Mlp<double>&, const std::vector<Condition<double>>&, Check);
template Matrix<float> kernel(const Mlp<float>&, const Condition<float>&, const Condition<float>&);
template Matrix<double> kernel(const Mlp<double>&, const Condition<double>&, const Condition<double>&);
template Matrix<float> kernel(const Mlp<float>&, const std::vector<Condition<float>>&, Check);
template Matrix<double> kernel(const Mlp<double>&, const std::vector<Condition<double>>&, Check);
template Matrix<float> scaled_kernel(const Mlp<float>&, const std::vector<Condition<float>>&,
                                     const std::vector<Matrix<float>>&);
template Matrix<double> scaled_kernel(const Mlp<double>&, const std::vector<Condition<double>>&,
                                      const std::vector<Matrix<double>>&);
template class KernelTrace<float>;
template class KernelTrace<double>;
template double kernel_trace(const Mlp<float>&, const Condition<float>&);
template double kernel_trace(const Mlp<double>&, const Condition<double>&);
template double kernel_trace(const Matrix<float>&);
template double kernel_trace(const Matrix<double>&);

}  // namespace pinn
