// Spectra of K and its blocks, as published and as they are  (paper: Fig. 1).
//
// formed takes the points as the authors do, copies of the ends and all: 200 rows. singular takes every point once,
// with weights: 102 rows, and 98 zeros that need no computing.
#pragma once

#include <vector>

#include "chapters/06-spectral-bias/problem.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace pinn::spectral {

enum class Block { K, K_uu, K_rr };

// The rows of J that make up a block; the first `ends` are those of u.
template <class T>
Matrix<T> rows_of(const Matrix<T>& J, Block block, std::size_t ends) {
    const std::size_t first = block == Block::K_rr ? ends : 0, last = block == Block::K_uu ? ends : J.rows();
    return Matrix<T>(J.view().row_block(first, last - first));
}

// What the authors' code does, in either precision: all copies, K = J J^T, eigenvalues of K.
template <class T>
std::vector<double> formed(const PoissonExperiment& experiment, const Setting& setting, std::uint64_t seed,
                           Block block) {
    const Matrix<double> ends = repeated_ends(static_cast<std::size_t>(experiment.copies), 0, 1);
    const Matrix<T> J = jacobian(
        experiment.network<T>(setting, 1, spectrum_width, seed),
        std::vector{experiment.problem.boundary<T>(ends), experiment.problem.interior<T>(experiment.interior)});
    const Matrix<T> rows = rows_of(J, block, ends.rows());
    const std::vector<T> values = jacobi(multiply_nt(rows, rows), {.vectors = false}).values;
    return {values.begin(), values.end()};
}

// Squared singular values of J.
inline std::vector<double> singular(const PoissonExperiment& experiment, const Mlp<double>& network, Block block) {
    const Matrix<double> J = experiment.rows_with_copies(experiment.jacobian(network));
    return kernel_spectrum(rows_of(J, block, experiment.ends.rows()), {.vectors = false}).values;
}

// Tr K_uu or Tr K_rr, from J with copies counted.
inline double trace(const Matrix<double>& J, Block block) { return kernel_trace(rows_of(J, block, 2)); }

}  // namespace pinn::spectral
