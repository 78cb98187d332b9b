#include "lib/spectrum/jacobi.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "lib/dense/factor.hpp"
#include "lib/foundation/extended.hpp"
#include "lib/foundation/parallel.hpp"

namespace pinn {
namespace {

using std::abs;
using std::sqrt;

template <class T>
const T epsilon = std::numeric_limits<T>::epsilon();

// ---- What both solvers share ----------------------------------------------------------------------------------------

// The rotation by the angle whose tangent is t, |t| <= 1, as Rutishauser applies it: s is the sine and tau the tangent
// of half the angle; `left` is what it leaves of a_pq. Where none is needed, t = s = tau = 0 and left = a_pq.
template <class T>
struct Rotation {
    T t, s, tau, left;
};

// The smaller of the two rotations that make a_pq zero.  Written with selections only, so that a loop over pairs
// becomes vector code: each line is computed for every pair, also where its result is not used. A pair is left alone at
// half of the bound of the relative test, so that rounding of the test itself cannot leave it neither rotated nor
// passed.
template <class T>
inline Rotation<T> annihilator(T a_pp, T a_pq, T a_qq) {
    const bool needed = abs(a_pq) > epsilon<T> / 2 * sqrt(abs(a_pp)) * sqrt(abs(a_qq));
    // t^2 + 2 theta t - 1 = 0. For a large theta the root is |theta| to all digits, and its square might overflow.
    const T theta = (a_qq - a_pp) / (2 * a_pq);
    const T size = abs(theta);
    const T root = size > 1 / epsilon<T> ? size : T(sqrt(1 + size * size));
    const T tangent = 1 / (size + root);
    const T t = !needed ? T(0) : theta < 0 ? T(-tangent) : tangent;
    const T cosine = 1 / sqrt(1 + t * t);
    const T s = t * cosine;
    return {t, s, s / (1 + cosine), needed ? T(0) : a_pq};
}

// (x, y) <- (c x - s y, s x + c y), written as small changes of x and y: the rounding error is that of the change.
template <class T>
inline void rotate(T& x, T& y, T s, T tau) {
    const T old_x = x;
    x -= s * (y + tau * x);
    y += s * (old_x - tau * y);
}

template <class T>
void rotate_rows(T* __restrict x, T* __restrict y, std::size_t n, T s, T tau) {
    for (std::size_t i = 0; i < n; ++i) rotate(x[i], y[i], s, tau);
}

// The matrix at work: A / 2^exponent, largest entry in [1/2, 1), rows padded to a multiple of 64 bytes.
template <class T>
struct Scaled {
    std::size_t n = 0;
    int exponent = 0;
    Matrix<T> a;
};

template <class T>
constexpr std::size_t padded(std::size_t n) {
    constexpr std::size_t line = std::max<std::size_t>(1, 64 / sizeof(T));
    return (n + line - 1) / line * line;
}

template <class T>
Scaled<T> scaled(const Matrix<T>& a) {
    using std::frexp, std::ldexp;
    const Matrix<T> symmetric = symmetrized(a, "jacobi");
    Scaled<T> result{a.rows(), 0, Matrix<T>(a.rows(), padded<T>(a.cols()))};
    T largest = 0;
    for (const T& value : symmetric.values()) largest = std::max<T>(largest, abs(value));
    static_cast<void>(frexp(largest, &result.exponent));
    for (std::size_t i = 0; i < result.n; ++i) {
        for (std::size_t j = 0; j < result.n; ++j) result.a(i, j) = ldexp(symmetric(i, j), -result.exponent);
    }
    return result;
}

// The measure that the options ask for, and whether it is small enough; O(n^2).
template <class T>
bool is_diagonal(const Matrix<T>& a, std::size_t n, JacobiOptions::Stopping stopping, double& measure) {
    if (stopping == JacobiOptions::Stopping::absolute) {
        T off = 0, diagonal = 0;
        for (std::size_t i = 0; i < n; ++i) {
            T row = 0;
            for (std::size_t j = 0; j < n; ++j) row += j == i ? T(0) : a(i, j) * a(i, j);
            off += row;
            diagonal += a(i, i) * a(i, i);
        }
        measure = off == 0 ? 0 : static_cast<double>(T(sqrt(off / (off + diagonal))));
        return measure <= static_cast<double>(T(n) * epsilon<T>);
    }
    measure = 0;
    std::vector<T> roots(n);
    for (std::size_t i = 0; i < n; ++i) roots[i] = sqrt(abs(a(i, i)));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            if (j == i || a(i, j) == 0) continue;
            measure = std::max(measure, static_cast<double>(T(abs(a(i, j)) / roots[i] / roots[j])));
        }
    }
    return measure <= static_cast<double>(epsilon<T>);
}

template <class T>
Matrix<T> identity(std::size_t n) {
    Matrix<T> result(n, padded<T>(n));
    for (std::size_t i = 0; i < n; ++i) result(i, i) = 1;
    return result;
}

// Sweeps until the matrix is diagonal or the cap is reached, then sorts.  `sweep(a, q)` rotates every pair once, and
// the rows of q along, unless q is empty.
template <class T, class Sweep>
EigenDecomposition<T> diagonalize(const Matrix<T>& matrix, const JacobiOptions& options, const Sweep& sweep) {
    using std::ldexp;
    auto [n, exponent, a] = scaled(matrix);
    Matrix<T> q = options.vectors ? identity<T>(n) : Matrix<T>();

    EigenDecomposition<T> result;
    while (!(result.converged = is_diagonal(a, n, options.stopping, result.off_diagonal)) &&
           result.sweeps < options.max_sweeps) {
        sweep(a, q);
        ++result.sweeps;
    }

    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&a = a](std::size_t i, std::size_t j) { return a(i, i) > a(j, j); });
    for (const std::size_t i : order) result.values.push_back(ldexp(a(i, i), exponent));
    if (!options.vectors) return result;
    result.vectors = Matrix<T>(n, n);
    for (std::size_t i = 0; i < n; ++i) std::copy_n(q.row(order[i]).begin(), n, result.vectors.row(i).begin());
    return result;
}

// ---- The textbook ---------------------------------------------------------------------------------------------------

template <class T>
void sweep_by_rows(Matrix<T>& a, Matrix<T>& vectors) {
    const std::size_t n = a.rows();
    for (std::size_t p = 0; p < n; ++p) {
        for (std::size_t q = p + 1; q < n; ++q) {
            const T a_pp = a(p, p), a_pq = a(p, q), a_qq = a(q, q);
            const auto [t, s, tau, left] = annihilator(a_pp, a_pq, a_qq);
            rotate_rows(a.row(p).data(), a.row(q).data(), n, s, tau);
            if (vectors.rows() == n) rotate_rows(vectors.row(p).data(), vectors.row(q).data(), n, s, tau);
            a(p, p) = a_pp - t * a_pq;
            a(q, q) = a_qq + t * a_pq;
            a(p, q) = a(q, p) = left;
            // The columns are the rows: all but these four entries are multiplied from one side only.
            for (std::size_t i = 0; i < n; ++i) {
                a(i, p) = a(p, i);
                a(i, q) = a(q, i);
            }
        }
    }
}

// ---- In rounds ------------------------------------------------------------------------------------------------------

// The pairs p + q = m (mod n) of one round and their rotations.  Arrays rather than structures: the loop over pairs is
// vector code.
//
// First come the pairs p + q = m: (0, m), (1, m - 1), ... lie inside each other. Then those with p + q = m + n, which
// are (m + 1, n - 1), (m + 2, n - 2), .... An index without partner is listed as p = q, and keeps s = 0.
template <class T>
struct Round {
    std::size_t n;
    std::size_t m = 0;
    std::size_t pairs = 0;
    std::size_t second_kind = 0;        // the first pair with p + q = m + n
    bool rotates = false;               // whether any pair needs a rotation
    std::vector<std::size_t> p, q;      // p <= q
    AlignedVector<T> a_pp, a_qp, a_qq;  // entries of A before, then after the rotation
    AlignedVector<T> s, tau;

    explicit Round(std::size_t n)
        : n(n), p(n / 2 + 1), q(p), a_pp(p.size()), a_qp(a_pp), a_qq(a_pp), s(a_pp), tau(a_pp) {}

    void pair_up(std::size_t round) {
        m = round;
        second_kind = m / 2 + 1;
        pairs = second_kind + (n - m) / 2;
        for (std::size_t k = 0; k < second_kind; ++k) {
            p[k] = k;
            q[k] = m - k;
        }
        for (std::size_t k = second_kind; k < pairs; ++k) {
            p[k] = m + 1 + (k - second_kind);
            q[k] = n - 1 - (k - second_kind);
        }
    }

    // Finds the rotation of every pair and what it makes of the entries of that pair.
    void solve(const Matrix<T>& a) {
        for (std::size_t k = 0; k < pairs; ++k) {
            a_pp[k] = a(p[k], p[k]);
            a_qp[k] = p[k] == q[k] ? T(0) : a(q[k], p[k]);
            a_qq[k] = a(q[k], q[k]);
        }
        for (std::size_t k = 0; k < pairs; ++k) {
            const auto rotation = annihilator(a_pp[k], a_qp[k], a_qq[k]);
            a_pp[k] -= rotation.t * a_qp[k];
            a_qq[k] += rotation.t * a_qp[k];
            a_qp[k] = rotation.left;
            s[k] = rotation.s;
            tau[k] = rotation.tau;
        }
        rotates = std::any_of(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(pairs),
                              [](const T& s_k) { return s_k != 0; });
    }
};

// Rotations from the right on one row: the first entry of every pair is read forwards, its partner backwards.
template <class T>
void rotate_columns(T* __restrict forwards, T* __restrict backwards, std::size_t pairs, const T* __restrict s,
                    const T* __restrict tau) {
    for (std::size_t k = 0; k < pairs; ++k) rotate(forwards[k], *(backwards - k), s[k], tau[k]);
}

// A <- R A R^T with all rotations of a round at once: first the rows of every pair, then the columns.
//
// Of a_ij = a_ji one is enough: a pair takes the columns p..q, which are those of the pairs inside it, and a pair of
// the first kind takes all columns of the second kind besides. The entries that a pair reads in the next round are
// then up to date, except for row m + 1, which joins the first kind (see sweep_in_rounds).
//
// On one thread: a round takes microseconds, and threads that wait for each other n times a sweep lose more than that
// as soon as another program wants a core.
template <class T>
void rotate_both_sides(Matrix<T>& a, const Round<T>& round) {
    const std::size_t beyond = round.m + 1, count = round.n - beyond;
    const T* const second_s = round.s.data() + round.second_kind;
    const T* const second_tau = round.tau.data() + round.second_kind;

    for (std::size_t k = 0; k < round.pairs; ++k) {
        if (round.s[k] == 0) continue;
        const std::size_t p = round.p[k], q = round.q[k];
        T* const row_p = a.row(p).data();
        T* const row_q = a.row(q).data();
        rotate_rows(row_p + p, row_q + p, q - p + 1, round.s[k], round.tau[k]);
        if (k < round.second_kind) rotate_rows(row_p + beyond, row_q + beyond, count, round.s[k], round.tau[k]);
    }

    for (std::size_t k = 0; k < round.pairs; ++k) {
        const std::size_t p = round.p[k], q = round.q[k];
        const auto rotate_row = [&](T* row) {
            rotate_columns(row + p, row + q, (q - p + 1) / 2, &round.s[k], &round.tau[k]);
            if (k < round.second_kind) {
                rotate_columns(row + beyond, row + beyond + count - 1, count / 2, second_s, second_tau);
            }
        };
        rotate_row(a.row(p).data());
        if (p != q) rotate_row(a.row(q).data());
    }
}

template <class T>
struct PlaneRotation {
    std::size_t p, q;
    T s, tau;
};

// Rotates rows p and q of the eigenvectors, for all rotations of a sweep in their order.  Columns do not depend on each
// other: a strip of them, three cache lines wide, is copied together, stays in the nearest cache for the whole sweep,
// and is one thread's work.
template <class T>
void rotate_vectors(Matrix<T>& vectors, const std::vector<PlaneRotation<T>>& rotations) {
    constexpr std::size_t width = 3 * padded<T>(1);
    const std::size_t n = vectors.rows(), strips = (n + width - 1) / width;
    const std::size_t grain = 1 + (1 << 26) / (4 * width * (rotations.size() + 1));
    parallel_ranges(strips, grain, [&](std::size_t first, std::size_t last) {
        Matrix<T> strip(n, width);
        for (std::size_t column = first * width; column < last * width; column += width) {
            const std::size_t used = std::min(width, n - column);
            for (std::size_t i = 0; i < n; ++i) std::copy_n(&vectors(i, column), used, &strip(i, 0));
            for (const auto& [p, q, s, tau] : rotations) rotate_rows(&strip(p, 0), &strip(q, 0), width, s, tau);
            for (std::size_t i = 0; i < n; ++i) std::copy_n(&strip(i, 0), used, &vectors(i, column));
        }
    });
}

template <class T>
void sweep_in_rounds(Matrix<T>& a, Matrix<T>& vectors) {
    const std::size_t n = a.rows();
    const bool with_vectors = vectors.rows() == n;
    Round<T> round(n);
    std::vector<PlaneRotation<T>> rotations;
    if (with_vectors) rotations.reserve(n * (n - 1) / 2);

    for (std::size_t m = 0; m < n; ++m) {
        // Index m was of the second kind: its entries with smaller indices are in column m.
        for (std::size_t i = 0; i < m; ++i) a(m, i) = a(i, m);
        round.pair_up(m);
        round.solve(a);
        if (round.rotates) rotate_both_sides(a, round);
        for (std::size_t k = 0; k < round.pairs; ++k) {
            const std::size_t p = round.p[k], q = round.q[k];
            if (p == q) continue;
            a(p, p) = round.a_pp[k];
            a(q, q) = round.a_qq[k];
            a(p, q) = a(q, p) = round.a_qp[k];
            if (with_vectors && round.s[k] != 0) rotations.push_back({p, q, round.s[k], round.tau[k]});
        }
    }

    // All are of the first kind now: of a_ij and a_ji, i < j, the one in the row further from the middle is up to date.
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            if (i + j < n) {
                a(j, i) = a(i, j);
            } else {
                a(i, j) = a(j, i);
            }
        }
    }
    if (with_vectors) rotate_vectors(vectors, rotations);
}

}  // namespace

template <class T>
EigenDecomposition<T> jacobi(const Matrix<T>& a, const JacobiOptions& options) {
    return diagonalize(a, options, sweep_in_rounds<T>);
}

template <class T>
EigenDecomposition<T> jacobi_reference(const Matrix<T>& a, const JacobiOptions& options) {
    return diagonalize(a, options, sweep_by_rows<T>);
}

template EigenDecomposition<float> jacobi(const Matrix<float>&, const JacobiOptions&);
template EigenDecomposition<double> jacobi(const Matrix<double>&, const JacobiOptions&);
template EigenDecomposition<float> jacobi_reference(const Matrix<float>&, const JacobiOptions&);
template EigenDecomposition<double> jacobi_reference(const Matrix<double>&, const JacobiOptions&);
template EigenDecomposition<Extended> jacobi_reference(const Matrix<Extended>&, const JacobiOptions&);

}  // namespace pinn
