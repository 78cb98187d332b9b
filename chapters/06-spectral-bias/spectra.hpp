// Spectra of K and its blocks, as published and as they are  (paper: Fig. 1).
//
// formed takes the points as the authors do, copies of the ends and all: 200 rows. singular takes every point once,
// with weights: 102 rows, and 98 zeros that need no computing.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::spectral {

enum class Block { K, K_uu, K_rr };

// Rows first .. last - 1 of a matrix.
template <class T>
Matrix<T> rows(const Matrix<T>& matrix, std::size_t first, std::size_t last) {
    return Matrix<T>(matrix.view().row_block(first, last - first));
}

// The rows of J, or of any matrix with `ends` rows for u before those for u_xx, that make up a block.
template <class T>
Matrix<T> rows_of(const Matrix<T>& J, Block block, std::size_t ends) {
    return block == Block::K ? J : block == Block::K_uu ? rows(J, 0, ends) : rows(J, ends, J.rows());
}

// What the authors' code does, in either precision: all copies, K = J J^T, eigenvalues of K.
template <class T>
std::vector<double> formed(const PoissonExperiment& experiment, const Setting& setting, std::size_t width,
                           std::uint64_t seed, Block block) {
    const auto copies = static_cast<std::size_t>(experiment.copies);
    const Mlp<T> network = experiment.network<T>(setting, 1, width, seed);
    const Matrix<double> ends = repeated_ends(copies, 0, 1);
    const std::vector<Condition<T>> conditions{experiment.problem.boundary<T>(ends),
                                               experiment.problem.interior<T>(experiment.interior)};
    const Matrix<T> J = rows_of(jacobian(network, conditions), block, ends.rows());
    const std::vector<T> values = jacobi(multiply_nt(J, J), {.vectors = false}).values;
    return {values.begin(), values.end()};
}

// Squared singular values of J.
inline std::vector<double> singular(const PoissonExperiment& experiment, const Mlp<double>& network, Block block) {
    const Matrix<double> J = experiment.rows_with_copies(experiment.jacobian(network));
    return kernel_spectrum(rows_of(J, block, experiment.ends.rows()), {.vectors = false}).values;
}

// All three of one network.
struct Spectra {
    std::vector<double> K, K_uu, K_rr;
    auto fields() { return std::tie(K, K_uu, K_rr); }

    Spectra() = default;
    Spectra(const PoissonExperiment& experiment, const Mlp<double>& network)
        : K(singular(experiment, network, Block::K)),
          K_uu(singular(experiment, network, Block::K_uu)),
          K_rr(singular(experiment, network, Block::K_rr)) {}
};

// Tr K_uu or Tr K_rr, from J with copies counted.
inline double trace(const Matrix<double>& J, Block block) { return kernel_trace(rows_of(J, block, 2)); }

}  // namespace pinn::spectral
