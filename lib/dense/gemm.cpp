#include "lib/dense/gemm.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "lib/foundation/parallel.hpp"

namespace pinn {
namespace {

using std::size_t;

// ---------------------------------------------------------------------------------------------------------------------
// Operands: a transpose is an exchange of two steps
// ---------------------------------------------------------------------------------------------------------------------

// op(X): entry (i, j) is data[i * row_step + j * col_step].
template <class T>
struct Operand {
    T* data;
    size_t rows, cols, row_step, col_step;

    explicit Operand(MatrixView<T> x) : Operand(x.data, x.rows, x.cols, x.stride, 1) {}
    Operand(T* data, size_t rows, size_t cols, size_t row_step, size_t col_step)
        : data(data), rows(rows), cols(cols), row_step(row_step), col_step(col_step) {}
    Operand transposed() const { return {data, cols, rows, col_step, row_step}; }
    Operand block(size_t i, size_t j, size_t rows, size_t cols) const {
        return {at(i, j), rows, cols, row_step, col_step};
    }
    T* at(size_t i, size_t j) const { return data + i * row_step + j * col_step; }
};

template <class T>
Operand<T> operand(MatrixView<T> x, Transpose transpose) {
    return transpose == Transpose::yes ? Operand<T>(x).transposed() : Operand<T>(x);
}

std::string name(Shape shape, Transpose transpose) {
    return transpose == Transpose::yes ? "(" + to_string(shape) + ")^T" : to_string(shape);
}

template <class T>
void check_product(const Operand<const T>& a, Shape a_shape, Transpose transpose_a, const Operand<const T>& b,
                   Shape b_shape, Transpose transpose_b, Shape c) {
    if (a.cols != b.rows) {
        throw ShapeError("multiply: " + name(a_shape, transpose_a) + " times " + name(b_shape, transpose_b));
    }
    const Shape product{a.rows, b.cols};
    if (product != c) throw ShapeError("multiply: " + to_string(product) + " into " + to_string(c));
}

// ---------------------------------------------------------------------------------------------------------------------
// Vectors and registers
// ---------------------------------------------------------------------------------------------------------------------

#if defined(__AVX512F__)
constexpr int vector_bytes = 64, registers = 32;
#elif defined(__AVX__)
constexpr int vector_bytes = 32, registers = 16;
#elif defined(__aarch64__)
constexpr int vector_bytes = 16, registers = 32;
#else
constexpr int vector_bytes = 16, registers = 16;
#endif

template <class T>
constexpr int full_lanes = vector_bytes / int(sizeof(T));

// `lanes` numbers in one register; one lane is the plain number.
template <class T, int lanes>
struct Lanes {
    typedef T type __attribute__((vector_size(lanes * sizeof(T))));
};
template <class T>
struct Lanes<T, 1> {
    using type = T;
};
template <class T, int lanes>
using Vector = typename Lanes<T, lanes>::type;

// Loads and stores at any address (the compiler makes one instruction of the copy).
template <class V, class T>
V load(const T* from) {
    V v;
    std::memcpy(&v, from, sizeof v);
    return v;
}
template <class V, class T>
void store(T* to, V v) {
    std::memcpy(to, &v, sizeof v);
}

// f(0), ..., f(count - 1) with constant arguments: arrays indexed by them live in registers.
template <int count, class F>
inline __attribute__((always_inline)) void unrolled(const F& f) {
    [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
        (f(std::integral_constant<int, i>()), ...);
    }
    (std::make_integer_sequence<int, count>());
}

// The blocks. A tile of C is tile_rows x tile_cols: its sums fill the registers but for two vectors of B and one entry
// of A. Its rows of A, block_depth wide, stay in the first cache while the panels of B, block_cols columns at most,
// pass by from the second.
constexpr int tile_rows = registers == 32 ? 14 : 6;
template <class T>
constexpr int tile_cols = 2 * full_lanes<T>;
template <class T>
constexpr size_t block_depth = 2048 / sizeof(T);
constexpr size_t block_cols = 512;

constexpr size_t divide_up(size_t a, size_t b) { return (a + b - 1) / b; }

// At most `most` threads, and at most those that a region started here would get.
size_t threads_for(size_t most) { return std::min(most, static_cast<size_t>(available_threads())); }

// Cuts an m x n grid of units into rectangles, one for each of `threads`, so that together they read least, and calls
// body(first_row, last_row, first_col, last_col) for each. Units are never cut: no result depends on `threads`.
template <class Body>
void over_rectangles(size_t m, size_t n, size_t threads, const Body& body) {
    if (threads <= 1) return body(size_t{0}, m, size_t{0}, n);
    size_t across = 1, best = SIZE_MAX;
    for (size_t rows = 1; rows <= threads; ++rows) {
        const size_t edge = divide_up(m, rows) + divide_up(n, threads / rows);
        if (edge < best) best = edge, across = rows;
    }
    const size_t down = threads / across;
    RegionFailure failure;
#pragma omp parallel for schedule(static) num_threads(static_cast <int>(across * down))
    for (size_t piece = 0; piece < across * down; ++piece) {
        const size_t r = piece % across, s = piece / across;
        failure.run(piece, [&] { body(m * r / across, m * (r + 1) / across, n * s / down, n * (s + 1) / down); });
    }
    failure.rethrow();
}

// A scratch array of this thread that only grows: after the first product of a shape nothing is allocated.
template <class T, int which>
T* scratch(size_t size) {
    thread_local AlignedVector<T> memory;
    if (memory.size() < size) memory.resize(size);
    return memory.data();
}

// X, row by row in this thread's scratch.
template <class T, int which>
Operand<const T> copied(Operand<const T> x) {
    T* to = scratch<T, which>(x.rows * x.cols);
    for (size_t i = 0; i < x.rows; ++i) {
        for (size_t j = 0; j < x.cols; ++j) to[i * x.cols + j] = *x.at(i, j);
    }
    return {to, x.rows, x.cols, x.cols, 1};
}

// ---------------------------------------------------------------------------------------------------------------------
// Thin products: rows of C as combinations of rows of B, or as dot products with its columns; nothing is packed
// ---------------------------------------------------------------------------------------------------------------------

// A product is thin if C has a side, or the sum a length, of at most this.
constexpr size_t thin_side = 8, thin_depth = 4;
template <class T>
constexpr int piece_cols = 8 * full_lanes<T>;

// C (+)= values, row by row, where the entries of a row of C are not neighbours.
template <class T>
__attribute__((noinline)) void scatter(const T* values, Operand<T> c, bool accumulate) {
    for (size_t i = 0; i < c.rows; ++i) {
        for (size_t j = 0; j < c.cols; ++j) *c.at(i, j) = (accumulate ? *c.at(i, j) : T(0)) + values[i * c.cols + j];
    }
}

// `rows` rows of C at once: c_ij (+)= alpha sum_p a_ip b_pj, `width` columns at a time with all sums in registers; the
// columns left over are done at half the width, and so on down to one.
template <int rows, int width, class T>
void combine_rows(T alpha, Operand<const T> a, Operand<const T> b, Operand<T> c, bool accumulate) {
    constexpr int lanes = std::min(width, full_lanes<T>), count = width / lanes;
    using V = Vector<T, lanes>;
    size_t j = 0;
    for (; j + width <= c.cols; j += width) {
        for (size_t i = 0; i + rows <= c.rows; i += rows) {
            V sum[rows * count] = {};
            const T* a_p = a.at(i, 0);
            const T* b_p = b.at(0, j);
            for (size_t p = 0; p < a.cols; ++p, a_p += a.col_step, b_p += b.row_step) {
                V row[count];
                unrolled<count>([&](auto v) { row[v] = load<V>(b_p + v * lanes); });
                unrolled<rows>([&](auto r) {
                    const T factor = a_p[r * a.row_step];
                    unrolled<count>([&](auto v) { sum[r * count + v] += factor * row[v]; });
                });
            }
            if (c.col_step == 1) {
                unrolled<rows * count>([&](auto s) {
                    T* to = c.at(i + s / count, j) + s % count * lanes;
                    const V value = alpha * sum[s];
                    store(to, accumulate ? load<V>(to) + value : value);
                });
            } else {
                T values[rows * width];
                unrolled<rows * count>([&](auto s) { store(values + s * lanes, alpha * sum[s]); });
                scatter(values, c.block(i, j, rows, width), accumulate);
            }
        }
    }
    if constexpr (width > 1) {
        if (j < c.cols) {
            combine_rows<rows, width / 2>(alpha, a, b.block(0, j, b.rows, b.cols - j),
                                          c.block(0, j, c.rows, c.cols - j), accumulate);
        }
    }
}

// The sum of all lanes plus sum_p x_p b_p over the `rest` < 2 lanes entries that are left: take what fills a vector,
// add the halves, go on at half the width.
template <int lanes, class T>
T finish_dot(Vector<T, lanes> sum, const T* x, const T* b, size_t rest) {
    if (rest >= lanes) {
        sum += load<Vector<T, lanes>>(x) * load<Vector<T, lanes>>(b);
        x += lanes, b += lanes, rest -= lanes;
    }
    if constexpr (lanes == 1) {
        return sum;
    } else {
        Vector<T, lanes / 2> half[2];
        std::memcpy(half, &sum, sizeof sum);
        return finish_dot<lanes / 2>(half[0] + half[1], x, b, rest);
    }
}

// `count` dot products at once: c_j (+)= alpha sum_p x_p b_j[p], b_j = b + j b_step. Two vectors of sums for each.
template <int count, class T>
void dot_columns(T alpha, const T* x, const T* b, size_t b_step, size_t depth, T* c, size_t c_step, bool accumulate) {
    constexpr int lanes = full_lanes<T>;
    using V = Vector<T, lanes>;
    V sum[2 * count] = {};
    size_t p = 0;
    for (; p + 2 * lanes <= depth; p += 2 * lanes) {
        const V x0 = load<V>(x + p), x1 = load<V>(x + p + lanes);
        unrolled<count>([&](auto j) {
            sum[2 * j] += x0 * load<V>(b + j * b_step + p);
            sum[2 * j + 1] += x1 * load<V>(b + j * b_step + p + lanes);
        });
    }
    unrolled<count>([&](auto j) {
        const T total = finish_dot<lanes>(V(sum[2 * j] + sum[2 * j + 1]), x + p, b + j * b_step + p, depth - p);
        c[j * c_step] = (accumulate ? c[j * c_step] : T(0)) + alpha * total;
    });
}

template <class T>
void thin_product(T alpha, Operand<const T> a, Operand<const T> b, Operand<T> c, bool accumulate) {
    // The longer side of C runs along its rows: C^T = B^T A^T.
    if (c.cols <= thin_side && c.cols < c.rows) {
        std::swap(a, b);
        a = a.transposed(), b = b.transposed(), c = c.transposed();
    }
    const size_t depth = a.cols;
    const bool by_dots = b.col_step != 1 && depth > thin_depth;
    if (by_dots && a.col_step != 1) a = copied<T, 0>(a);
    if (!by_dots && b.col_step != 1) b = copied<T, 0>(b);

    constexpr size_t work_per_thread = size_t{1} << 18, unit = piece_cols<T>;
    const size_t work = c.rows * c.cols * depth;
    const size_t threads = work < 2 * work_per_thread ? 1 : threads_for(work / work_per_thread);
    over_rectangles(
        divide_up(c.rows, 4), divide_up(c.cols, unit), threads, [&](size_t i, size_t ie, size_t j, size_t je) {
            const size_t first = i * 4, last = std::min(ie * 4, c.rows), fours = first + (last - first) / 4 * 4;
            const size_t left = j * unit, right = std::min(je * unit, c.cols), cols = right - left;
            if (!by_dots) {
                const auto b_part = b.block(0, left, depth, cols);
                combine_rows<4, piece_cols<T> / 2>(alpha, a.block(first, 0, fours - first, depth), b_part,
                                                   c.block(first, left, fours - first, cols), accumulate);
                combine_rows<1, piece_cols<T>>(alpha, a.block(fours, 0, last - fours, depth), b_part,
                                               c.block(fours, left, last - fours, cols), accumulate);
                return;
            }
            // Four columns of B stay in the cache while the rows of A pass by.
            for (size_t column = left; column < right;) {
                const bool four = column + 4 <= right;
                for (size_t row = first; row < last; ++row) {
                    (four ? dot_columns<4, T> : dot_columns<1, T>)(alpha, a.at(row, 0), b.at(0, column), b.col_step,
                                                                   depth, c.at(row, column), c.col_step, accumulate);
                }
                column += four ? 4 : 1;
            }
        });
}

// ---------------------------------------------------------------------------------------------------------------------
// Large products: packed panels and a register tile
// ---------------------------------------------------------------------------------------------------------------------

// One stage of the transpose of a square in registers: swaps entry (i, j + step) with (i + step, j) for lines i and
// i + step and all j without the bit `step`.
template <int step, class V, int... j>
void swap_across(V& upper, V& lower, std::integer_sequence<int, j...>) {
    constexpr int lanes = sizeof...(j);
    const V a = upper, b = lower;
    upper = __builtin_shufflevector(a, b, ((j & step) != 0 ? lanes + j - step : j)...);
    lower = __builtin_shufflevector(a, b, ((j & step) != 0 ? lanes + j : j + step)...);
}

template <int step, int lanes, class V>
inline __attribute__((always_inline)) void transpose_square(V (&line)[lanes]) {
    if constexpr (step < lanes) {
        unrolled<lanes>([&](auto i) {
            if constexpr ((i & step) == 0) {
                swap_across<step>(line[i], line[i + step], std::make_integer_sequence<int, lanes>());
            }
        });
        transpose_square<2 * step>(line);
    }
}

// to[p * width + i] = entry p of line i, i < lines <= width, p < depth; the lines that are not there are zero.
template <class T, int width>
void pack(const T* from, size_t line_step, size_t depth_step, size_t lines, size_t depth, T* to) {
    if (lines < width) {
        std::fill_n(to, depth * width, T(0));
        for (size_t p = 0; p < depth; ++p) {
            for (size_t i = 0; i < lines; ++i) to[p * width + i] = from[i * line_step + p * depth_step];
        }
    } else if (line_step == 1) {
        for (size_t p = 0; p < depth; ++p) std::memcpy(to + p * width, from + p * depth_step, width * sizeof(T));
    } else {
        // Squares turned in registers; where they do not fill the width, the last one overlaps the one before.
        constexpr int side = int(std::bit_floor(unsigned(std::min({8, full_lanes<T>, width}))));
        size_t p = 0;
        if constexpr (side > 1) {
            using V = Vector<T, side>;
            for (; p + side <= depth; p += side) {
                unrolled<(width + side - 1) / side>([&](auto square) {
                    constexpr int i0 = std::min(square * side, width - side);
                    V line[side];
                    unrolled<side>([&](auto i) { line[i] = load<V>(from + (i0 + i) * line_step + p); });
                    transpose_square<1>(line);
                    unrolled<side>([&](auto q) { store(to + (p + q) * width + i0, line[q]); });
                });
            }
        }
        for (; p < depth; ++p) {
            for (size_t i = 0; i < width; ++i) to[p * width + i] = from[i * line_step + p];
        }
    }
}

// The micro-kernel: a tile of C, c_ij (+)= alpha sum_p a_ip b_pj, `rows` times `vectors` vectors of which c.cols
// columns exist. Every sum is one chain of multiply-adds in order of p, the same in every instance. The tile of C and
// the panel of B are asked for before they are needed. (Plain loops, which the compiler unrolls, instead of
// unrolled(): ten times faster where they are instrumented.)
template <class T, int rows, int vectors>
void tile(T alpha, const Operand<const T>& a, const Operand<const T>& b, const Operand<T>& c, bool accumulate) {
    constexpr int lanes = full_lanes<T>, ahead = 16;
    using V = Vector<T, lanes>;
    for (int i = 0; i < rows; ++i) {
        for (int v = 0; v < vectors; ++v) __builtin_prefetch(c.at(size_t(i), 0) + v * lanes, 1);
    }
    // A pointer to every third row of A, as registers are few: the two behind it are one step and two away.
    const T* third[(rows + 2) / 3];
    unrolled<(rows + 2) / 3>([&](auto r) { third[r] = a.at(3 * r, 0); });
    const T* b_p = b.data;
    V sum[rows * vectors] = {};
    for (size_t p = 0; p < a.cols; ++p, b_p += b.row_step) {
        V row[vectors];
#pragma GCC unroll 2
        for (int v = 0; v < vectors; ++v) {
            __builtin_prefetch(b_p + ahead * b.row_step + v * lanes);
            row[v] = load<V>(b_p + v * lanes);
        }
#pragma GCC unroll 14
        for (int i = 0; i < rows; ++i) {
            const T factor = third[i / 3][size_t(i % 3) * a.row_step];
#pragma GCC unroll 2
            for (int v = 0; v < vectors; ++v) sum[i * vectors + v] += factor * row[v];
        }
#pragma GCC unroll 5
        for (const T*& pointer : third) pointer += a.col_step;
    }
    unrolled<rows>([&](auto i) {
        T* to = c.at(i, 0);
        unrolled<vectors>([&](auto v) {
            V value = alpha * sum[i * vectors + v];
            if ((v + 1) * lanes <= int(c.cols)) {
                if (accumulate) value += load<V>(to + v * lanes);
                store(to + v * lanes, value);
            } else {
                T values[lanes];
                store(values, value);
                for (size_t j = v * lanes; j < c.cols; ++j) to[j] = (accumulate ? to[j] : T(0)) + values[j - v * lanes];
            }
        });
    });
}

// The instances for a tile of some height: packing its rows, and the product for a right edge of at most one vector
// and for full width.
template <class T>
struct Height {
    void (*pack)(const T*, size_t, size_t, size_t, size_t, T*);
    void (*tile[2])(T, const Operand<const T>&, const Operand<const T>&, const Operand<T>&, bool);
};
template <class T, int... i>
constexpr std::array<Height<T>, tile_rows> all_heights(std::integer_sequence<int, i...>) {
    return {{{pack<T, i + 1>, {tile<T, i + 1, 1>, tile<T, i + 1, 2>}}...}};
}
template <class T>
constexpr auto heights = all_heights<T>(std::make_integer_sequence<int, tile_rows>());

// Are the rows of A read where they lie? A copy pays where the entries of a row are not neighbours, and where the rows
// are a multiple of 4 kB apart, as few of those as the nearest cache can hold.
template <class T>
bool read_in_place(const Operand<const T>& a) {
    return a.col_step == 1 && a.row_step * sizeof(T) % 4096 != 0;
}

template <class T>
void tiled_product(T alpha, Operand<const T> a, Operand<const T> b, Operand<T> c, bool accumulate) {
    const size_t m = c.rows, n = c.cols, k = a.cols;
    // Rows are shared out evenly, 100 = 4 * 13 + 4 * 12 rather than 7 * 14 + 2; so is the depth. Both depend on the
    // shape alone, hence so does the order of every sum.
    const size_t row_tiles = divide_up(m, tile_rows), col_tiles = divide_up(n, tile_cols<T>);
    const size_t depth_blocks = divide_up(k, block_depth<T>);
    const auto tile_start = [&](size_t t) { return m * t / row_tiles; };
    // The panels of B are copied, zeros behind the last column, unless few rows of A pass by them.
    const bool copy_a = !read_in_place(a), copy_b = b.col_step != 1 || row_tiles > 8;

    constexpr size_t work_per_thread = size_t{1} << 22;
    const size_t work = m * n * k;
    const size_t threads = work < 2 * work_per_thread ? 1 : threads_for(work / work_per_thread);
    over_rectangles(row_tiles, col_tiles, threads, [&](size_t first_t, size_t last_t, size_t first_q, size_t last_q) {
        for (size_t q0 = first_q; q0 < last_q; q0 += block_cols / tile_cols<T>) {
            const size_t q1 = std::min(q0 + block_cols / tile_cols<T>, last_q);
            for (size_t block = 0; block < depth_blocks; ++block) {
                const size_t p0 = k * block / depth_blocks, depth = k * (block + 1) / depth_blocks - p0;
                T* const packed_b = scratch<T, 1>((q1 - q0) * depth * tile_cols<T>);
                T* const packed_a = scratch<T, 2>(depth * tile_rows);
                const auto panel = [&](size_t q) -> Operand<const T> {
                    const size_t j = q * tile_cols<T>, cols = std::min<size_t>(n - j, tile_cols<T>);
                    if (!copy_b && cols == tile_cols<T>) return b.block(p0, j, depth, cols);
                    return {packed_b + (q - q0) * depth * tile_cols<T>, depth, cols, tile_cols<T>, 1};
                };
                for (size_t q = q0; q < q1; ++q) {
                    const Operand<const T> b_q = panel(q), from = b.block(p0, q * tile_cols<T>, depth, b_q.cols);
                    if (b_q.data == from.data) continue;
                    pack<T, tile_cols<T>>(from.data, from.col_step, from.row_step, from.cols, depth,
                                          const_cast<T*>(b_q.data));
                }
                for (size_t t = first_t; t < last_t; ++t) {
                    const size_t i = tile_start(t), rows = tile_start(t + 1) - i;
                    const Height<T>& height = heights<T>[rows - 1];
                    Operand<const T> a_t = a.block(i, p0, rows, depth);
                    if (copy_a) {
                        height.pack(a_t.data, a_t.row_step, a_t.col_step, rows, depth, packed_a);
                        a_t = {packed_a, rows, depth, 1, rows};
                    }
                    for (size_t q = q0; q < q1; ++q) {
                        const Operand<const T> b_q = panel(q);
                        height.tile[b_q.cols > size_t(full_lanes<T>)](
                            alpha, a_t, b_q, c.block(i, q * tile_cols<T>, rows, b_q.cols), accumulate || block > 0);
                    }
                }
            }
        }
    });
}

}  // namespace

// ---------------------------------------------------------------------------------------------------------------------
// The public functions
// ---------------------------------------------------------------------------------------------------------------------

template <class T>
void multiply(std::type_identity_t<T> alpha, std::type_identity_t<ConstMatrixView<T>> a, Transpose transpose_a,
              std::type_identity_t<ConstMatrixView<T>> b, Transpose transpose_b, MatrixView<T> c, bool accumulate) {
    const auto left = operand(a, transpose_a), right = operand(b, transpose_b);
    check_product(left, a.shape(), transpose_a, right, b.shape(), transpose_b, c.shape());
    const size_t depth = left.cols;
    if (c.rows == 0 || c.cols == 0) return;
    if (depth == 0) {
        for (size_t i = 0; i < c.rows && !accumulate; ++i) std::fill_n(&c(i, 0), c.cols, T(0));
        return;
    }
    if (depth <= thin_depth || c.rows <= thin_side || c.cols <= thin_side) {
        thin_product(alpha, left, right, Operand<T>(c), accumulate);
    } else {
        tiled_product(alpha, left, right, Operand<T>(c), accumulate);
    }
}

template <class T>
void multiply_reference(std::type_identity_t<T> alpha, std::type_identity_t<ConstMatrixView<T>> a,
                        Transpose transpose_a, std::type_identity_t<ConstMatrixView<T>> b, Transpose transpose_b,
                        MatrixView<T> c, bool accumulate) {
    const auto left = operand(a, transpose_a), right = operand(b, transpose_b);
    check_product(left, a.shape(), transpose_a, right, b.shape(), transpose_b, c.shape());
    for (size_t i = 0; i < c.rows; ++i) {
        for (size_t j = 0; j < c.cols; ++j) {
            T sum = 0;
            for (size_t p = 0; p < left.cols; ++p) sum += *left.at(i, p) * *right.at(p, j);
            c(i, j) = (accumulate ? c(i, j) : T(0)) + alpha * sum;
        }
    }
}

template void multiply<float>(float, ConstMatrixView<float>, Transpose, ConstMatrixView<float>, Transpose,
                              MatrixView<float>, bool);
template void multiply<double>(double, ConstMatrixView<double>, Transpose, ConstMatrixView<double>, Transpose,
                               MatrixView<double>, bool);
template void multiply_reference<float>(float, ConstMatrixView<float>, Transpose, ConstMatrixView<float>, Transpose,
                                        MatrixView<float>, bool);
template void multiply_reference<double>(double, ConstMatrixView<double>, Transpose, ConstMatrixView<double>, Transpose,
                                         MatrixView<double>, bool);

}  // namespace pinn
