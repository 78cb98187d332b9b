#include "lib/dense/factor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>
#include <utility>

#include "lib/dense/gemm.hpp"
#include "lib/dense/loops.hpp"
#include "lib/foundation/extended.hpp"
#include "lib/foundation/parallel.hpp"

namespace pinn {
namespace {

using std::abs;
using std::sqrt;

template <class T>
const T epsilon = std::numeric_limits<T>::epsilon();

// A thread is worth its start for this many multiply-adds.
constexpr std::size_t worthwhile = 1 << 18;

// The smallest piece of a loop whose every step costs `work` multiply-adds.
std::size_t grain(std::size_t work) { return 1 + worthwhile / (work + 1); }

std::vector<std::size_t> identity_permutation(std::size_t n) {
    std::vector<std::size_t> permutation(n);
    std::iota(permutation.begin(), permutation.end(), std::size_t{0});
    return permutation;
}

// x -= scale * v (v . x)
template <class T>
void reflect(T* x, const T* v, std::size_t n, T scale) {
    subtract(x, v, n, scale * dot(v, x, n));
}

template <class T>
void swap_rows(Matrix<T>& a, std::size_t i, std::size_t j) {
    if (i != j) std::swap_ranges(a.row(i).begin(), a.row(i).end(), a.row(j).begin());
}

template <class T>
void swap_columns(Matrix<T>& a, std::size_t i, std::size_t j) {
    if (i == j) return;
    for (std::size_t k = 0; k < a.rows(); ++k) std::swap(a(k, i), a(k, j));
}

// Throws unless what Cholesky leaves from row k on can be the remainder of a semi-definite matrix: no diagonal entry
// below -slack, no off-diagonal entry above the largest diagonal entry by more.
template <class T>
void check_remainder(const Matrix<T>& s, std::size_t k, T largest, T slack,
                     const std::vector<std::size_t>& permutation) {
    for (std::size_t i = k; i < s.rows(); ++i) {
        for (std::size_t j = k; j <= i; ++j) {
            const bool fits = i == j ? s(i, i) >= -slack : abs(s(i, j)) <= std::max<T>(largest, 0) + slack;
            if (fits) continue;
            std::ostringstream message;
            message << "pivoted_cholesky: not positive semi-definite: after " << k << " steps entry (" << permutation[i]
                    << ", " << permutation[j] << ") is " << s(i, j) << " with a largest diagonal entry of " << largest;
            throw NumericalError(message.str());
        }
    }
}

}  // namespace

template <class T>
Matrix<T> symmetrized(const Matrix<T>& a, const char* operation) {
    if (a.rows() != a.cols()) throw ShapeError(std::string(operation) + ": " + to_string(a.shape()) + " is not square");
    check_finite(a.values(), operation);

    T largest = 0;
    for (const T& value : a.values()) largest = std::max<T>(largest, abs(value));
    const T slack = 8 * epsilon<T> * largest;

    Matrix<T> result = a;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = i + 1; j < a.cols(); ++j) {
            if (!(abs(a(i, j) - a(j, i)) <= slack)) {
                std::ostringstream message;
                message.precision(std::numeric_limits<T>::max_digits10);
                message << operation << ": not symmetric: entry (" << i << ", " << j << ") is " << a(i, j)
                        << ", entry (" << j << ", " << i << ") is " << a(j, i);
                throw NumericalError(message.str());
            }
            // Exact for equal halves, and safe from overflow.
            result(i, j) = result(j, i) = a(i, j) + (a(j, i) - a(i, j)) / 2;
        }
    }
    return result;
}

template <class T>
PivotedCholesky<T> pivoted_cholesky(const Matrix<T>& a, std::optional<T> tolerance) {
    // s holds L below and on the diagonal and L^T above it in the steps done, and what is left of A in the rest.
    Matrix<T> s = symmetrized(a, "pivoted_cholesky");
    const std::size_t n = s.rows();
    PivotedCholesky<T> result;
    result.permutation = identity_permutation(n);

    T largest = 0;
    for (std::size_t i = 0; i < n; ++i) largest = std::max<T>(largest, abs(s(i, i)));
    const T rounding = T(n) * epsilon<T> * largest;
    const T stop = tolerance.value_or(rounding);

    std::size_t k = 0;
    for (; k < n; ++k) {
        // 1. The largest diagonal entry comes next.
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (s(i, i) > s(pivot, pivot)) pivot = i;
        }
        largest = s(pivot, pivot);
        if (!(largest > stop) || !(largest > 0)) break;
        swap_rows(s, k, pivot);
        swap_columns(s, k, pivot);
        std::swap(result.permutation[k], result.permutation[pivot]);

        // 2. Row and column k of the remainder become row k of L^T and column k of L.
        const T root = sqrt(largest);
        s(k, k) = root;
        for (std::size_t j = k + 1; j < n; ++j) s(j, k) = s(k, j) /= root;

        // 3. Their product leaves the remainder. Both halves are updated, by equal products: symmetry stays exact.
        const std::size_t left = n - k - 1;
        parallel_ranges(left, grain(left), [&](std::size_t first, std::size_t last) {
            for (std::size_t i = k + 1 + first; i < k + 1 + last; ++i) {
                subtract(&s(i, 0) + k + 1, &s(k, 0) + k + 1, left, s(i, k));
            }
        });
    }
    if (k < n) check_remainder(s, k, largest, 2 * rounding, result.permutation);

    result.rank = k;
    result.L = Matrix<T>(n, k);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i && j < k; ++j) result.L(i, j) = s(i, j);
        if (i >= k) result.residual_trace += s(i, i);
    }
    return result;
}

template <class T>
Matrix<T> PivotedCholesky<T>::solve(const Matrix<T>& b) const {
    const std::size_t n = L.rows();
    check_shapes(b.rows() == n, "PivotedCholesky::solve", {n, n}, b.shape());
    if (rank < n) {
        throw NumericalError("PivotedCholesky::solve: rank " + std::to_string(rank) + " of " + std::to_string(n));
    }
    // P L L^T P^T x = b.
    Matrix<T> permuted(b.shape()), x(b.shape());
    for (std::size_t i = 0; i < n; ++i) std::ranges::copy(b.row(permutation[i]), permuted.row(i).begin());
    const Matrix<T> y = cholesky_solve(L, permuted);
    for (std::size_t i = 0; i < n; ++i) std::ranges::copy(y.row(i), x.row(permutation[i]).begin());
    return x;
}

namespace {

// Rows and columns of the lower triangle that belong together: a view into L.
template <class T>
MatrixView<T> block(Matrix<T>& a, std::size_t row, std::size_t rows, std::size_t column, std::size_t columns) {
    return {a.data() + row * a.cols() + column, rows, columns, a.cols()};
}

// The columns of a block of Cholesky's, and the rows that are done together: such a square stays in the first cache.
constexpr std::size_t block_width = 64;

// A square of L, turned, so that a vector holds an entry of several rows: column k of row r is x[k][r].
template <class T>
struct Turned {
    alignas(64) std::array<std::array<T, block_width>, block_width> x{};

    explicit Turned(ConstMatrixView<T> square) {
        for (std::size_t r = 0; r < square.rows; ++r) {
            for (std::size_t k = 0; k < square.cols; ++k) x[k][r] = square(r, k);
        }
    }

    // x_j -= sum_k factor_k x_k over the columns k < j of all rows, in this order.
    void subtract_columns(std::size_t j, const T* factor) {
        T rest[block_width];
        std::copy(x[j].begin(), x[j].end(), rest);
        for (std::size_t k = 0; k < j; ++k) {
            for (std::size_t r = 0; r < block_width; ++r) rest[r] -= factor[k] * x[k][r];
        }
        std::copy(rest, rest + block_width, x[j].begin());
    }

    void divide_column(std::size_t j, T divisor) {
        for (T& value : x[j]) value /= divisor;
    }

    void store(MatrixView<T> square) const {
        for (std::size_t r = 0; r < square.rows; ++r) {
            for (std::size_t k = 0; k < square.cols; ++k) square(r, k) = x[k][r];
        }
    }
};

}  // namespace

template <class T>
Matrix<T> cholesky(const Matrix<T>& a) {
    const std::size_t n = a.rows();
    check_shapes(a.cols() == n, "cholesky: not square", a.shape(), {n, n});
    Matrix<T> L = a;
    for (std::size_t start = 0; start < n; start += block_width) {
        const std::size_t width = std::min(n - start, block_width), end = start + width;
        // 1. The block on the diagonal, column by column. What comes out above its diagonal is not part of L.
        const MatrixView<T> diagonal = block(L, start, width, start, width);
        Turned<T> square(diagonal);
        for (std::size_t j = 0; j < width; ++j) {
            T row[block_width];
            for (std::size_t k = 0; k < j; ++k) row[k] = square.x[k][j];
            square.subtract_columns(j, row);
            const T pivot = square.x[j][j];
            if (!(pivot > 0)) {
                std::ostringstream message;
                message << "cholesky: pivot " << start + j << " of " << n << " is " << pivot << ", not positive";
                throw NumericalError(message.str());
            }
            square.divide_column(j, std::sqrt(pivot));
        }
        square.store(diagonal);
        // 2. The rows below it, by substitution.
        const std::size_t left = n - end;
        parallel_ranges((left + block_width - 1) / block_width, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t row = end + first * block_width; row < std::min(n, end + last * block_width);
                 row += block_width) {
                const MatrixView<T> rows = block(L, row, std::min(n - row, block_width), start, width);
                Turned<T> below(rows);
                for (std::size_t j = 0; j < width; ++j) {
                    below.subtract_columns(j, &diagonal(j, 0));
                    below.divide_column(j, diagonal(j, j));
                }
                below.store(rows);
            }
        });
        // 3. Their product leaves the rest, strip by strip of the lower triangle.
        constexpr std::size_t strip_width = 4 * block_width;
        for (std::size_t column = end; column < n; column += strip_width) {
            const std::size_t columns = std::min(strip_width, n - column);
            multiply<T>(-1, block(L, column, n - column, start, width), Transpose::no,
                        block(L, column, columns, start, width), Transpose::yes,
                        block(L, column, n - column, column, columns), true);
        }
    }
    for (std::size_t i = 0; i < n; ++i)
        std::fill(L.row(i).begin() + static_cast<std::ptrdiff_t>(i) + 1, L.row(i).end(), T(0));
    return L;
}

template <class T>
Matrix<T> cholesky_solve(const Matrix<T>& L, const Matrix<T>& b) {
    const std::size_t n = L.rows();
    check_shapes(b.rows() == n && L.cols() == n, "cholesky_solve", L.shape(), b.shape());
    Matrix<T> x = b;
    if (b.cols() == 1) {  // by rows of L, which are long, rather than by rows of b
        T* const y = x.data();
        for (std::size_t i = 0; i < n; ++i) y[i] = (y[i] - dot(&L(i, 0), y, i)) / L(i, i);
        for (std::size_t i = n; i-- > 0;) {
            y[i] /= L(i, i);
            subtract(y, &L(i, 0), i, y[i]);
        }
        return x;
    }
    // Forward with L, back with L^T, whole rows of the right sides at a time.
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < i; ++j) subtract(x.row(i).data(), x.row(j).data(), b.cols(), L(i, j));
        for (T& value : x.row(i)) value /= L(i, i);
    }
    for (std::size_t i = n; i-- > 0;) {
        for (T& value : x.row(i)) value /= L(i, i);
        for (std::size_t j = 0; j < i; ++j) subtract(x.row(j).data(), x.row(i).data(), b.cols(), L(i, j));
    }
    return x;
}

template <class T>
PivotedQr<T> pivoted_qr(const Matrix<T>& a, std::optional<T> tolerance) {
    check_finite(a.values(), "pivoted_qr");
    const std::size_t m = a.rows(), n = a.cols(), steps = std::min(m, n);
    // Columns of A as rows, so that reflecting a column is a product and a difference of contiguous numbers.
    Matrix<T> columns = transposed(a.view());
    PivotedQr<T> result{Matrix<T>(steps, n), identity_permutation(n), Matrix<T>(steps, m), std::vector<T>(steps)};

    // norms[j]: of column j from row k on, downdated; fresh[j]: its last value that was computed from the entries.
    std::vector<T> norms(n);
    for (std::size_t j = 0; j < n; ++j) norms[j] = norm(columns.row(j).data(), m);
    const std::vector<T> lengths = norms;  // of the columns of A, in their order
    std::vector<T> fresh = norms;
    const auto exchange = [&](std::size_t i, std::size_t j) {
        swap_rows(columns, i, j);
        std::swap(result.permutation[i], result.permutation[j]);
        std::swap(norms[i], norms[j]);
        std::swap(fresh[i], fresh[j]);
    };
    const auto within_tolerance = [&](std::size_t j) {
        return norms[j] == 0 || norms[j] / lengths[result.permutation[j]] <= *tolerance;
    };

    std::size_t active = n;  // columns from here on are finished: nothing of them is left
    for (std::size_t k = 0; k < steps; ++k) {
        // 0. What is left of a column may be dropped once it is small against the whole column. A downdated norm
        //    says when to look, the entries decide.
        for (std::size_t j = k; tolerance && j < active; ++j) {
            if (!within_tolerance(j)) continue;
            T* const column = columns.row(j).data() + k;
            norms[j] = fresh[j] = norm(column, m - k);
            if (!within_tolerance(j)) continue;
            std::fill_n(column, m - k, T(0));
            exchange(j--, --active);
        }
        if (k == active) break;
        result.rank = k + 1;

        // 1. The longest remaining column comes next.
        const auto pivot = static_cast<std::size_t>(
            std::max_element(norms.begin() + long(k), norms.begin() + long(active)) - norms.begin());
        exchange(k, pivot);

        // 2. The reflector H = I - scale v v^T with v_k = 1 that maps it to (r_kk, 0, ..., 0). The sign of r_kk avoids
        //    cancellation in x_k - r_kk.
        const std::size_t left = m - k;
        T* const x = columns.row(k).data() + k;
        T* const v = result.reflectors.row(k).data() + k;
        const T length = norm(x, left);
        v[0] = 1;
        if (left > 1 && length > 0) {
            const T head = x[0], r_kk = head > 0 ? -length : length;
            for (std::size_t i = 1; i < left; ++i) v[i] = x[i] / (head - r_kk);
            result.scales[k] = (r_kk - head) / r_kk;
            x[0] = r_kk;
        }

        // 3. Reflect the columns to the right; what enters row k leaves their norms.
        const T scale = result.scales[k];
        parallel_ranges(active - k - 1, grain(2 * left), [&](std::size_t first, std::size_t last) {
            for (std::size_t j = k + 1 + first; j < k + 1 + last; ++j) {
                T* const column = columns.row(j).data() + k;
                reflect(column, v, left, scale);
                if (norms[j] == 0) continue;
                const T ratio = abs(column[0]) / norms[j];
                const T kept = std::max<T>(0, (1 + ratio) * (1 - ratio));
                const T since = norms[j] / fresh[j];
                if (kept * since * since > sqrt(epsilon<T>)) {
                    norms[j] *= sqrt(kept);
                } else {
                    norms[j] = fresh[j] = norm(column + 1, left - 1);
                }
            }
        });
    }

    // Reflectors that an early stop saves are the identity.
    for (std::size_t k = result.rank; k < steps; ++k) result.reflectors(k, k) = 1;
    for (std::size_t i = 0; i < result.rank; ++i) {
        for (std::size_t j = i; j < n; ++j) result.R(i, j) = columns(j, i);
    }
    return result;
}

template <class T>
Matrix<T> PivotedQr<T>::apply_q(const Matrix<T>& b) const {
    const std::size_t steps = reflectors.rows(), m = reflectors.cols();
    check_shapes(b.rows() == steps, "PivotedQr::apply_q", {m, steps}, b.shape());
    // Q b = H_0 (H_1 (... b)), column by column, each as a contiguous row. A reflector comes from far away, a few
    // columns stay near: it meets all of these before the next one is fetched.
    constexpr std::size_t few = 8;
    Matrix<T> columns(b.cols(), m);
    parallel_ranges(b.cols(), grain(2 * m * rank), [&](std::size_t first, std::size_t last) {
        for (std::size_t from = first; from < last; from += few) {
            const std::size_t to = std::min(from + few, last);
            for (std::size_t j = from; j < to; ++j) {
                for (std::size_t i = 0; i < steps; ++i) columns(j, i) = b(i, j);
            }
            for (std::size_t k = rank; k-- > 0;) {
                for (std::size_t j = from; j < to; ++j) {
                    reflect(columns.row(j).data() + k, reflectors.row(k).data() + k, m - k, scales[k]);
                }
            }
        }
    });
    return transposed(columns.view());
}

template <class T>
Matrix<T> PivotedQr<T>::thin_q() const {
    Matrix<T> identity(reflectors.rows(), reflectors.rows());
    for (std::size_t i = 0; i < identity.rows(); ++i) identity(i, i) = 1;
    return apply_q(identity);
}

template Matrix<float> symmetrized(const Matrix<float>&, const char*);
template Matrix<double> symmetrized(const Matrix<double>&, const char*);
template Matrix<Extended> symmetrized(const Matrix<Extended>&, const char*);
template struct PivotedCholesky<float>;
template struct PivotedCholesky<double>;
template PivotedCholesky<float> pivoted_cholesky(const Matrix<float>&, std::optional<float>);
template PivotedCholesky<double> pivoted_cholesky(const Matrix<double>&, std::optional<double>);
template Matrix<float> cholesky(const Matrix<float>&);
template Matrix<double> cholesky(const Matrix<double>&);
template Matrix<float> cholesky_solve(const Matrix<float>&, const Matrix<float>&);
template Matrix<double> cholesky_solve(const Matrix<double>&, const Matrix<double>&);
template struct PivotedQr<float>;
template struct PivotedQr<double>;
template PivotedQr<float> pivoted_qr(const Matrix<float>&, std::optional<float>);
template PivotedQr<double> pivoted_qr(const Matrix<double>&, std::optional<double>);

}  // namespace pinn
