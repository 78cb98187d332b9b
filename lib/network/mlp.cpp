#include "lib/network/mlp.hpp"

#include <cmath>

#include "lib/dense/elementwise.hpp"

namespace pinn {

InputScaling InputScaling::raw(std::size_t dimension) {
    return {std::vector<double>(dimension, 0), std::vector<double>(dimension, 1)};
}

InputScaling InputScaling::z_scored(const Matrix<double>& points) {
    InputScaling scaling = raw(points.cols());
    const double n = static_cast<double>(points.rows());
    for (std::size_t k = 0; k < points.cols(); ++k) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < points.rows(); ++i) sum += points(i, k);
        const double mean = sum / n;
        for (std::size_t i = 0; i < points.rows(); ++i) squares += (points(i, k) - mean) * (points(i, k) - mean);
        const double deviation = std::sqrt(squares / n);
        if (!(deviation > 0)) {
            throw NumericalError("z-scored inputs: the points do not spread in dimension " + std::to_string(k));
        }
        scaling.mean[k] = mean;
        scaling.deviation[k] = deviation;
    }
    return scaling;
}

template <class T>
Mlp<T>::Mlp(MlpSettings settings, Random& random) : settings_(std::move(settings)) {
    const std::vector<std::size_t>& widths = settings_.widths;
    check_shapes(widths.size() >= 3, "Mlp: widths", {1, widths.size()}, {1, 3});
    check_shapes(settings_.scaling.mean.size() == widths[0] && settings_.scaling.deviation.size() == widths[0],
                 "Mlp: scaling", {1, widths[0]}, {1, settings_.scaling.mean.size()});
    for (std::size_t h = 0; h + 1 < widths.size(); ++h) {
        check_shapes(widths[h] > 0 && widths[h + 1] > 0, "Mlp: layer", {widths[h], widths[h + 1]}, {1, 1});
        const double fan_in = static_cast<double>(widths[h]), fan_out = static_cast<double>(widths[h + 1]);
        Matrix<T>& W = weights.emplace_back(widths[h], widths[h + 1]);
        Matrix<T>& b = biases.emplace_back(1, widths[h + 1]);
        switch (settings_.parameterization) {
            case Parameterization::ntk:
                random.fill_normal(W.values());
                random.fill_normal(b.values());
                break;
            case Parameterization::standard:
                random.fill_normal(W.values(), std::sqrt(1 / fan_in));
                random.fill_normal(b.values());
                break;
            case Parameterization::glorot:
                random.fill_normal(W.values(), std::sqrt(2 / (fan_in + fan_out)));
                break;
        }
    }
}

template <class T>
std::size_t Mlp<T>::parameter_count() const {
    std::size_t count = 0;
    for (std::size_t h = 0; h < layers(); ++h) count += weights[h].size() + biases[h].size();
    return count;
}

template <class T>
double Mlp<T>::factor(std::size_t layer) const {
    if (settings_.parameterization != Parameterization::ntk) return 1;
    return 1 / std::sqrt(static_cast<double>(settings_.widths[layer]));
}

template <class T>
Matrix<T> Mlp<T>::operator()(const Matrix<double>& x) const {
    const InputScaling& scaling = settings_.scaling;
    check_shapes(x.cols() == settings_.widths[0], "Mlp", x.shape(), weights[0].shape());
    Matrix<T> f(x.shape());
    for (std::size_t i = 0; i < x.rows(); ++i) {
        for (std::size_t k = 0; k < x.cols(); ++k) {
            f(i, k) = static_cast<T>((x(i, k) - scaling.mean[k]) / scaling.deviation[k]);
        }
    }
    for (std::size_t h = 0; h < layers(); ++h) {
        Matrix<T> g = multiply(f, weights[h]);
        for (std::size_t i = 0; i < g.rows(); ++i) {
            for (std::size_t j = 0; j < g.cols(); ++j) g(i, j) = static_cast<T>(factor(h)) * g(i, j) + biases[h](0, j);
        }
        f = std::move(g);
        if (h + 1 < layers()) tanh<T>(f.values(), f.values());
    }
    return f;
}

template <class T>
MlpOnTape<T>::MlpOnTape(Tape<T>& tape, const Mlp<T>& network) : tape_(&tape), initial_(network) {
    for (std::size_t h = 0; h < network.layers(); ++h) {
        parameters_.push_back(tape.leaf(network.weights[h]));
        parameters_.push_back(tape.leaf(network.biases[h]));
    }
}

template <class T>
void MlpOnTape<T>::assign(const std::vector<Var<T>>& parameters) const {
    check_shapes(parameters.size() == parameters_.size(), "assign: parameters", {parameters_.size(), 1},
                 {parameters.size(), 1});
    for (std::size_t k = 0; k < parameters.size(); ++k) tape_->assign(parameters_[k], parameters[k].value());
}

template <class T>
Var<T> MlpOnTape<T>::forward(Var<T> x) const {
    const InputScaling& scaling = initial_.settings().scaling;
    const std::size_t d = scaling.mean.size();
    Matrix<T> diagonal(d, d), shift(1, d);
    for (std::size_t k = 0; k < d; ++k) {
        diagonal(k, k) = static_cast<T>(1 / scaling.deviation[k]);
        shift(0, k) = static_cast<T>(-scaling.mean[k] / scaling.deviation[k]);
    }
    return layers(affine(x, tape_->constant(diagonal), tape_->constant(shift), 1, x.shape().rows));
}

template <class T>
Var<T> MlpOnTape<T>::layers(Var<T> f) const {
    for (std::size_t h = 0; h < initial_.layers(); ++h) {
        const Var<T> g = affine(f, weight(h), bias(h), initial_.factor(h), f.shape().rows);
        f = h + 1 < initial_.layers() ? tanh(g) : g;
    }
    return f;
}

template <class T>
Jet<T> MlpOnTape<T>::forward_jet(Var<T> seed, const std::vector<double>& coefficients, Channels wanted) const {
    const std::size_t d = coefficients.size();
    check_shapes(seed.shape().rows >= d, "forward_jet: coefficients", {d, 1}, seed.shape());
    return forward_jets(seed, coefficients, {{{0, seed.shape().rows - d}, wanted}}).front();
}

template <class T>
Jet<T> MlpOnTape<T>::forward_jet(const Matrix<double>& points, const std::vector<double>& coefficients,
                                 Channels wanted) const {
    const InputScaling& scaling = initial_.settings().scaling;
    const Var<T> seed = tape_->constant(seeded_stack<T>(points, scaling.mean, scaling.deviation));
    return forward_jet(seed, coefficients, wanted);
}

template <class T>
std::vector<Jet<T>> MlpOnTape<T>::forward_jets(Var<T> seed, const std::vector<double>& coefficients,
                                               const std::vector<PointGroup>& groups) const {
    const std::size_t last = initial_.layers() - 1;
    const std::size_t d = coefficients.size();
    check_shapes(d == initial_.settings().widths[0] && seed.shape().rows >= d, "forward_jet: coefficients", {d, 1},
                 seed.shape());
    const std::size_t n = seed.shape().rows - d;
    for (const PointGroup& group : groups) {
        check_shapes(group.points.end() <= n, "forward_jet: points of a group", {group.points.end(), d}, {n, d});
    }

    // Hidden layers carry what the channels behind them are made of: Lg needs the first derivatives, all need g.
    const JetLayout wanted = wanted_layout(groups), carried = carried_layout(groups, n, d);
    Jet<T> u;
    if (carried.rows() == n) {
        u = uniform_jet(layers(rows(seed, 0, n)), n, d, {.value = true});
    } else {
        const Var<T> g0 = affine(seed, weight(0), bias(0), initial_.factor(0), n);
        Jet<T> f = tanh_jet_seeded(g0, coefficients, last == 1 ? wanted : carried);
        for (std::size_t h = 1; h < last; ++h) {
            const Jet<T> g = affine_jet(f, weight(h), bias(h), initial_.factor(h));
            f = tanh_jet(g, coefficients, h + 1 == last ? wanted : carried);
        }
        u = affine_jet(f, weight(last), bias(last), initial_.factor(last));
    }
    std::vector<Jet<T>> jets(groups.size(), u);
    for (std::size_t k = 0; k < groups.size(); ++k) jets[k].points = groups[k].points;
    return jets;
}

template <class T>
Var<T> MlpOnTape<T>::seed(const Matrix<double>& points) const {
    const InputScaling& scaling = initial_.settings().scaling;
    return tape_->leaf(seeded_stack<T>(points, scaling.mean, scaling.deviation));
}

template <class T>
void MlpOnTape<T>::move_points(Var<T> seed, std::size_t first, const Matrix<double>& points) const {
    const InputScaling& scaling = initial_.settings().scaling;
    const MatrixView<T> rows = tape_->leaf_value(seed);
    const std::size_t d = points.cols();
    check_shapes(d == rows.cols && first + points.rows() <= rows.rows, "move_points", points.shape(), rows.shape());
    for (std::size_t i = 0; i < points.rows(); ++i) {
        for (std::size_t k = 0; k < d; ++k) {
            rows(first + i, k) = static_cast<T>((points(i, k) - scaling.mean[k]) / scaling.deviation[k]);
        }
    }
}

template <class T>
JetLayers<T> MlpOnTape<T>::forward_jet_layers(const Matrix<double>& points, const std::vector<double>& coefficients,
                                              Channels wanted) const {
    const InputScaling& scaling = initial_.settings().scaling;
    check_shapes(coefficients.size() == points.cols(), "forward_jet_layers: coefficients", {coefficients.size(), 1},
                 points.shape());
    const std::size_t n = points.rows(), d = points.cols();
    const bool derivatives = wanted.directions > 0 || wanted.second;
    const Channels carried{.value = true, .directions = wanted.second ? d : wanted.directions, .second = wanted.second};
    const Matrix<T> stack = full_stack<T>(points, scaling.mean, scaling.deviation, carried);
    JetLayers<T> pass;
    Jet<T> f = uniform_jet(tape_->leaf(stack), n, d, carried);
    for (std::size_t h = 0; h < initial_.layers(); ++h) {
        pass.inputs.push_back(f);
        pass.preactivations.push_back(affine_jet(f, weight(h), bias(h), initial_.factor(h)));
        if (h + 1 == initial_.layers()) break;
        const Jet<T>& g = pass.preactivations.back();
        const Channels kept = h + 2 == initial_.layers() ? wanted : carried;
        f = derivatives ? tanh_jet(g, coefficients, kept) : uniform_jet(tanh(g.stack), n, d, carried);
    }
    return pass;
}

template <class T>
Mlp<T> MlpOnTape<T>::network() const {
    Mlp<T> network = initial_;
    for (std::size_t h = 0; h < network.layers(); ++h) {
        network.weights[h] = Matrix<T>(weight(h).value());
        network.biases[h] = Matrix<T>(bias(h).value());
    }
    return network;
}

template class Mlp<float>;
template class Mlp<double>;
template class MlpOnTape<float>;
template class MlpOnTape<double>;

}  // namespace pinn
