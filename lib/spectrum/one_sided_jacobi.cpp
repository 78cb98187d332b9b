#include "lib/spectrum/one_sided_jacobi.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/loops.hpp"

namespace pinn {
namespace {

using std::abs;
using std::frexp;
using std::ldexp;
using std::sqrt;

template <class T>
const T epsilon = std::numeric_limits<T>::epsilon();

// Rows x_i = 2^exponent_i y_i. Lengths of the x_i may be as far apart as 1e-300 and 1e300, with squares and quotients
// outside the range of T; those of the y_i are near 1.
template <class T>
struct ScaledRows {
    Matrix<T> y;  // padded with zeros to a multiple of dot_lanes
    std::vector<int> exponent;
    std::vector<T> square;  // |y_i|^2, updated by the rotations

    // The leading rows x rows block of s.
    ScaledRows(const Matrix<T>& s, std::size_t rows)
        : y(rows, (rows + dot_lanes - 1) / dot_lanes * dot_lanes), exponent(rows), square(rows) {
        for (std::size_t i = 0; i < rows; ++i) {
            std::copy_n(s.row(i).begin(), rows, y.row(i).begin());
            renew(i);
        }
    }

    T dot(std::size_t i, std::size_t j) const { return pinn::dot(y.row(i).data(), y.row(j).data(), y.cols()); }

    // Moves the size of row i into its exponent, and computes its square from its entries.
    void renew(std::size_t i) {
        T largest = 0;
        for (const T& value : y.row(i)) largest = std::max<T>(largest, abs(value));
        int shift = 0;
        static_cast<void>(frexp(largest, &shift));
        if (shift != 0) {
            for (T& value : y.row(i)) value = ldexp(value, -shift);
            exponent[i] += shift;
        }
        square[i] = dot(i, i);
    }

    bool longer(std::size_t i, std::size_t j) const {
        if (square[i] == 0 || square[j] == 0) return square[i] > square[j];
        // Squares lie between 1/16 and a few times the number of rows: beyond 2^50 the exponents decide.
        return square[i] > ldexp(square[j], 2 * std::clamp(exponent[j] - exponent[i], -50, 50));
    }

    void swap(std::size_t i, std::size_t j) {
        if (i == j) return;
        std::swap_ranges(y.row(i).begin(), y.row(i).end(), y.row(j).begin());
        std::swap(exponent[i], exponent[j]);
        std::swap(square[i], square[j]);
    }
};

// |cos| of two rows up to which they count as orthogonal.
template <class T>
T orthogonal(std::size_t rows) {
    return 4 * epsilon<T> * sqrt(T(rows));
}

// x <- x + (u y - w x),  y <- y - (v x + w y): small changes, so that the rounding error is that of the change.
template <class T>
void rotate(T* __restrict x, T* __restrict y, std::size_t n, T u, T v, T w) {
    for (std::size_t i = 0; i < n; ++i) {
        const T old = x[i];
        x[i] += u * y[i] - w * old;
        y[i] -= v * old + w * y[i];
    }
}

// Makes row q orthogonal to row p, which is not shorter, by the smaller of the two rotations of their plane:
//     x_p <- x_p + s (x_q - tau x_p),  x_q <- x_q - s (x_p + tau x_q),  t = s / c the smaller root of
//     t^2 + 2 zeta t = 1,  zeta = (|x_p|^2 - |x_q|^2) / (2 x_p . x_q)
// written for y_p and y_q, with 2^gap between them.
template <class T>
void make_orthogonal(ScaledRows<T>& rows, std::size_t p, std::size_t q, T product) {
    T* const x = rows.y.row(p).data();
    T* const y = rows.y.row(q).data();
    const std::size_t n = rows.y.cols();
    const int gap = rows.exponent[q] - rows.exponent[p];
    T lost;  // by the square of q
    if (gap < -std::numeric_limits<T>::digits) {
        // x_p changes by less than its rounding: what is left of the rotation is the projection of x_q.
        const T factor = product / rows.square[p];
        subtract(y, x, n, factor);
        lost = factor * product;
    } else {
        const T delta = ldexp(T(1), gap);
        const T zeta = (rows.square[p] - rows.square[q] * delta * delta) / (2 * product * delta);
        const T t = 1 / (zeta + std::copysign(T(sqrt(1 + zeta * zeta)), zeta));
        const T cosine = 1 / sqrt(1 + t * t), s = t * cosine;
        rotate(x, y, n, s * delta, s / delta, s * s / (1 + cosine));
        rows.square[p] += t * product * delta;
        lost = t * product / delta;
    }
    // Where most of the square cancels, what is left of it is rounding.
    const bool cancelled = lost > rows.square[q] * T(0.75);
    rows.square[q] -= lost;
    if (cancelled || rows.square[q] < T(0.0625)) rows.renew(q);
}

// Every pair of rows once; as de Rijk has it, the longest of the rows left comes next, so that lengths come out sorted.
template <class T>
void sweep(ScaledRows<T>& rows) {
    const std::size_t n = rows.y.rows();
    const T negligible =
        orthogonal<T>(n) / 2;  // half the bound: what the test of convergence finds may round otherwise
    for (std::size_t i = 0; i < n; ++i) rows.renew(i);
    for (std::size_t p = 0; p < n; ++p) {
        std::size_t longest = p;
        for (std::size_t q = p + 1; q < n; ++q) {
            if (rows.longer(q, longest)) longest = q;
        }
        rows.swap(p, longest);
        for (std::size_t q = p + 1; q < n; ++q) {
            const T product = rows.dot(p, q);
            if (abs(product) > negligible * sqrt(rows.square[p] * rows.square[q])) {
                make_orthogonal(rows, p, q, product);
            }
        }
    }
}

// The directions of the rows; a zero row stays zero.
template <class T>
Matrix<T> directions(const ScaledRows<T>& rows) {
    Matrix<T> z = rows.y;
    for (std::size_t i = 0; i < z.rows(); ++i) {
        const T length = sqrt(rows.dot(i, i));
        for (T& value : z.row(i)) value = length == 0 ? T(0) : value / length;
    }
    return z;
}

// max_ij |z_i . z_j|, i != j.  O(n^3), at the speed of a product.
template <class T>
T largest_cosine(const Matrix<T>& z) {
    const Matrix<T> gram = multiply_nt(z, z);
    T largest = 0;
    for (std::size_t i = 0; i < gram.rows(); ++i) {
        for (std::size_t j = 0; j < i; ++j) largest = std::max<T>(largest, abs(gram(i, j)));
    }
    return largest;
}

// J / 2^exponent: as it is, except where sums of its entries could overflow or all of them are small.
template <class T>
Matrix<T> in_range(const Matrix<T>& J, int& exponent) {
    T largest = 0;
    for (const T& value : J.values()) largest = std::max<T>(largest, abs(value));
    int size = 0;
    static_cast<void>(frexp(largest, &size));
    exponent = size - std::clamp(size, 0, std::numeric_limits<T>::max_exponent - 24);
    Matrix<T> result = J;
    if (exponent != 0) {
        for (T& value : result.values()) value = ldexp(value, -exponent);
    }
    return result;
}

}  // namespace

template <class T>
SingularDecomposition<T> one_sided_jacobi(const Matrix<T>& J, const OneSidedJacobiOptions& options) {
    check_finite(J.values(), "one_sided_jacobi");
    const std::size_t n = J.rows(), count = std::min(n, J.cols());

    // 1. J P_1 = Q_1 R; R^T P_2 = Q_2 S for the rows of R that matter.
    int exponent = 0;
    const PivotedQr<T> first = pivoted_qr(in_range(J, exponent), std::optional(epsilon<T>));
    const std::size_t rank = first.rank;
    const PivotedQr<T> second = pivoted_qr(transposed(first.R.view().row_block(0, rank)));

    // 2. Rotate until all rows of S are orthogonal.
    ScaledRows<T> rows(second.R, rank);
    SingularDecomposition<T> result;
    Matrix<T> z = directions(rows);
    const auto converged = [&] {
        const T cosine = largest_cosine(z);
        result.off_diagonal = static_cast<double>(cosine);
        return cosine <= orthogonal<T>(rank);
    };
    while (!(result.converged = converged()) && result.sweeps < options.max_sweeps) {
        sweep(rows);
        z = directions(rows);
        ++result.sweeps;
    }

    // 3. Lengths are values.
    std::vector<std::size_t> order(rank);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = 0; i < rank; ++i) rows.renew(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return rows.longer(i, j); });
    for (const std::size_t i : order) {
        result.values.push_back(ldexp(T(sqrt(rows.square[i])), rows.exponent[i] + exponent));
    }
    result.values.resize(count);
    if (!options.vectors) return result;

    // 4. R = P_2 S^T Q_2^T, so directions are left vectors after P_2 and Q_1. The other columns of Q_1 complete them.
    Matrix<T> left(count, count);
    for (std::size_t i = 0; i < rank; ++i) {
        for (std::size_t k = 0; k < rank; ++k) left(second.permutation[k], i) = z(order[i], k);
    }
    for (std::size_t i = rank; i < count; ++i) left(i, i) = 1;
    result.left = transposed(first.apply_q(left).view());
    return result;
}

template <class T>
EigenDecomposition<T> kernel_spectrum(const Matrix<T>& J, const OneSidedJacobiOptions& options) {
    check_finite(J.values(), "kernel_spectrum");
    const std::size_t n = J.rows();
    // Columns of zeros change nothing in K, and make QR find all n orthonormal vectors.
    Matrix<T> wide;
    if (J.cols() < n) {
        wide = Matrix<T>(n, n);
        for (std::size_t i = 0; i < n; ++i) std::copy_n(J.row(i).begin(), J.cols(), wide.row(i).begin());
    }
    SingularDecomposition<T> singular = one_sided_jacobi(J.cols() < n ? wide : J, options);
    for (T& value : singular.values) value *= value;
    return {std::move(singular.values), std::move(singular.left), singular.sweeps, singular.converged,
            singular.off_diagonal};
}

template SingularDecomposition<float> one_sided_jacobi(const Matrix<float>&, const OneSidedJacobiOptions&);
template SingularDecomposition<double> one_sided_jacobi(const Matrix<double>&, const OneSidedJacobiOptions&);
template EigenDecomposition<float> kernel_spectrum(const Matrix<float>&, const OneSidedJacobiOptions&);
template EigenDecomposition<double> kernel_spectrum(const Matrix<double>&, const OneSidedJacobiOptions&);

}  // namespace pinn
