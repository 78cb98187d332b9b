// Chapter 04: The limit kernel
// Paper:  Theorem 4.3, Appendix C; the findings C1 and C2
// Run:    make run-chapter-04
// Writes: build/results/chapter-04.csv, build/figures/ch04-limit-rate.csv, ch04-limit-maps.csv, ch04-limit-summands.csv
// Takes:  3 s; 15 s with PROFILE=paper
//
// New here: the deterministic K* that the kernel of chapter 02 tends to. K(0) - K* is a mean over neurons, so its root
// mean square over networks is known exactly at every width, and the runs have a line to hit. The limits printed in
// Appendix C are then laid beside the sums they are said to be limits of.

#include <iostream>

#include "chapters/04-limit-kernel/claims.hpp"
#include "chapters/04-limit-kernel/findings.hpp"
#include "lib/pde/sampling.hpp"

using namespace pinn;
using namespace pinn::chapter04;

namespace {

void chapter(const Options& o, Study& study) {
    // 1. K* at five points where u is observed and nine where u_xx is. With s = sigma(a x + b), z = sigma(a x' + b) and
    //    normal a and b, its entries are Theta_uu = (x x' + 1) E[s' z'] + E[s z] + 1, and Theta_ur and Theta_rr the
    //    derivatives of Theta_uu by d^2/dx'^2 and d^2/dx^2 d^2/dx'^2; limit_kernel() in lib/kernel/limit.cpp sums them
    //    over the nodes of a rule for a and b: J J^T of neuron_jacobian()  (paper: Theorem 4.3).
    const double end = o.number("end");
    const Matrix<double> boundary = equispaced(5, 0, end), interior = equispaced(9, 0, end);
    const Blocks K_star = limit_blocks(boundary, interior);

    // 2. K(0) of thousands of networks, enough to show a law of second moments.
    const Runs<Errors> errors = study.sample(
        "networks", study.seeds(), [&](auto seed) { return relative_errors(seed, boundary, interior, K_star); });

    // 3. K(0) -> K* like N^(-1/2), with a constant known exactly: a law of the root mean square, not of the median.
    const std::array<double, 3> constants{
        exact_constant(K_star[0], boundary, gradient_u, boundary, gradient_u, 1),
        exact_constant(K_star[1], boundary, gradient_u, interior, gradient_u_xx, 0),
        exact_constant(K_star[2], interior, gradient_u_xx, interior, gradient_u_xx, 0)};
    std::vector<Column> rate{{"width", widths}};
    for (std::size_t b = 0; b < 3; ++b) {
        std::vector<double> rms, medians, exact;
        for (std::size_t w = 0; w < widths.size(); ++w) {
            const std::vector<double> of_seeds = errors.each([&](const Errors& error) { return error[w][b]; });
            rms.push_back(root_mean_square(of_seeds));
            medians.push_back(median(of_seeds));
            exact.push_back(constants[b] / std::sqrt(widths[w]));
        }
        const std::string name = std::array{"K_uu", "K_ur", "K_rr"}[b];
        study.report("Theorem 4.3", name + ": slope of the rms error", log_log_slope(widths, rms));
        study.report("Theorem 4.3", name + ": slope of the median error", log_log_slope(widths, medians));
        study.report("Theorem 4.3", name + ", width 4096: rms error", rms.back(), {.unit = exact.back()});
        study.report("Theorem 4.3", name + ", width 4096: median error", medians.back());
        rate.insert(rate.end(), {{name + " rms", rms}, {name + " median", medians}, {name + " exact rms", exact}});
    }
    study.report("Theorem 4.3", "K_rr: width for an rms error of 1 %", std::pow(constants[2] / 0.01, 2));
    study.figure("ch04-limit-rate", rate).comment("relative error of K(0) in the Frobenius norm");

    // 4. K* and what one network adds to it, as functions of x and x', both on one grid.
    const Matrix<double> grid = equispaced(41, 0, end);
    Random random(o.first_seed());
    draw_maps(grid, limit_blocks(grid, grid), finite_kernel(network(o.count("width"), random), grid, grid), o, study);

    // 5. Theta_rr = d^2/dx^2 d^2/dx'^2 Theta_uu, the identity that makes Appendix C three lines: by Taylor series
    //    through the recursion for Theta^(1), which knows nothing of the six integrals. Inside, at an end, on the
    //    diagonal, and with x > x'.
    const LinearOperator u_xx = LinearOperator::second_order({1.0});
    double largest = 0;
    for (const auto& [x, x_prime] : {Pair{0.3, 0.7}, Pair{0, 1}, Pair{0.5, 0.5}, Pair{1, 0.2}}) {
        const double theta_rr = poisson_limits(x, x_prime).Theta_rr.total().value;
        const OperatorLimits series = operator_limits({&x, 1}, {&x_prime, 1}, 1, u_xx, u_xx, InputCovariance::printed);
        largest = std::max(largest, std::abs(series.Theta.value / theta_rr - 1));
    }
    study.report("Theorem 4.3", "Theta_rr against d^4 Theta_uu by Taylor series, relative", largest);

    // 6. Appendix C as printed, as it should be, and as sums over neurons (C1, C2).
    appendix_c(o.count("neurons"), study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options(
        "04", "the limit kernel",
        "--at X,Y prints Theta_uu, Theta_ur, Theta_rr, Sigma^(1) and Sigma_xx at (x, x') = (X, Y) with ten\n"
        "digits, u at X and u_xx at Y in Theta_ur, and runs nothing else.");
    options.default_seeds({.quick = 2000, .paper = 20'000});
    options.add_integer("neurons", {.quick = 1 << 25, .paper = 1 << 28}, 1, std::int64_t{1} << 34,
                        "neurons of the Monte Carlo sums");
    options.add_integer("width", 500, 1, 1'000'000, "width of the network of the heat maps");
    options.add_number("end", 1, 0.1, 10, "points in [0, end]");
    add_at(options);
    return options.run(argc, argv, [](const Options& o) {
        if (o.flag("at")) {
            std::cout << at_text(*parse_pair(o.text("at")));
            return 0;
        }
        return study_of(claims, chapter)(o);
    });
}
