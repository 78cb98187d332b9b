// Sets of points. Rows are points: N x d.
//
// Introduced in chapter 01.
#pragma once

#include "lib/dense/matrix.hpp"

namespace pinn {

// n equispaced points of [low, high], the ends included (one point: low).  Returns n x 1.  O(n).
// Throws NumericalError unless low < high are finite and high - low is.
inline Matrix<double> equispaced(std::size_t n, double low, double high) {
    check_interval("equispaced", low, high);
    Matrix<double> points(n, 1);
    for (std::size_t i = 0; i < n; ++i) {
        const double fraction = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
        points(i, 0) = low + (high - low) * fraction;
    }
    return points;
}

// The ends of [low, high], `copies` times each: the boundary points of the authors' Poisson code.  (2 copies) x 1.
// O(n).  Throws NumericalError like equispaced().
inline Matrix<double> repeated_ends(std::size_t copies, double low, double high) {
    check_interval("repeated_ends", low, high);
    return stack_rows<double>({Matrix<double>(copies, 1, low), Matrix<double>(copies, 1, high)});
}

}  // namespace pinn
