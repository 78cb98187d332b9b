#include "lib/kernel/empirical.hpp"

#include <algorithm>

namespace pinn {

template <class T>
Matrix<T> jacobian(const Mlp<T>& network, const Condition<T>& condition) {
    const InputScaling& scaling = network.settings().scaling;
    const Matrix<T> seeds = seeded_stack<T>(condition.points, scaling.mean, scaling.deviation);
    const std::size_t n = condition.points.rows(), d = condition.points.cols();
    Matrix<T> jacobian(n, network.parameter_count());
    if (n == 0) return jacobian;

    // One point is recorded with its gradient; the tape is then replayed for every other point.
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network);
    Matrix<T> one_seed(seeds.view().row_block(n - 1, d + 1));
    const Var<T> seed = tape.leaf(one_seed);
    const Jet<T> jet = u.forward_jet(seed, condition.coefficients, condition.channels);
    const std::vector<Var<T>> gradients = gradient(condition.applied(jet), u.parameters());

    for (std::size_t i = 0; i < n; ++i) {
        std::copy_n(seeds.row(i).begin(), d, one_seed.row(0).begin());
        tape.assign(seed, one_seed.view());
        tape.evaluate();
        auto entry = jacobian.row(i).begin();
        for (const Var<T>& part : gradients) {
            const ConstMatrixView<T> value = part.value();
            entry = std::copy_n(value.data, value.rows * value.cols, entry);
        }
    }
    return jacobian;
}

template <class T>
double kernel_trace(const Matrix<T>& jacobian) {
    double trace = 0;
    for (const T entry : jacobian.values()) trace += static_cast<double>(entry) * static_cast<double>(entry);
    return trace;
}

template Matrix<float> jacobian(const Mlp<float>&, const Condition<float>&);
template Matrix<double> jacobian(const Mlp<double>&, const Condition<double>&);
template double kernel_trace(const Matrix<float>&);
template double kernel_trace(const Matrix<double>&);

}  // namespace pinn
