#include "lib/training/poisson_experiment.hpp"

#include <algorithm>
#include <cmath>

#include "lib/kernel/empirical.hpp"
#include "lib/report/text.hpp"

namespace pinn {

std::string Setting::name() const {
    const char* const parameterizations[] = {"NTK", "standard", "Glorot"};
    const std::string network = std::string(parameterizations[static_cast<std::size_t>(parameterization)]) +
                                (z_scored ? ", z-scored" : ", raw");
    switch (loss) {
        case LossConvention::half_sums:
            return network + ", half sums";
        case LossConvention::half_means:
            return network + ", lambda/(2N)";
        case LossConvention::means:
            break;
    }
    return network + ", means";
}

std::vector<double> PoissonExperiment::lambda(const Setting& setting, double lambda_b) const {
    return {setting.loss == LossConvention::half_sums ? copies * lambda_b : lambda_b, 1};
}

double PoissonExperiment::root_weight(std::size_t i) const { return i < ends.rows() ? std::sqrt(copies) : 1; }

std::vector<double> PoissonExperiment::with_copies(std::vector<double> v) const {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] *= root_weight(i);
    return v;
}

Matrix<double> PoissonExperiment::with_copies(Matrix<double> K) const {
    for (std::size_t i = 0; i < K.rows(); ++i) {
        for (std::size_t j = 0; j < K.cols(); ++j) K(i, j) *= root_weight(i) * root_weight(j);
    }
    return K;
}

Matrix<double> PoissonExperiment::rows_with_copies(Matrix<double> J) const {
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (double& entry : J.row(i)) entry *= root_weight(i);
    }
    return J;
}

Matrix<double> PoissonExperiment::jacobian(const Mlp<double>& network) const {
    return pinn::jacobian(network, conditions());
}

std::vector<double> errors(const Mlp<double>& network, const std::vector<Condition<double>>& conditions) {
    std::vector<double> e;
    for (const Condition<double>& condition : conditions) {
        check_condition(condition, network.settings(), network.unknowns.size());
        Tape<double> tape;
        const MlpOnTape<double> on_tape(tape, network);
        const Var<double> u = condition.applied(place(on_tape, condition).u);
        for (std::size_t i = 0; i < u.shape().rows; ++i) {
            e.push_back(u.value()(i, 0) - condition.target(i, 0));
        }
    }
    return e;
}

void move_targets(std::vector<Condition<double>>& conditions, double factor, const std::vector<double>& v) {
    std::size_t points = 0, i = 0;
    for (const Condition<double>& condition : conditions) points += condition.target.size();
    if (points != v.size()) throw ShapeError(concat("move_targets: ", v.size(), " numbers for ", points, " points"));
    for (Condition<double>& condition : conditions) {
        for (double& y : condition.target.values()) y += factor * v[i++];
    }
}

}  // namespace pinn
