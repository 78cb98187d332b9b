#include "lib/network/mlp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "lib/dense/elementwise.hpp"
#include "lib/report/text.hpp"

namespace pinn {

InputScaling InputScaling::raw(std::size_t dimension) {
    return {std::vector<double>(dimension, 0), std::vector<double>(dimension, 1)};
}

InputScaling InputScaling::z_scored(const Matrix<double>& points) {
    InputScaling scaling = raw(points.cols());
    const double n = static_cast<double>(points.rows());
    if (points.rows() == 0) throw NumericalError("z-scored inputs: no points");
    check_finite(points.values(), "z-scored inputs");
    for (std::size_t k = 0; k < points.cols(); ++k) {
        double sum = 0, squares = 0, largest = 0;
        for (std::size_t i = 0; i < points.rows(); ++i) {
            sum += points(i, k);
            largest = std::max(largest, std::abs(points(i, k)));
        }
        const double mean = sum / n;
        for (std::size_t i = 0; i < points.rows(); ++i) squares += (points(i, k) - mean) * (points(i, k) - mean);
        const double deviation = std::sqrt(squares / n);
        const double rounding = n * std::numeric_limits<double>::epsilon() * largest;
        if (!(deviation > rounding) || !std::isfinite(deviation)) {
            throw NumericalError(concat("z-scored inputs: the points ",
                                        deviation <= rounding ? "do not spread" : "spread beyond all numbers",
                                        " in dimension ", k));
        }
        scaling.mean[k] = mean;
        scaling.deviation[k] = deviation;
    }
    return scaling;
}

FourierFeatures FourierFeatures::gaussian(std::size_t m, std::size_t dimension, double scale, Random& random) {
    Matrix<double> B(m, dimension);
    random.fill_normal(B.values(), scale);
    return {B};
}

namespace {

// The value, the derivatives and L of f^(0) at one point, each a row of d_0 numbers; null for what is not wanted.
// With w = 2 pi b / deviation for a row b of B:  cos' = -w sin,  sin' = w cos,  L = -(sum_k a_k w_k^2) times itself.
template <class T>
void write_features(const MlpSettings& settings, const double* x, const std::vector<double>& coefficients, T* value,
                    const std::array<T*, 3>& directions, T* second) {
    const Matrix<double>& B = settings.features.B;
    const std::size_t m = B.rows(), d = B.cols();
    for (std::size_t j = 0; j < m; ++j) {
        double phase = 0, q = 0;
        for (std::size_t k = 0; k < d; ++k) {
            const double w = 2 * std::numbers::pi * B(j, k) / settings.scaling.deviation[k];
            phase += w * (x[k] - settings.scaling.mean[k]);
            if (second != nullptr) q += coefficients[k] * w * w;
        }
        const double c = std::cos(phase), s = std::sin(phase);
        value[j] = static_cast<T>(c);
        value[m + j] = static_cast<T>(s);
        for (std::size_t k = 0; k < d && directions[k] != nullptr; ++k) {
            const double w = 2 * std::numbers::pi * B(j, k) / settings.scaling.deviation[k];
            directions[k][j] = static_cast<T>(-w * s);
            directions[k][m + j] = static_cast<T>(w * c);
        }
        if (second == nullptr) continue;
        second[j] = static_cast<T>(-q * c);
        second[m + j] = static_cast<T>(-q * s);
    }
}

// x, scaled or as it is.
template <class T>
void write_coordinates(const MlpSettings& settings, const double* x, bool raw, T* to) {
    const auto& [mean, deviation] = settings.scaling;
    for (std::size_t k = 0; k < mean.size(); ++k) to[k] = static_cast<T>(raw ? x[k] : (x[k] - mean[k]) / deviation[k]);
}

// f^(0) at a point, its scaled coordinates if there are no features.
template <class T>
void write_inputs(const MlpSettings& settings, const double* x, T* f) {
    if (!settings.features.none()) return write_features<T>(settings, x, {}, f, {}, nullptr);
    write_coordinates(settings, x, false, f);
}

}  // namespace

template <class T>
Mlp<T>::Mlp(MlpSettings settings, Random& random) : settings_(std::move(settings)) {
    const std::vector<std::size_t>& widths = settings_.widths;
    if (widths.size() < 3) {
        throw ShapeError(concat("Mlp: has ", widths.size(),
                                " widths; accepted are three or more, of inputs, hidden layers and outputs"));
    }
    const Shape B = settings_.features.B.shape();
    const std::size_t d = settings_.features.none() ? widths[0] : B.cols;
    check_shapes(settings_.scaling.mean.size() == d && settings_.scaling.deviation.size() == d, "Mlp: scaling", {1, d},
                 {1, settings_.scaling.mean.size()});
    check_shapes(settings_.features.none() || widths[0] == 2 * B.rows, "Mlp: features", B, {1, widths[0]});
    check_finite(std::as_const(settings_.features.B).values(), "Mlp: features");
    for (std::size_t k = 0; k < d; ++k) {
        const double mean = settings_.scaling.mean[k], deviation = settings_.scaling.deviation[k];
        if (!std::isfinite(mean) || !std::isfinite(deviation) || !(deviation > 0)) {
            throw NumericalError(concat("Mlp: scaling of dimension ", k, ": mean ", mean, ", deviation ", deviation,
                                        "; accepted are finite means and positive, finite deviations"));
        }
    }
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
    for (const Matrix<T>& W : weights) count += W.size();
    for (const Matrix<T>& b : biases) count += b.size();
    return count + unknowns.size();
}

template <class T>
double Mlp<T>::factor(std::size_t layer) const {
    if (settings_.parameterization != Parameterization::ntk) return 1;
    return 1 / std::sqrt(static_cast<double>(settings_.widths[layer]));
}

template <class T>
Matrix<T> Mlp<T>::operator()(const Matrix<double>& x) const {
    check_shapes(x.cols() == settings_.dimension(), "Mlp", x.shape(), {settings_.dimension(), settings_.widths[0]});
    check_shapes(biases.size() == layers(), "Mlp: weights, biases", {layers(), layers()}, {layers(), biases.size()});
    Matrix<T> f(x.rows(), settings_.widths[0]);
    for (std::size_t i = 0; i < x.rows(); ++i) write_inputs(settings_, x.row(i).data(), f.row(i).data());
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
    const std::vector<std::size_t>& widths = network.settings().widths;
    check_shapes(network.weights.size() + 1 == widths.size() && network.biases.size() + 1 == widths.size(),
                 "network: weights, biases", {widths.size() - 1, widths.size() - 1},
                 {network.weights.size(), network.biases.size()});
    for (std::size_t h = 0; h < network.layers(); ++h) {
        const Shape W{widths[h], widths[h + 1]}, b{1, widths[h + 1]};
        check_shapes(network.weights[h].shape() == W, "network: weights", W, network.weights[h].shape());
        check_shapes(network.biases[h].shape() == b, "network: biases", b, network.biases[h].shape());
        check_finite(network.weights[h].values(), concat("network: W^(", h, ")").c_str());
        check_finite(network.biases[h].values(), concat("network: b^(", h, ")").c_str());
        parameters_.push_back(tape.leaf(network.weights[h]));
        parameters_.push_back(tape.leaf(network.biases[h]));
    }
    if (unknown_count() == 0) return;
    check_shapes(network.unknowns.rows() == 1, "network: unknowns are a row", {1, network.unknowns.size()},
                 network.unknowns.shape());
    check_finite(network.unknowns.values(), "network: unknowns");
    parameters_.push_back(tape.leaf(network.unknowns));
}

template <class T>
void MlpOnTape<T>::assign(const MlpOnTape& other) const {
    check_shapes(other.parameters_.size() == parameters_.size(), "assign: parameters", {parameters_.size(), 1},
                 {other.parameters_.size(), 1});
    for (std::size_t k = 0; k < parameters_.size(); ++k) {
        check_shapes(other.parameters_[k].shape() == parameters_[k].shape(), "assign", parameters_[k].shape(),
                     other.parameters_[k].shape());
    }
    if (other.settings() != settings()) {
        throw NumericalError("assign: the networks differ in parameterization, scaling of inputs or features");
    }
    for (std::size_t k = 0; k < parameters_.size(); ++k) {
        tape_->assign(parameters_[k], other.parameters_[k].value());
    }
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
    const Var<T> z = affine(x, tape_->constant(diagonal), tape_->constant(shift), 1, x.shape().rows);
    if (!featured()) return layers(z);
    const Var<T> phase = phases(z);
    return layers(stack_columns<T>({cos(phase), sin(phase)}));
}

template <class T>
Var<T> MlpOnTape<T>::phases(Var<T> z) const {
    const Matrix<T> B = rounded<T>(initial_.settings().features.B);
    return product(z, tape_->constant(B), Transpose::no, Transpose::yes, 2 * std::numbers::pi);
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
Jet<T> MlpOnTape<T>::forward_jet(const Matrix<double>& points, const std::vector<double>& coefficients,
                                 Channels wanted) const {
    const Seed<T> seed{tape_->constant(seed_stack(points, coefficients)), points.rows()};
    return forward_jets(seed, coefficients, {{{0, points.rows()}, wanted}}).front();
}

template <class T>
std::vector<Jet<T>> MlpOnTape<T>::forward_jets(const Seed<T>& seed, const std::vector<double>& coefficients,
                                               const std::vector<PointGroup>& groups) const {
    const std::size_t last = initial_.layers() - 1;
    const std::size_t d = coefficients.size(), n = seed.points;
    check_shapes(d == initial_.settings().dimension(), "forward_jet: coefficients", {d, 1}, seed.stack.shape());
    for (const PointGroup& group : groups) {
        check_range("forward_jet: points of a group", group.points.first, group.points.count, n);
    }

    // Hidden layers carry what the channels behind them are made of: Lg needs the first derivatives, all need g.
    const JetLayout wanted = wanted_layout(groups), carried = carried_layout(groups, n, d);
    const JetLayout& first_layer = last == 1 ? wanted : carried;
    Jet<T> u;
    if (carried.rows() == n) {
        u = uniform_jet(layers(rows(seed.stack, 0, n)), n, d, {.value = true});
    } else {
        Jet<T> f;
        if (featured()) {
            const Jet<T> inputs = uniform_jet(seed.stack, n, d, every_channel(d));
            f = tanh_jet(affine_jet(inputs, weight(0), bias(0), initial_.factor(0)), coefficients, first_layer);
        } else {
            const Var<T> g0 = affine(seed.stack, weight(0), bias(0), initial_.factor(0), n);
            f = tanh_jet_seeded(g0, coefficients, first_layer);
        }
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
Matrix<T> MlpOnTape<T>::seed_stack(const Matrix<double>& points, const std::vector<double>& coefficients) const {
    const MlpSettings& settings = initial_.settings();
    if (!featured()) return seeded_stack<T>(points, settings.scaling.mean, settings.scaling.deviation);
    check_shapes(points.cols() == settings.dimension(), "seed", points.shape(), {1, settings.dimension()});
    Matrix<T> stack((2 + points.cols()) * points.rows(), settings.widths[0]);
    write_seed(stack.view(), {{}, points.rows()}, coefficients, 0, points);
    return stack;
}

template <class T>
Seed<T> MlpOnTape<T>::seed(const Matrix<double>& points, const std::vector<double>& coefficients) const {
    return {tape_->leaf(seed_stack(points, coefficients)), points.rows()};
}

template <class T>
void MlpOnTape<T>::move_points(const Seed<T>& seed, const std::vector<double>& coefficients, std::size_t first,
                               const Matrix<double>& points) const {
    write_seed(tape_->leaf_value(seed.stack), seed, coefficients, first, points);
}

template <class T>
void MlpOnTape<T>::write_seed(MatrixView<T> stack, const Seed<T>& seed, const std::vector<double>& coefficients,
                              std::size_t first, const Matrix<double>& points) const {
    const MlpSettings& settings = initial_.settings();
    const std::size_t n = seed.points, d = settings.dimension();
    const bool for_layer = seed.of == SeedOf::first_layer, features = for_layer && featured();
    check_shapes(
        points.cols() == d && (!for_layer || coefficients.size() == d) && first <= n && points.rows() <= n - first,
        "move_points", points.shape(), stack.shape());
    check_shapes(!features || d <= 3, "features of more than three dimensions", points.shape(), {n, 3});
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const double* const x = points.row(i).data();
        T* const value = &stack(first + i, 0);
        if (!features) {
            write_coordinates(settings, x, seed.of == SeedOf::raw, value);
            continue;
        }
        std::array<T*, 3> directions{};
        for (std::size_t k = 0; k < d; ++k) directions[k] = &stack((1 + k) * n + first + i, 0);
        write_features(settings, x, coefficients, value, directions, &stack((1 + d) * n + first + i, 0));
    }
}

template <class T>
template <class Activation>
JetLayers<T> MlpOnTape<T>::keep_layers(const Seed<T>& seed, Jet<T> f, const Activation& activation) const {
    JetLayers<T> pass{.seed = seed};
    for (std::size_t h = 0; h < initial_.layers(); ++h) {
        pass.inputs.push_back(f);
        pass.preactivations.push_back(affine_jet(f, weight(h), bias(h), initial_.factor(h)));
        if (h + 1 < initial_.layers()) f = activation(pass.preactivations.back(), h + 2 == initial_.layers());
    }
    return pass;
}

template <class T>
JetLayers<T> MlpOnTape<T>::forward_jet_layers(const Matrix<double>& points, const std::vector<double>& coefficients,
                                              Channels wanted) const {
    const InputScaling& scaling = initial_.settings().scaling;
    check_shapes(coefficients.size() == points.cols(), "forward_jet_layers: coefficients", {coefficients.size(), 1},
                 points.shape());
    const std::size_t n = points.rows(), d = points.cols();
    Channels carried{.value = true, .directions = wanted.second ? d : wanted.directions, .second = wanted.second};
    if (featured()) carried = every_channel(d);
    const bool derivatives = carried.directions > 0 || carried.second;
    const Seed<T> seed{tape_->leaf(featured() ? seed_stack(points, coefficients)
                                              : full_stack<T>(points, scaling.mean, scaling.deviation, carried)),
                       n};
    return keep_layers(seed, uniform_jet(seed.stack, n, d, carried), [&](const Jet<T>& g, bool last) {
        if (!derivatives) return uniform_jet(tanh(g.stack), n, d, carried);
        return tanh_jet(g, coefficients, last ? wanted : carried);
    });
}

template <class T>
JetLayers<T> MlpOnTape<T>::forward_jet_layers(const Matrix<double>& points, const std::vector<SecondOrder>& parts,
                                              Channels wanted, Var<T> given) const {
    const InputScaling& scaling = initial_.settings().scaling;
    const std::size_t n = points.rows(), d = points.cols();
    const Channels carried{true, wanted.second > 0 ? d : wanted.directions, wanted.second};
    const Seed<T> seed{tape_->leaf(full_stack<T>(points, scaling.mean, scaling.deviation, carried)), n, SeedOf::scaled};
    Jet<T> f = uniform_jet(seed.stack, n, d, carried);
    if (featured()) {
        const Jet<T> phase = uniform_jet(phases(f.stack), n, d, carried);
        f.stack = stack_columns<T>({activation_jet<T>(phase, cos, parts, given, carried).stack,
                                    activation_jet<T>(phase, sin, parts, given, carried).stack});
    }
    return keep_layers(seed, f, [&](const Jet<T>& g, bool last) {
        return activation_jet<T>(g, tanh, parts, given, last ? wanted : carried);
    });
}

template <class T>
Mlp<T> MlpOnTape<T>::network() const {
    Mlp<T> network = initial_;
    for (std::size_t h = 0; h < network.layers(); ++h) {
        network.weights[h] = Matrix<T>(weight(h).value());
        network.biases[h] = Matrix<T>(bias(h).value());
    }
    if (unknown_count() > 0) network.unknowns = Matrix<T>(parameters_.back().value());
    return network;
}

template class Mlp<float>;
template class Mlp<double>;
template class MlpOnTape<float>;
template class MlpOnTape<double>;

}  // namespace pinn
