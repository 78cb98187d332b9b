// The figures of Theorem 4.3, and the kernel of this chapter beside that of the library.

#include <algorithm>

#include "chapters/04-limit-kernel/findings.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn::chapter04 {

// The sums of this chapter against the Jacobian by reverse sweeps: largest difference over largest entry, per block.
double distance_to_jacobian(const Mlp<double>& net, const Matrix<double>& boundary, const Matrix<double>& interior) {
    const Matrix<double> J_u = jacobian(net, Poisson{1}.boundary<double>(boundary));
    const Matrix<double> J_r = jacobian(net, Poisson{1}.interior<double>(interior));
    const Blocks direct = finite_kernel(net, boundary, interior);
    const Blocks swept{multiply_nt(J_u, J_u), multiply_nt(J_u, J_r), multiply_nt(J_r, J_r)};
    double largest = 0;
    for (std::size_t b = 0; b < 3; ++b) {
        double gap = 0, scale = 0;
        for (std::size_t i = 0; i < swept[b].size(); ++i) {
            gap = std::max(gap, std::abs(direct[b].values()[i] - swept[b].values()[i]));
            scale = std::max(scale, std::abs(swept[b].values()[i]));
        }
        largest = std::max(largest, gap / scale);
    }
    return largest;
}

// One row per width, five columns per block  (paper: Theorem 4.3).
void convergence_figure(const std::array<Convergence, 3>& blocks, Study& study) {
    std::vector<std::string> columns{"width"};
    for (const std::string name : block_names) {
        for (const char* what : {" rms", " low", " high", " median", " exact rms"}) columns.push_back(name + what);
    }
    FigureData& figure = study.figure("ch04-limit-rate", columns);
    figure.comment("relative error of K(0) in the Frobenius norm; low, high: 95 % bootstrap interval of the rms");
    for (std::size_t b = 0; b < 3; ++b) {
        figure.comment(std::string("slope of ") + block_names[b] + ": " + to_text(blocks[b].slope(blocks[b].rms), 4));
    }
    for (std::size_t w = 0; w < widths.size(); ++w) {
        std::vector<double> row{static_cast<double>(widths[w])};
        for (const Convergence& c : blocks) {
            row.insert(row.end(), {c.rms[w], c.interval[w].low, c.interval[w].high, c.median[w], c.exact[w]});
        }
        figure.row(row);
    }
}

// K* and one K(0) - K* as functions of x and x'. The grid plays both kinds of points.
void kernels_figure(const Mlp<double>& net, std::uint64_t seed, double end, Study& study) {
    const Matrix<double> grid = equispaced(41, 0, end);
    const Blocks limit = limit_blocks(grid, grid), K = finite_kernel(net, grid, grid);
    FigureData& figure =
        study.figure("ch04-limit-maps", {"x", "x_prime", "K_uu", "K_ur", "K_rr", "d_uu", "d_ur", "d_rr"});
    figure.comment("K* and d = K(0) - K*");
    figure.comment("width: " + to_text(net.weights[0].size()));
    figure.comment("network: seed " + to_text(seed));
    for (std::size_t i = 0; i < grid.rows(); ++i) {
        for (std::size_t j = 0; j < grid.rows(); ++j) {
            const auto d = [&](std::size_t b) { return K[b](i, j) - limit[b](i, j); };
            figure.row(grid(i, 0), grid(j, 0), limit[0](i, j), limit[1](i, j), limit[2](i, j), d(0), d(1), d(2));
        }
    }
}

}  // namespace pinn::chapter04
