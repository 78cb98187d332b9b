// How fast are the matrix products, at the sizes the project multiplies?  Asked by chapter 05: a training step of width
// 500 is a handful of 1500 x 500 x 500 products, one of width 100 on 100 points is all outer products and
// matrix-vector products of about a microsecond.
//
// Product/<type>/<form>/m:/n:/k:  C = op(A) op(B), C: m x n, inner dimension k, on one thread; n and t of <form> say
// which factor is stored transposed. ProductTwoThreads is the same on two, ProductReference the three plain loops.
#include <benchmark/benchmark.h>

#include <string>

#include "lib/dense/gemm.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/foundation/random.hpp"

namespace {

using namespace pinn;

template <class T>
using Product = void (*)(T, ConstMatrixView<T>, Transpose, ConstMatrixView<T>, Transpose, MatrixView<T>, bool);

template <class T>
void run(benchmark::State& state, Product<T> product, Transpose transpose_a, Transpose transpose_b, int threads) {
    const auto m = static_cast<std::size_t>(state.range(0)), n = static_cast<std::size_t>(state.range(1)),
               k = static_cast<std::size_t>(state.range(2));
    Random random(1);
    Matrix<T> a(transpose_a == Transpose::yes ? Shape{k, m} : Shape{m, k});
    Matrix<T> b(transpose_b == Transpose::yes ? Shape{n, k} : Shape{k, n});
    Matrix<T> c(m, n);
    random.fill_normal(a.values());
    random.fill_normal(b.values());
    set_thread_count(threads);
    for (auto _ : state) {
        product(1, a.view(), transpose_a, b.view(), transpose_b, c.view(), false);
        benchmark::DoNotOptimize(c.data());
        benchmark::ClobberMemory();
    }
    const double flops = 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
    state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

struct Work {
    const char* form;
    long m, n, k;
};

constexpr Work products[] = {
    // Squares, and where packing starts to pay.
    {"nn", 64, 64, 64},
    {"nn", 100, 100, 100},
    {"nn", 128, 128, 128},
    {"nn", 256, 256, 256},
    {"nn", 300, 300, 300},
    {"nn", 500, 500, 500},
    {"nn", 512, 512, 512},
    {"nn", 700, 700, 700},
    {"nn", 1000, 1000, 1000},
    {"nn", 1024, 1024, 1024},
    {"nn", 1500, 1500, 1500},
    {"nn", 2048, 2048, 2048},
    // A layer of width 500 on 500 points with three channels, forward and backward.
    {"nn", 1500, 500, 500},
    {"tn", 500, 500, 1500},
    {"nt", 1500, 500, 500},
    {"tt", 1500, 500, 500},
    // One hidden layer of width 100 on 100 points: outer products, then matrix-vector products.
    {"nn", 100, 100, 1},
    {"nt", 100, 100, 1},
    {"nn", 200, 100, 1},
    {"nn", 102, 100, 1},
    {"nn", 100, 1, 100},
    {"tn", 100, 1, 100},
    {"nn", 1, 100, 100},
    {"nt", 1, 100, 100},
};
constexpr Work on_two_threads[] = {{"nn", 300, 300, 300},    {"nn", 500, 500, 500},    {"nn", 700, 700, 700},
                                   {"nn", 1000, 1000, 1000}, {"nn", 1500, 1500, 1500}, {"nn", 1500, 500, 500},
                                   {"tn", 500, 500, 1500},   {"nn", 20000, 100, 100}};
constexpr Work by_reference[] = {{"nn", 256, 256, 256}};

template <class T>
void add(const char* name, const char* type, Product<T> product, const Work& work, int threads) {
    const auto transpose = [](char letter) { return letter == 't' ? Transpose::yes : Transpose::no; };
    const Transpose a = transpose(work.form[0]), b = transpose(work.form[1]);
    const std::string full_name = std::string(name) + "/" + type + "/" + work.form;
    auto* registered = benchmark::RegisterBenchmark(
        full_name.c_str(), [=](benchmark::State& state) { run<T>(state, product, a, b, threads); });
    registered->ArgNames({"m", "n", "k"})->Args({work.m, work.n, work.k});
    if (threads > 1) registered->UseRealTime();  // else the processor time, which a busy machine disturbs less
}

template <class T>
void add_all(const char* type) {
    for (const Work& work : products) add<T>("Product", type, multiply<T>, work, 1);
    for (const Work& work : on_two_threads) add<T>("ProductTwoThreads", type, multiply<T>, work, 2);
    for (const Work& work : by_reference) add<T>("ProductReference", type, multiply_reference<T>, work, 1);
}

const bool registered = (add_all<double>("double"), add_all<float>("float"), true);

}  // namespace
