// Chapter 04: The limit kernel
// Paper:  Theorem 4.3, Appendix C; the findings C1 and C2
// Run:    make run-chapter-04
// Writes: build/results/chapter-04.csv, build/figures/ch04-limit-rate.csv, ch04-limit-maps.csv, ch04-limit-summands.csv
// Takes:  3 s; 15 s with PROFILE=paper
//
// New here: the deterministic K* that the kernel of chapter 02 tends to. K(0) - K* is a mean over neurons, so its root
// mean square over networks is known exactly at every width, and the runs have a line to hit. The limits printed in
// Appendix C are then laid beside the sums they are said to be limits of.

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>

#include "chapters/04-limit-kernel/claims.hpp"
#include "chapters/04-limit-kernel/findings.hpp"
#include "lib/pde/sampling.hpp"

using namespace pinn;
using namespace pinn::chapter04;

namespace {

// ---- Theta_rr = d^2/dx^2 d^2/dx'^2 Theta_uu: two routes that start from Theta_uu, against the six integrals
// ----------

double theta_uu(double x, double x_prime) { return poisson_limits(x, x_prime).Theta_uu.total().value; }
double theta_rr(double x, double x_prime) { return poisson_limits(x, x_prime).Theta_rr.total().value; }

// By fourth-order central differences of step h in both variables.
double theta_rr_by_differences(double x, double x_prime, double h) {
    constexpr std::array<double, 5> stencil{-1.0 / 12, 4.0 / 3, -5.0 / 2, 4.0 / 3, -1.0 / 12};
    double sum = 0;
    for (int i = -2; i <= 2; ++i) {
        for (int j = -2; j <= 2; ++j) {
            sum += stencil[static_cast<std::size_t>(i + 2)] * stencil[static_cast<std::size_t>(j + 2)] *
                   theta_uu(x + i * h, x_prime + j * h);
        }
    }
    return sum / std::pow(h, 4);
}

// By Taylor series through the recursion for Theta^(1), which knows nothing of the formulas of Appendix C.
double theta_rr_by_operators(double x, double x_prime) {
    const std::array<double, 1> at{x}, at_prime{x_prime};
    const LinearOperator u_xx = LinearOperator::second_order({1.0});
    return operator_limits(at, at_prime, 1, u_xx, u_xx, InputCovariance::printed).Theta.value;
}

// Over four pairs: inside, at an end, on the diagonal, and with x > x'.
template <class Route>
double largest_relative_distance(const Route& route) {
    double largest = 0;
    for (const Pair& p : {Pair{0.3, 0.7}, Pair{0, 1}, Pair{0.5, 0.5}, Pair{1, 0.2}}) {
        largest = std::max(largest, std::abs(route(p.x, p.x_prime) / theta_rr(p.x, p.x_prime) - 1));
    }
    return largest;
}

void chapter(const Options& o, Study& study) {
    const double end = o.number("end");
    const std::uint64_t seed = o.first_seed();

    // 1. K* at five points of the boundary's kind (u is evaluated there) and nine interior ones  (paper: Theorem 4.3).
    const Matrix<double> boundary = equispaced(5, 0, end), interior = equispaced(9, 0, end);
    const Blocks K_star = limit_blocks(boundary, interior);

    // 2. K(0) -> K* like N^(-1/2), with a constant that is known exactly.
    const Errors errors = relative_errors(o.seeds(), boundary, interior, K_star, o.progress());
    const std::array<double, 3> constants = exact_constants(boundary, interior, K_star);
    std::array<Convergence, 3> blocks;
    for (std::size_t b = 0; b < 3; ++b) {
        const Convergence& c = blocks[b] = summarize(errors[b], constants[b], seed + b * widths.size());
        const std::string name = block_names[b], at_largest = concat(name, ", width ", widths.back(), ": ");
        study.report("Theorem 4.3", name + ": slope of the rms error", c.slope(c.rms));
        study.report("Theorem 4.3", name + ": slope of the median error", c.slope(c.median));
        study.report("Theorem 4.3", at_largest + "rms error", c.rms.back(), {.unit = c.exact.back()});
        study.report("Theorem 4.3", at_largest + "half of its 95 % bootstrap interval",
                     (c.interval.back().high - c.interval.back().low) / 2);
        study.report("Theorem 4.3", at_largest + "median error", c.median.back());
    }
    study.report("Theorem 4.3", "K_rr: width for an rms error of 1 %", std::pow(constants[2] / 0.01, 2));

    // 3. The sums over neurons used there are the kernel of the library, up to rounding.
    Random random(seed);
    const Mlp<double> net = network(o.count("width"), random);
    study.report("Theorem 4.3", "K(0) by sums over neurons against J J^T, relative",
                 distance_to_jacobian(net, boundary, interior));
    convergence_figure(blocks, study);
    kernels_figure(net, seed, end, study);

    // 4. The identity that makes Appendix C three lines: J_r = d^2/dx^2 J_u.
    study.report("Theorem 4.3", "Theta_rr against d^4 Theta_uu by Taylor series, relative",
                 largest_relative_distance(theta_rr_by_operators));
    const auto by_differences = [](double x, double y) { return theta_rr_by_differences(x, y, 1.0 / 50); };
    study.report("Theorem 4.3", "Theta_rr against d^4 Theta_uu by central differences, relative",
                 largest_relative_distance(by_differences));

    // 5. Appendix C as printed, as it should be, and as sums over neurons (C1, C2).
    appendix_c(o.count("neurons"), o, study);
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
        Study study(o, claims);
        chapter(o, study);
        return study.write();
    });
}
