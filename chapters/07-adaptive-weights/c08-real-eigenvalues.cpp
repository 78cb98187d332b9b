// C8: "K~ may be indefinite, with imaginary eigenvalues" (Section 6). K~ = K D is similar to D^{1/2} K D^{1/2}: its
// eigenvalues are real and >= 0, and e^T D e falls along the flow e' = -K~ e. But K~ is not symmetric, and e^T K~ e,
// whose sign says where |e| grows, can be negative when the weights differ.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {
namespace {

// The weight of every row of K, of one point: d / copies.
std::vector<double> weights_of_points(const Problem& p, double lambda_b) {
    std::vector<double> d = kernel_weights(p.experiment.conditions(), p.setting.loss, p.lambda(lambda_b));
    for (std::size_t i = 0; i < d.size(); ++i) d[i] /= std::pow(p.experiment.root_weight(i), 2);
    return d;
}

// The largest |e(t)| / |e(0)| and e(t)^T D e(t) / e(0)^T D e(0), t > 0, of the linear flow e' = -K D e, at ten times a
// decade from 10^-3 to 10^6 of 1/lambda_max.
struct Growth {
    double norm = 0, weighted = 0;
};
Growth growth(const WeightedKernel& K, const std::vector<double>& d, const std::vector<double>& e_0) {
    const auto weighted = [&](const std::vector<double>& e) {
        double sum = 0;
        for (std::size_t i = 0; i < e.size(); ++i) sum += d[i] * e[i] * e[i];
        return sum;
    };
    Growth largest;
    for (int k = -30; k <= 60; ++k) {
        const double t = std::pow(10, 0.1 * k) / K.values().front();
        const std::vector<double> e = apply(
            K, [t](double lambda) { return std::exp(-lambda * t); }, e_0);
        largest.norm = std::max(largest.norm, norm(e) / norm(e_0));
        largest.weighted = std::max(largest.weighted, weighted(e) / weighted(e_0));
    }
    return largest;
}

}  // namespace

void weighted_kernel_is_real(const Problem& p, Study& study) {
    const std::vector<Condition<double>> conditions = p.experiment.conditions();
    double residual = 0, smallest = 0;
    std::map<double, std::vector<double>> form;      // of every network, its smallest value
    std::vector<double> grown, grown_own, weighted;  // at lambda_b = 100
    for (const std::uint64_t seed : study.seeds(20)) {
        const Mlp<double> network = p.network(seed);
        // With the copies of the ends, so that |e| is over the paper's 200 points.
        const Matrix<double> K = p.experiment.with_copies(kernel(network, conditions));
        const std::vector<double> e_0 = p.experiment.with_copies(errors(network, conditions));
        for (const double lambda_b : {1., 100., 500.}) {
            const std::vector<double> d = weights_of_points(p, lambda_b);
            const WeightedKernel K_tilde = weighted_kernel(K, d);
            const double lambda_max = K_tilde.values().front();
            residual = std::max(residual, K_tilde.residual);
            smallest = std::min(smallest, K_tilde.values().back() / lambda_max);

            Matrix<double> symmetric_part = K;  // (K~ + K~^T) / 2
            for (std::size_t i = 0; i < K.rows(); ++i) {
                for (std::size_t j = 0; j < K.cols(); ++j) symmetric_part(i, j) *= (d[i] + d[j]) / 2;
            }
            const EigenDecomposition<double> quadratic = jacobi(symmetric_part);
            form[lambda_b].push_back(quadratic.values.back() / lambda_max);
            if (lambda_b != 100) continue;
            const auto worst = quadratic.vectors.row(quadratic.values.size() - 1);
            const Growth from_worst = growth(K_tilde, d, {worst.begin(), worst.end()});
            grown.push_back(from_worst.norm);
            weighted.push_back(from_worst.weighted);
            grown_own.push_back(growth(K_tilde, d, e_0).norm);
        }
    }
    study.report("C8", "largest residual of an eigenpair of K~ / lambda_max", residual);
    study.report("C8", "smallest eigenvalue of K~ / lambda_max", smallest);
    for (const auto& [lambda_b, values] : form) {
        study.report("C8", concat("smallest e^T K~ e / (lambda_max e^T e), lambda_b = ", lambda_b), values);
    }
    study.report("C8", "largest |e(t)| / |e(0)| from there, linear flow, lambda_b = 100", grown);
    study.report("C8", "the same from the error of the network itself", grown_own);
    study.report("C8", "largest e^T D e, t > 0, over that at t = 0", weighted);
}

}  // namespace pinn::adaptive
