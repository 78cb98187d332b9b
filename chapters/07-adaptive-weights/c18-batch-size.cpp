// C18: "for the rates, changing lambda is the same as changing the batch size" (Section 6). In a loss of means more
// points of one distribution leave the eigenvalues of K~ where they are, which are proportional to lambda. What falls
// like 1/N is the average of Definition 5.1, since K~ has the more zeros the more points there are. So weights that
// balance this average depend on the batch size, and balance it for N_b = N_r only.

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {
namespace {

// The same networks, which see the inputs as scaled for 100 points, at other interior points.
Problem with_interior_points(Problem p, std::size_t N_r) {
    p.experiment.interior = equispaced(N_r, 0, 1);
    return p;
}

struct Spectrum {
    std::vector<double> leading;  // eigenvalues of K~ at lambda_b = 1
    double Tr_K_rr = NAN;
    double average_rate(std::size_t N_r) const {  // of the block 2/N_r K_rr  (paper: Definition 5.1)
        return 2 * Tr_K_rr / std::pow(static_cast<double>(N_r), 2);
    }
};
Spectrum spectrum(const Problem& p, const Mlp<double>& network) {
    std::vector<double> values = p.weighted_kernel(network, 1).values();
    values.resize(10);
    return {values, kernel_trace(jacobian(network, p.experiment.conditions()[1]))};
}

}  // namespace

void batch_size(Problem p, Study& study) {
    p.steps = std::min(p.steps, study.options().count("setting-steps"));
    const Problem few = with_interior_points(p, 50), many = with_interior_points(p, 400);
    std::vector<double> largest, ten, average, weight, balance;
    for (const std::uint64_t seed : study.seeds(20)) {
        const Mlp<double> network = p.network(seed);
        const Spectrum at_50 = spectrum(few, network), at_400 = spectrum(many, network);
        largest.push_back(at_400.leading[0] / at_50.leading[0]);
        ten.push_back(0);
        for (std::size_t i = 0; i < 10; ++i) {
            ten.back() = std::max(ten.back(), std::abs(std::log(at_400.leading[i] / at_50.leading[i])));
        }
        average.push_back(at_400.average_rate(400) / at_50.average_rate(50));

        // (6.5), (6.6) for N_b = 100: their weights, and the average rates that they make, 2 lambda_k Tr K_kk / N_k^2.
        const double Tr_K_uu = p.experiment.copies * kernel_trace(jacobian(network, p.experiment.conditions()[0]));
        weight.push_back((at_400.Tr_K_rr / Tr_K_uu) / (at_50.Tr_K_rr / Tr_K_uu));
        const double lambda_b = at_400.Tr_K_rr / Tr_K_uu;  // over lambda_r
        balance.push_back(2 * lambda_b * Tr_K_uu / std::pow(100., 2) / at_400.average_rate(400));
    }
    study.report("C18", "lambda_max(K~), N_r = 400 / N_r = 50", largest);
    study.report("C18", "largest change of ten leading eigenvalues of K~, N_r = 400 / N_r = 50, in ln", ten);
    study.report("C18", "average rate of the residual block, N_r = 400 / N_r = 50", average);
    study.report("C18", "lambda_b / lambda_r of Eqs (6.5), (6.6), N_r = 400 / N_r = 50", weight);
    study.report("C18", "average rates after Eqs (6.5), (6.6), boundary / residual, N_b = 100, N_r = 400", balance);

    // Trained: eight times the points, and an eighth of the weight, which is eight times lambda_b at an eighth of the
    // rate.
    const auto seeds = study.seeds(study.options().count("rerun-seeds"));
    const auto error = [&](const Problem& in, double lambda_b) {
        return study.over_seeds(concat("batch ", in.experiment.interior.rows(), ", ", lambda_b), seeds,
                                [&](auto seed) { return relative_error(in, trained(in, p.network(seed), lambda_b)); });
    };
    Problem eighth = few;
    eighth.rate /= 8;
    const auto at_50 = error(few, 1), at_400 = error(many, 1), at_weight = error(eighth, 8);
    study.report("C18", "relative L2 error, N_r = 400 / N_r = 50", ratios(at_400, at_50));
    study.report("C18", "relative L2 error, lambda_r = 1/8 / lambda_r = 1", ratios(at_weight, at_50));
}

}  // namespace pinn::adaptive
