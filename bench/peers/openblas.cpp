// OpenBLAS at the products of bench/gemm.cpp: what does a tuned BLAS reach here?
//
// The fair setting. OpenBLAS picks its kernel by the processor it finds; OPENBLAS_CORETYPE overrides the choice, and a
// value set for portability (Haswell, Zen) halves its speed on a machine with AVX-512. So neither that nor
// OPENBLAS_L2_SIZE may be set by others; compare.cpp takes both out of the environment, and sets the first itself where
// the processor is newer than OpenBLAS and would get a kernel for SSE. On AMD Zen 5, release 0.3.21 runs its Cooperlake
// kernel: right, as fast as SkylakeX, and twice as fast as Haswell or Zen. On Intel's Emerald Rapids it would run
// Prescott's; SkylakeX is four times as fast. The version in the table ends with the kernel that ran.
#include <cblas.h>

#include "bench/peers/products.hpp"

namespace {

void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, Work w, const double* a, const double* b, double* c) {
    cblas_dgemm(CblasRowMajor, ta, tb, w.m, w.n, w.k, 1, a, w.columns_a(), b, w.columns_b(), 0, c, w.n);
}
void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, Work w, const float* a, const float* b, float* c) {
    cblas_sgemm(CblasRowMajor, ta, tb, w.m, w.n, w.k, 1, a, w.columns_a(), b, w.columns_b(), 0, c, w.n);
}

template <class T>
struct OpenBlas {
    Work work;
    const T *a, *b;
    T* c;
    OpenBlas(Work w, const T* left, const T* right, T* product) : work(w), a(left), b(right), c(product) {}
    void operator()() {
        gemm(work.transposed_a() ? CblasTrans : CblasNoTrans, work.transposed_b() ? CblasTrans : CblasNoTrans, work, a,
             b, c);
    }
    static void set_threads(int count) { openblas_set_num_threads(count); }
};

// "OpenBLAS 0.3.21, kernel Zen": the configuration reads "OpenBLAS 0.3.21 NO_LAPACKE ...".
std::string version() {
    const std::string config = openblas_get_config();
    return config.substr(0, config.find(' ', config.find(' ') + 1)) + ", kernel " + openblas_get_corename();
}

}  // namespace

int main(int argc, char** argv) { return peer_products<OpenBlas>(argc, argv, version()); }
