// The products of bench/gemm.cpp for a peer: same names, same sizes, checked against three plain loops before timing.
//
// The peer says how it multiplies, for float and double:
//
//     template <class T>
//     struct Peer {
//         Peer(Work work, const T* a, const T* b, T* c);  // row-major op(A): m x k, op(B): k x n, C: m x n; a and b
//                                                         // are stored transposed where `form` says so
//         void operator()();                              // C = op(A) op(B)
//         static void set_threads(int count);
//     };
//     int main(int argc, char** argv) { return peer_products<Peer>(argc, argv); }
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

struct Work {
    const char* form;  // nn, tn, nt, tt: which factor is stored transposed
    int m, n, k;
    bool transposed_a() const { return form[0] == 't'; }
    bool transposed_b() const { return form[1] == 't'; }
    int columns_a() const { return transposed_a() ? m : k; }  // of A as stored
    int columns_b() const { return transposed_b() ? k : n; }
};

constexpr Work products[] = {
    {"nn", 64, 64, 64},       {"nn", 100, 100, 100},    {"nn", 128, 128, 128},    {"nn", 256, 256, 256},
    {"nn", 300, 300, 300},    {"nn", 500, 500, 500},    {"nn", 512, 512, 512},    {"nn", 700, 700, 700},
    {"nn", 1000, 1000, 1000}, {"nn", 1024, 1024, 1024}, {"nn", 1500, 1500, 1500}, {"nn", 2048, 2048, 2048},
    {"nn", 1500, 500, 500},   {"tn", 500, 500, 1500},   {"nt", 1500, 500, 500},   {"tt", 1500, 500, 500},
    {"nn", 100, 100, 1},      {"nt", 100, 100, 1},      {"nn", 200, 100, 1},      {"nn", 102, 100, 1},
    {"nn", 100, 1, 100},      {"tn", 100, 1, 100},      {"nn", 1, 100, 100},      {"nt", 1, 100, 100},
};
constexpr Work on_two_threads[] = {{"nn", 300, 300, 300},    {"nn", 500, 500, 500},    {"nn", 700, 700, 700},
                                   {"nn", 1000, 1000, 1000}, {"nn", 1500, 1500, 1500}, {"nn", 1500, 500, 500},
                                   {"tn", 500, 500, 1500},   {"nn", 20000, 100, 100}};

// Ends the program with exit code 1 if C is something else than three plain loops make of A and B. Every 37th entry:
// enough to meet each tile of a kernel, and quick at 2048.
template <class T>
void check_product(Work w, const std::vector<T>& a, const std::vector<T>& b, const std::vector<T>& c) {
    for (std::size_t entry = 0; entry < c.size(); entry += 37) {
        const std::size_t i = entry / std::size_t(w.n), j = entry % std::size_t(w.n);
        double sum = 0, size = 0;
        for (std::size_t p = 0; p < std::size_t(w.k); ++p) {
            const double term = double(w.transposed_a() ? a[p * std::size_t(w.m) + i] : a[i * std::size_t(w.k) + p]) *
                                double(w.transposed_b() ? b[j * std::size_t(w.k) + p] : b[p * std::size_t(w.n) + j]);
            sum += term;
            size += std::abs(term);
        }
        if (!(std::abs(sum - double(c[entry])) <= 2 * w.k * std::pow(2.0, sizeof(T) == 8 ? -53 : -24) * size)) {
            std::fprintf(stderr, "wrong entry %zu,%zu of %dx%dx%d\n", i, j, w.m, w.n, w.k);
            std::exit(1);
        }
    }
}

template <template <class> class Peer, class T>
void run_product(benchmark::State& state, Work w, int threads) {
    std::mt19937 engine(1);
    std::vector<T> a(std::size_t(w.m) * std::size_t(w.k)), b(std::size_t(w.k) * std::size_t(w.n)),
        c(std::size_t(w.m) * std::size_t(w.n));
    for (T& x : a) x = T(engine()) / T(4294967296.0) - T(0.5);
    for (T& x : b) x = T(engine()) / T(4294967296.0) - T(0.5);
    Peer<T>::set_threads(threads);
    Peer<T> multiply(w, a.data(), b.data(), c.data());
    multiply();
    check_product(w, a, b, c);
    for (auto _ : state) {
        multiply();
        benchmark::DoNotOptimize(c.data());
        benchmark::ClobberMemory();
    }
    state.counters["GFLOP/s"] =
        benchmark::Counter(2e-9 * w.m * w.n * w.k, benchmark::Counter::kIsIterationInvariantRate);
}

template <template <class> class Peer, class T>
void add_products(const char* type) {
    const auto add = [&](const char* name, Work w, int threads) {
        auto* registered =
            benchmark::RegisterBenchmark((std::string(name) + "/" + type + "/" + w.form).c_str(),
                                         [=](benchmark::State& state) { run_product<Peer, T>(state, w, threads); });
        registered->ArgNames({"m", "n", "k"})->Args({w.m, w.n, w.k});
        if (threads > 1) registered->UseRealTime();
    };
    for (const Work& w : products) add("Product", w, 1);
    for (const Work& w : on_two_threads) add("ProductTwoThreads", w, 2);
}

// The whole program.  version: what it is, as the table names it.
template <template <class> class Peer>
int peer_products(int argc, char** argv, const std::string& version) {
    benchmark::AddCustomContext("peer_version", version);
    add_products<Peer, double>("double");
    add_products<Peer, float>("float");
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
