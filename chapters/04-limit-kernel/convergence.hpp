// K(0) against K* over many networks: relative errors, and what is said of them.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "chapters/04-limit-kernel/finite_sums.hpp"
#include "lib/report/study.hpp"

namespace pinn::chapter04 {

constexpr std::array<std::size_t, 8> widths{32, 64, 128, 256, 512, 1024, 2048, 4096};

// The network of (4.2): one hidden layer, NTK parameterization, x itself as the input.
inline Mlp<double> network(std::size_t width, Random& random) {
    return {{{1, width, 1}, Parameterization::ntk, InputScaling::raw(1)}, random};
}

// Of one block and one width: ||K(0) - K*||_F / ||K*||_F for every seed.
using Errors = std::array<std::array<std::vector<double>, widths.size()>, 3>;

// Networks of all widths for every seed. Each costs its Jacobian and a product of a few rows: milliseconds, so that
// thousands of seeds can show a law of second moments.
inline Errors relative_errors(const std::vector<std::uint64_t>& seeds, const Matrix<double>& boundary,
                              const Matrix<double>& interior, const Blocks& limit, bool show_progress) {
    Errors errors;
    for (auto& block : errors) block.fill(std::vector<double>(seeds.size()));
    Progress progress("networks", seeds.size(), "seeds", show_progress);
    parallel_for(seeds.size(), [&](std::size_t i) {
        Random random(seeds[i]);  // one stream through all widths, so that widths are independent
        for (std::size_t w = 0; w < widths.size(); ++w) {
            const Blocks K = finite_kernel(network(widths[w], random), boundary, interior);
            for (std::size_t b = 0; b < 3; ++b) {
                errors[b][w][i] = relative_error(K[b].values(), limit[b].values());
            }
        }
        progress.advance();
    });
    return errors;
}

// What is said of one block: per width, root mean square with its 95 % bootstrap interval, and median.
struct Convergence {
    std::vector<double> rms, median, exact;
    std::vector<Interval> interval;
    double slope(const std::vector<double>& y) const {
        return log_log_slope(std::vector<double>(widths.begin(), widths.end()), y);
    }
};

// The constant is that of exact_constants(). Only the interval needs random numbers, a stream of its own per width.
inline Convergence summarize(const std::array<std::vector<double>, widths.size()>& errors, double constant,
                             std::uint64_t seed) {
    Convergence c{.rms{}, .median{}, .exact{}, .interval = std::vector<Interval>(widths.size())};
    for (std::size_t w = 0; w < widths.size(); ++w) {
        c.rms.push_back(root_mean_square(errors[w]));
        c.median.push_back(median(errors[w]));
        c.exact.push_back(constant / std::sqrt(static_cast<double>(widths[w])));
    }
    parallel_for(widths.size(), [&](std::size_t w) {
        Random random(seed + w);
        c.interval[w] = bootstrap_interval(errors[w], root_mean_square, 0.95, 1000, random);
    });
    return c;
}

}  // namespace pinn::chapter04
