#include "lib/training/gauss_newton.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/loops.hpp"
#include "lib/kernel/empirical.hpp"

namespace pinn {
namespace {

void check_rule(const LevenbergMarquardt& rule) {
    const auto positive = [](double x) { return x > 0 && std::isfinite(x); };
    check_setting(positive(rule.largest), "Levenberg-Marquardt: largest", rule.largest, "positive and finite");
    check_setting(rule.mu > 0 && rule.mu <= rule.largest, "Levenberg-Marquardt: mu", rule.mu, "0 < mu <= largest");
    check_setting(positive(rule.rate), "Levenberg-Marquardt: rate", rule.rate, "positive and finite");
    check_setting(rule.ease >= 1 && std::isfinite(rule.ease), "Levenberg-Marquardt: ease", rule.ease, "ease >= 1");
    check_setting(rule.stiffen > 1 && std::isfinite(rule.stiffen), "Levenberg-Marquardt: stiffen", rule.stiffen,
                  "stiffen > 1");
    check_setting(rule.smallest >= 0 && rule.smallest <= rule.largest, "Levenberg-Marquardt: smallest", rule.smallest,
                  "0 <= smallest <= largest");
    check_setting(rule.acceleration >= 0 && std::isfinite(rule.acceleration), "Levenberg-Marquardt: acceleration",
                  rule.acceleration, "acceleration >= 0");
    check_setting(rule.tries >= 1, "Levenberg-Marquardt: tries", rule.tries, "tries >= 1");
}

// The lower triangle of A A^T, or of A^T A, in strips of columns: what Cholesky reads, at half the cost of all of it.
template <class T>
Matrix<T> lower_square(const Matrix<T>& A, bool transposed) {
    constexpr std::size_t strip = 128;
    const Matrix<T> rows = transposed ? pinn::transposed(A.view()) : A;
    const std::size_t n = rows.rows();
    Matrix<T> square(n, n);
    for (std::size_t first = 0; first < n; first += strip) {
        const std::size_t count = std::min(strip, n - first);
        const MatrixView<T> below{&square(first, first), n - first, count, n};
        multiply<T>(1, rows.view().row_block(first, n - first), Transpose::no, rows.view().row_block(first, count),
                    Transpose::yes, below);
    }
    return square;
}

template <class T>
double product(const AlignedVector<T>& x, const AlignedVector<T>& y) {
    return static_cast<double>(dot(x.data(), y.data(), x.size()));
}

template <class T>
Matrix<T> as_column(const AlignedVector<T>& x) {
    return Matrix<T>(ConstMatrixView<T>{x.data(), x.size(), 1, 1});
}

}  // namespace

template <class T>
GaussNewton<T>::GaussNewton(const Mlp<T>& network, const std::vector<Condition<T>>& conditions,
                            LossConvention convention, const std::vector<double>& lambda, LevenbergMarquardt rule)
    : conditions_(conditions),
      network_(tape_, network),
      recorded_(record_loss(tape_, network_, conditions, convention, lambda)),
      rule_(rule) {
    check_rule(rule);
    for (const double d : kernel_weights(conditions, convention, lambda)) root_d_.push_back(std::sqrt(d));
    const std::size_t n = root_d_.size(), P = network.parameter_count();
    const std::vector<std::size_t>& widths = network.settings().widths;
    std::size_t inner = 0;  // of the products of two Gram matrices in all layers
    for (std::size_t h = 0; h + 1 < widths.size(); ++h) inner += widths[h] + widths[h + 1];
    const std::size_t channels = 2 + network.settings().dimension();
    forms_J_ = P <= channels * channels * inner;
    in_points_ = n <= P || !forms_J_;
    if (!forms_J_) {
        Var<T> product;
        for (std::size_t k = 0; k < conditions.size(); ++k) {
            z_.push_back(tape_.leaf(Matrix<T>(conditions[k].points.rows(), 1)));
            const Var<T> term = sum(z_[k] * recorded_.errors[k]);
            product = k == 0 ? term : product + term;
        }
        gradient_ = gradient(product, network_.parameters());
    }
    loss_ = evaluate();
}

template <class T>
double GaussNewton<T>::evaluate() {
    tape_.evaluate();
    return static_cast<double>(recorded_.total.scalar());
}

template <class T>
double GaussNewton<T>::evaluate_at(const Vector& theta) {
    const T* next = theta.data();
    for (const Var<T>& part : network_.parameters()) {
        const MatrixView<T> leaf = tape_.leaf_value(part);
        std::copy_n(next, leaf.rows * leaf.cols, leaf.data);
        next += leaf.rows * leaf.cols;
    }
    return evaluate();
}

template <class T>
typename GaussNewton<T>::Vector GaussNewton<T>::parameters() const {
    Vector theta;
    for (const Var<T>& part : network_.parameters()) {
        const ConstMatrixView<T> value = part.value();
        theta.insert(theta.end(), value.data, value.data + value.rows * value.cols);
    }
    return theta;
}

template <class T>
std::vector<double> GaussNewton<T>::errors() const {
    std::vector<double> e;
    for (const Var<T>& part : recorded_.errors) {
        const ConstMatrixView<T> value = part.value();
        e.insert(e.end(), value.data, value.data + value.rows);
    }
    return e;
}

template <class T>
typename GaussNewton<T>::Vector GaussNewton<T>::weighted_errors() const {
    const std::vector<double> e = errors();
    Vector b(e.size());
    for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<T>(root_d_[i] * e[i]);
    return b;
}

template <class T>
void GaussNewton<T>::set_data(const std::vector<Condition<T>>& conditions) {
    recorded_.set_data(network_, conditions);
    conditions_ = conditions;
    loss_ = evaluate();
    stuck_ = false;
}

// The system without its damping, and the unit of mu.
template <class T>
void GaussNewton<T>::linearize() {
    const std::size_t n = root_d_.size();
    if (forms_J_) {
        A_ = jacobian(network_.network(), conditions_, Check::done);
        for (std::size_t i = 0; i < n; ++i) {
            for (T& entry : A_.row(i)) entry *= static_cast<T>(root_d_[i]);
        }
        system_ = lower_square(A_, !in_points_);
    } else {
        system_ = kernel(network_.network(), conditions_, Check::done);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) system_(i, j) *= static_cast<T>(root_d_[i] * root_d_[j]);
        }
    }
    double trace = 0;
    for (std::size_t i = 0; i < system_.rows(); ++i) trace += static_cast<double>(system_(i, i));
    if (!std::isfinite(trace)) {
        throw DivergenceError("Gauss-Newton: the kernel is not finite after " + std::to_string(steps_done_) + " steps");
    }
    if (unit_ == 0) {
        unit_ = trace / static_cast<double>(n);
        mu_ = rule_.mu * unit_;
    }
}

template <class T>
typename GaussNewton<T>::Vector GaussNewton<T>::pulled_back(const Vector& z) {
    Vector found;
    if (forms_J_) {
        found.resize(A_.cols());
        multiply<T>(1, A_.view(), Transpose::yes, {z.data(), z.size(), 1, 1}, Transpose::no,
                    MatrixView<T>{found.data(), found.size(), 1, 1});
        return found;
    }
    std::size_t i = 0;
    for (const Var<T>& part : z_) {
        const MatrixView<T> leaf = tape_.leaf_value(part);
        for (std::size_t row = 0; row < leaf.rows; ++row, ++i) leaf(row, 0) = static_cast<T>(root_d_[i]) * z[i];
    }
    tape_.evaluate();
    for (const Var<T>& part : gradient_) {
        const ConstMatrixView<T> value = part.value();
        found.insert(found.end(), value.data, value.data + value.rows * value.cols);
    }
    return found;
}

// -(A^T A + mu I)^{-1} A^T b, L of the damped system. Parameters are where the system was made.
template <class T>
typename GaussNewton<T>::Vector GaussNewton<T>::solution(const Matrix<T>& L, const Vector& b) {
    const auto solved = [&](const Vector& right) {
        const Matrix<T> x = cholesky_solve(L, as_column(right));
        return Vector(x.values().begin(), x.values().end());
    };
    Vector v = in_points_ ? pulled_back(solved(b)) : solved(pulled_back(b));
    for (T& entry : v) entry = -entry;
    return v;
}

// theta + s v
template <class T>
typename GaussNewton<T>::Vector GaussNewton<T>::along(const Vector& theta, double s, const Vector& v) {
    Vector moved = theta;
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += static_cast<T>(s) * v[i];
    return moved;
}

// D^{1/2} e_vv by a central difference; now: D^{1/2} e.
template <class T>
typename GaussNewton<T>::Vector GaussNewton<T>::curvature(const Vector& theta, const Vector& v, const Vector& now) {
    constexpr double h = 0.1;  // of v: small enough for a direction that is taken whole, and far above rounding
    evaluate_at(along(theta, h, v));
    Vector found = weighted_errors();
    evaluate_at(along(theta, -h, v));
    const Vector behind = weighted_errors();
    evaluate_at(theta);
    for (std::size_t i = 0; i < now.size(); ++i) {
        found[i] = static_cast<T>((static_cast<double>(found[i]) - 2.0 * now[i] + behind[i]) / (h * h));
    }
    return found;
}

// Goes from theta to where this damping leads, and returns the fall of the loss over the one promised; nothing if the
// step is not to be taken. The errors linear, a share s of v lowers the loss by -s g.v - s^2/2 |A v|^2, and
// |A v|^2 = -g.v - mu |v|^2.
template <class T>
std::optional<double> GaussNewton<T>::try_damping(double mu, const Vector& theta, const Vector& b, const Vector& g) {
    Matrix<T> L = system_;
    for (std::size_t i = 0; i < L.rows(); ++i) L(i, i) += static_cast<T>(mu);
    try {
        L = cholesky(L);
    } catch (const NumericalError&) {  // mu is below the rounding of K
        return {};
    }
    const Vector v = solution(L, b);
    Vector moved = along(theta, rule_.rate, v);
    if (rule_.acceleration > 0) {
        const Vector a = solution(L, curvature(theta, v, b));
        if (!(4 * product<T>(a, a) <= std::pow(rule_.acceleration, 2) * product<T>(v, v))) return {};
        moved = along(moved, rule_.rate * rule_.rate / 2, a);
    }
    const double trial = evaluate_at(moved);
    if (!(trial < loss_)) return {};
    const double slope = product<T>(g, v), s = rule_.rate;
    const double promised = -s * slope + s * s / 2 * (slope + mu * product<T>(v, v));
    const double gain = (loss_ - trial) / promised;
    loss_ = trial;
    return gain;
}

template <class T>
bool GaussNewton<T>::step() {
    if (!std::isfinite(loss_)) {
        throw DivergenceError("Gauss-Newton: the loss is not finite after " + std::to_string(steps_done_) + " steps; " +
                              recorded_.fault());
    }
    if (stuck_) return false;
    linearize();
    const Vector theta = parameters(), b = weighted_errors(), g = pulled_back(b);  // g = grad L
    const bool by_gain = rule_.damping == Damping::gain_ratio;
    double mu = mu_, stiffen = by_gain ? 2 : rule_.stiffen;
    for (int attempt = 0; attempt < rule_.tries && mu <= rule_.largest * unit_; ++attempt, mu *= stiffen) {
        if (const std::optional<double> gain = try_damping(mu, theta, b, g)) {
            const double factor = by_gain ? std::clamp(1 - std::pow(2 * *gain - 1, 3), 1.0 / 3, 2.0) : 1 / rule_.ease;
            mu_ = std::max(mu * factor, rule_.smallest * unit_);
            ++steps_done_;
            return true;
        }
        evaluate_at(theta);
        if (by_gain && attempt > 0) stiffen *= 2;
    }
    stuck_ = true;
    return false;
}

template class GaussNewton<float>;
template class GaussNewton<double>;

}  // namespace pinn
