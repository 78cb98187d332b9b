#include "lib/training/gauss_newton.hpp"

#include <algorithm>
#include <cmath>

#include "lib/dense/factor.hpp"
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
    check_setting(rule.tries >= 1, "Levenberg-Marquardt: tries", rule.tries, "tries >= 1");
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
    for (const double d : kernel_weights(conditions, convention, lambda)) {
        if (!(d > 0) || !std::isfinite(d)) {
            throw NumericalError("Gauss-Newton: a weight of the loss is not positive and finite");
        }
        root_d_.push_back(std::sqrt(d));
    }
    Var<T> product;
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        z_.push_back(tape_.leaf(Matrix<T>(conditions[k].points.rows(), 1)));
        const Var<T> term = sum(z_[k] * recorded_.errors[k]);
        product = k == 0 ? term : product + term;
    }
    gradient_ = gradient(product, network_.parameters());
    loss_ = evaluate();
}

template <class T>
double GaussNewton<T>::evaluate() {
    tape_.evaluate();
    return static_cast<double>(recorded_.total.scalar());
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
void GaussNewton<T>::set_data(const std::vector<Condition<T>>& conditions) {
    recorded_.set_data(network_, conditions);
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        conditions_[k].points = conditions[k].points;
        conditions_[k].target = conditions[k].target;
    }
    loss_ = evaluate();
}

// theta = start + factor J^T z, J^T z as the tape was last evaluated.
template <class T>
void GaussNewton<T>::move_to(const std::vector<AlignedVector<T>>& start, double factor) {
    for (std::size_t k = 0; k < gradient_.size(); ++k) {
        T* const theta = tape_.leaf_value(network_.parameters()[k]).data;
        const T* const direction = gradient_[k].value().data;
        for (std::size_t i = 0; i < start[k].size(); ++i) {
            theta[i] = start[k][i] + static_cast<T>(factor) * direction[i];
        }
    }
}

// A copy, not start + 0 J^T z: what overflowed at the trial point would leave NaN.
template <class T>
void GaussNewton<T>::restore(const std::vector<AlignedVector<T>>& start) {
    for (std::size_t k = 0; k < start.size(); ++k) {
        std::ranges::copy(start[k], tape_.leaf_value(network_.parameters()[k]).data);
    }
}

template <class T>
bool GaussNewton<T>::step() {
    if (!std::isfinite(loss_)) {
        throw DivergenceError("Gauss-Newton: the loss is not finite after " + std::to_string(steps_done_) + " steps");
    }
    // 1. D^{1/2} K D^{1/2} and D^{1/2} e.
    const std::size_t n = root_d_.size();
    Matrix<T> S = kernel(network_.network(), conditions_);
    double trace = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) S(i, j) *= static_cast<T>(root_d_[i] * root_d_[j]);
        trace += static_cast<double>(S(i, i));
    }
    if (!std::isfinite(trace)) {
        throw DivergenceError("Gauss-Newton: the kernel is not finite after " + std::to_string(steps_done_) + " steps");
    }
    if (unit_ == 0) {
        unit_ = trace / static_cast<double>(n);
        mu_ = rule_.mu * unit_;
    }
    const std::vector<double> e = errors();
    Matrix<T> right(n, 1);
    for (std::size_t i = 0; i < n; ++i) right(i, 0) = static_cast<T>(root_d_[i] * e[i]);
    std::vector<AlignedVector<T>> start;
    for (const Var<T>& theta : network_.parameters()) {
        const ConstMatrixView<T> value = theta.value();
        start.emplace_back(value.data, value.data + value.rows * value.cols);
    }

    // 2. Dampings, the present one first, until one lowers the loss.
    double mu = mu_;
    for (int attempt = 0; attempt < rule_.tries && mu <= rule_.largest * unit_; ++attempt, mu *= rule_.stiffen) {
        Matrix<T> damped = S;
        for (std::size_t i = 0; i < n; ++i) damped(i, i) += static_cast<T>(mu);
        Matrix<T> z;
        try {
            z = cholesky_solve(cholesky(damped), right);
        } catch (const NumericalError&) {  // mu is below the rounding of K
            continue;
        }
        for (std::size_t k = 0, i = 0; k < z_.size(); ++k) {
            const MatrixView<T> leaf = tape_.leaf_value(z_[k]);
            for (std::size_t row = 0; row < leaf.rows; ++row, ++i) {
                leaf(row, 0) = static_cast<T>(root_d_[i]) * z(i, 0);
            }
        }
        tape_.evaluate();
        move_to(start, -rule_.rate);
        const double trial = evaluate();
        if (trial < loss_) {
            loss_ = trial;
            mu_ = std::max(mu / rule_.ease, rule_.smallest * unit_);
            ++steps_done_;
            return true;
        }
        restore(start);
    }
    evaluate();
    return false;
}

template class GaussNewton<float>;
template class GaussNewton<double>;

}  // namespace pinn
