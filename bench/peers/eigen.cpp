// Eigen at the products of bench/gemm.cpp: a C++ library without assembly, compiled with our flags for this processor.

// The AVX-512 intrinsics of GCC 12 leave lanes undefined on purpose and warn of it where they are inlined (GCC 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <Eigen/Core>

#include "bench/peers/products.hpp"

namespace {

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
struct EigenProduct {
    Work work;
    Eigen::Map<const RowMajor<T>> a, b;
    Eigen::Map<RowMajor<T>> c;
    EigenProduct(Work w, const T* left, const T* right, T* product)
        : work(w),
          a(left, w.transposed_a() ? w.k : w.m, w.columns_a()),
          b(right, w.transposed_b() ? w.n : w.k, w.columns_b()),
          c(product, w.m, w.n) {}
    void operator()() {
        if (work.transposed_a() && work.transposed_b()) {
            c.noalias() = a.transpose() * b.transpose();
        } else if (work.transposed_a()) {
            c.noalias() = a.transpose() * b;
        } else if (work.transposed_b()) {
            c.noalias() = a * b.transpose();
        } else {
            c.noalias() = a * b;
        }
    }
    static void set_threads(int count) { Eigen::setNbThreads(count); }
};

}  // namespace

int main(int argc, char** argv) {
    const std::string version = "Eigen " + std::to_string(EIGEN_WORLD_VERSION) + "." +
                                std::to_string(EIGEN_MAJOR_VERSION) + "." + std::to_string(EIGEN_MINOR_VERSION);
    return peer_products<EigenProduct>(argc, argv, version);
}
