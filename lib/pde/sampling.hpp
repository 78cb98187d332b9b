// Sets of points. Rows are points: N x d.
//
// Sums over points stand for integrals. With N points the mean of a smooth function misses its integral by about
// 1/sqrt(N) if they are drawn at random, by about 1/N (times logarithms) if they form a low-discrepancy sequence, and
// by less than any power of 1/N at Gauss points with their weights. Weights have mean 1, as those of equal points.
//
// Introduced in chapter 01; quadratures and sequences in chapter 09.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

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

// x_i with w_i: (1/N) sum_i w_i f(x_i) is the rule's mean of f, and (1/N) sum_i w_i = 1.
struct WeightedPoints {
    Matrix<double> points;
    std::vector<double> weights;
};

// The n nodes of Gauss and Legendre in [low, high], ascending: right for polynomials of degree 2n - 1. points: n x 1.
// O(n^2).  Throws NumericalError like equispaced(), ShapeError if n is 0.  Source: Abramowitz and Stegun, 25.4.29.
WeightedPoints gauss_legendre(std::size_t n, double low, double high);

// All pairs of points, those of b in turn for each of a: N_a N_b points in d_a + d_b dimensions, weights multiplied.
// O(N_a N_b d).
WeightedPoints product(const WeightedPoints& a, const WeightedPoints& b);

// The first n points of Sobol's sequence in [0, 1)^d, without the origin. n x d, d <= 3667.  O(n d).
// Throws NumericalError if Boost has no such dimension.  Source: Joe and Kuo, SIAM J. Sci. Comput. 30 (2008).
Matrix<double> sobol(std::size_t n, std::size_t d);

// h(x) at every point, x a row: const double*. h gives a number, or an std::array of m for values_at<m>.  N x m.
template <std::size_t m = 1, class H>
Matrix<double> values_at(const Matrix<double>& points, H h) {
    Matrix<double> values(points.rows(), m);
    for (std::size_t i = 0; i < points.rows(); ++i) {
        std::ranges::copy(std::array<double, m>{h(points.row(i).data())}, values.row(i).begin());
    }
    return values;
}

}  // namespace pinn
