#include "chapters/laboratory/laboratory.hpp"

#include "chapters/05-lazy-training/first_order.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"
#include "chapters/09-beyond-the-paper/momentum.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace pinn::laboratory {

Run::Run(const Choices& choices)
    : choices_(choices),
      problem_{.experiment = {.problem = {choices.a}}, .setting = choices.setting, .width = choices.width},
      conditions_(problem_.experiment.conditions()) {
    const Mlp<double> network = problem_.network(choices.seed);
    lambda_ = problem_.lambda(choices.lambda_b);
    if (choices.weighting != Weighting::fixed) {
        // The rule's conditions hold all copies of the ends, so a factor of them is in its traces.
        traces_ = adaptive::rule_for(problem_, network, WeightRule::trace_ratio);
        lambda_ = problem_.lambda(traces_->lambda()[0]);
    }
    J_start_ = problem_.experiment.jacobian(network);
    start_ = weighted_kernel_of_jacobian(J_start_, kernel_weights(conditions_, choices.setting.loss, lambda_));
    rate_ = choices.multiple > 0 ? choices.multiple * bound(start_.values()[0]) : choices.rate;
    predicted_from_ = errors(network, conditions_);
    begin(network);
}

Optimizer Run::optimizer() const {
    switch (choices_.method) {
        case Method::heavy_ball:
            return HeavyBall{rate_, momentum};
        case Method::adam:
            return Adam{.learning_rate = rate_};
        default:
            return GradientDescent{rate_};
    }
}

void Run::begin(const Mlp<double>& network) {
    const LossConvention loss = choices_.setting.loss;
    if (choices_.method == Method::gauss_newton) {
        newton_ = std::make_unique<GaussNewton<double>>(network, conditions_, loss, lambda_, accelerated);
    } else {
        const std::unique_ptr<Trainer<double>> before = std::move(trainer_);
        trainer_ = std::make_unique<Trainer<double>>(network, conditions_, loss, lambda_, optimizer());
        if (before) trainer_->restore(before->state());
    }
}

void Run::guarded(const auto& job) {
    if (state_ == State::diverged) return;
    try {
        job();
    } catch (const NumericalError& error) {
        state_ = State::diverged;
        message_ = error.what();
    }
}

void Run::advance(std::size_t steps) {
    guarded([&] {
        for (; steps > 0 && state_ == State::running; --steps) {
            if (newton_) {
                if (!newton_->step()) {
                    state_ = State::finished;
                    return;
                }
            } else {
                if (choices_.weighting == Weighting::algorithm_1 && steps_ % interval == 0) {
                    traces_->update(trainer_->on_tape());
                    // paper: Eq. (6.5), Eq. (6.6)
                    const double Tr_K_uu = traces_->measured()[0], Tr_K_rr = traces_->measured()[1];
                    lambda_ = problem_.lambda((Tr_K_uu + Tr_K_rr) / Tr_K_uu);
                    lambda_[1] = (Tr_K_uu + Tr_K_rr) / Tr_K_rr;
                    trainer_->set_lambda(lambda_);
                }
                trainer_->step();
            }
            ++steps_;
        }
    });
}

void Run::set_lambda_b(double lambda_b) {
    guarded([&] {
        predicted_from_ = predicted_errors();
        since_ = steps_;
        choices_.weighting = Weighting::fixed;
        lambda_ = problem_.lambda(lambda_b);
        start_ = weighted_kernel_of_jacobian(J_start_, kernel_weights(conditions_, choices_.setting.loss, lambda_));
        if (newton_) {
            begin(network());
            state_ = State::running;
        } else {
            trainer_->set_lambda(lambda_);
        }
    });
}

void Run::set_rate(double rate) {
    guarded([&] {
        predicted_from_ = predicted_errors();
        since_ = steps_;
        rate_ = rate;
        if (trainer_) begin(network());
    });
}

const std::vector<double>& Run::u() const {
    if (u_.empty() || u_at_ != steps_) u_ = problem_.u(network());
    u_at_ = steps_;
    return u_;
}

std::vector<double> Run::loss_terms() const {
    const std::vector<double> e = errors(network(), conditions_);
    std::vector<double> terms;
    std::size_t row = 0;
    for (const Condition<double>& condition : conditions_) {
        const std::size_t n = condition.points.rows();
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i, ++row) sum += e[row] * e[row];
        terms.push_back(loss_factor(choices_.setting.loss, n) * sum);
    }
    return terms;
}

std::vector<double> Run::eigenvalues() const {
    try {
        Matrix<double> A = jacobian();
        const std::vector<double> d = kernel_weights(conditions_, choices_.setting.loss, lambda_);
        for (std::size_t i = 0; i < A.rows(); ++i) {
            for (double& entry : A.row(i)) entry *= std::sqrt(d[i]);
        }
        return kernel_spectrum(A, {.vectors = false}).values;
    } catch (const NumericalError&) {
        return {};
    }
}

double Run::bound(double lambda_max) const {
    return 2 / lambda_max * (choices_.method == Method::heavy_ball ? 1 + momentum : 1);
}

std::vector<double> Run::measured() const {
    try {
        return components(start_, errors(network(), conditions_));
    } catch (const NumericalError&) {
        return {};
    }
}

std::vector<double> Run::predicted_errors() const {
    const std::size_t k = steps_ - since_;
    if (choices_.method == Method::heavy_ball) {
        return apply(
            start_, [&](double lambda) { return beyond::momentum_decay(rate_ * lambda, momentum, k); },
            predicted_from_);
    }
    return apply(start_, descent_decay(rate_, k), predicted_from_);
}

std::vector<double> Run::predicted() const {
    if (choices_.method == Method::adam || choices_.method == Method::gauss_newton) return {};
    return components(start_, predicted_errors());
}

double observed_over_predicted_bound(const Run& run) {
    return adaptive::threshold(run.problem(), run.network(), run.lambda()[0]);
}

Movement movement(std::size_t width, std::uint64_t seed, std::size_t steps, double rate) {
    const lazy::Training training{lazy::ntk_z_scored, 1, width, steps, rate};
    const auto K_of = [](const Mlp<double>& network) {
        const std::vector<Condition<double>> conditions = lazy::section_7_1.conditions();
        return lazy::gram(pinn::jacobian(network, conditions[0]), pinn::jacobian(network, conditions[1]));
    };
    const Mlp<double> start = training.network(seed);
    const Matrix<double> K = K_of(start);
    Movement found{0, 0, lazy::first_order_change(training, start, training.experiment.conditions())};
    training.run(seed, {steps}, [&](std::size_t, const Mlp<double>& now) {
        found.K = relative_error(K_of(now).values(), K.values());
        found.theta = relative_error(lazy::theta_of(now), lazy::theta_of(start));
    });
    return found;
}

Process::Process(std::size_t width) : width_(width), points_(equispaced(41, 0, 1)) {
    std::vector<double> second;
    for (std::size_t i = 0; i < points_.rows(); ++i) {
        const PoissonLimits limits = poisson_limits(points_(i, 0), points_(i, 0));
        limit_.push_back(limits.Sigma.value);
        second.push_back(limits.Sigma_xx.value);
    }
    limit_.insert(limit_.end(), second.begin(), second.end());
    squares_.assign(limit_.size(), 0);
    fourth_.assign(limit_.size(), 0);
}

const std::vector<double>& Process::draw() {
    Random random(drawn_);
    const Mlp<double> network({{1, width_, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const Poisson zero{0};  // with data 0 errors are outputs
    last_ = errors(network, {zero.boundary<double>(points_), zero.interior<double>(points_)});
    for (std::size_t i = 0; i < last_.size(); ++i) {
        squares_[i] += last_[i] * last_[i];
        fourth_[i] += std::pow(last_[i], 4);
    }
    ++drawn_;
    return last_;
}

std::vector<double> Process::variance_ratios() const {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < limit_.size(); ++i) {
        ratios.push_back(squares_[i] / static_cast<double>(drawn_) / limit_[i]);
    }
    return ratios;
}

double Process::fourth_moment_ratio() const {
    const std::size_t n = points_.rows();
    double sum = 0;
    for (std::size_t i = n; i < 2 * n; ++i) {
        sum += fourth_[i] / static_cast<double>(drawn_) / (3 * limit_[i] * limit_[i]);
    }
    return sum / static_cast<double>(n);
}

}  // namespace pinn::laboratory
