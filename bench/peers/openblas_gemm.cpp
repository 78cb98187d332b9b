// OpenBLAS at the shapes of bench/gemm.cpp: what does a tuned BLAS reach here?
//
// Prints "work,gflops,version,core", one line per product, on stdout: the median of the repetitions, one thread. It is
// a program of its own because two thread pools in one process spoil each other's timings. Each product is compared
// with three plain loops first; a wrong kernel ends the program with exit code 1.
//
// The fair setting. OpenBLAS picks its kernel by the processor it finds; OPENBLAS_CORETYPE overrides the choice, and a
// value set for portability (Haswell, Zen) halves its speed on a machine with AVX-512. So neither that nor
// OPENBLAS_L2_SIZE may be set:
//     env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE build/peer-openblas_gemm
// On AMD Zen 5, release 0.3.21 then runs its Cooperlake kernel: right, as fast as SkylakeX, and twice as fast as
// Haswell or Zen. The last column names the kernel that ran; on AVX-512 it should be one of the first two.
#include <cblas.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace {

struct Work {
    const char* form;  // nn, tn, nt, tt
    int m, n, k;
};

constexpr Work works[] = {
    {"nn", 64, 64, 64},       {"nn", 100, 100, 100},    {"nn", 128, 128, 128},    {"nn", 256, 256, 256},
    {"nn", 300, 300, 300},    {"nn", 500, 500, 500},    {"nn", 512, 512, 512},    {"nn", 700, 700, 700},
    {"nn", 1000, 1000, 1000}, {"nn", 1024, 1024, 1024}, {"nn", 1500, 1500, 1500}, {"nn", 2048, 2048, 2048},
    {"nn", 1500, 500, 500},   {"tn", 500, 500, 1500},   {"nt", 1500, 500, 500},   {"tt", 1500, 500, 500},
    {"nn", 100, 100, 1},      {"nt", 100, 100, 1},      {"nn", 200, 100, 1},      {"nn", 102, 100, 1},
    {"nn", 100, 1, 100},      {"tn", 100, 1, 100},      {"nn", 1, 100, 100},      {"nt", 1, 100, 100},
};

void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, Work w, const double* a, int lda, const double* b, int ldb,
          double* c) {
    cblas_dgemm(CblasRowMajor, ta, tb, w.m, w.n, w.k, 1, a, lda, b, ldb, 0, c, w.n);
}
void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, Work w, const float* a, int lda, const float* b, int ldb, float* c) {
    cblas_sgemm(CblasRowMajor, ta, tb, w.m, w.n, w.k, 1, a, lda, b, ldb, 0, c, w.n);
}

// Seconds of one call: the median of 15 batches, each long enough for the clock.
template <class Call>
double seconds_per_call(double flops, const Call& call) {
    const int calls = std::max(1, static_cast<int>(4e8 / flops));
    std::vector<double> seconds(15);
    for (double& s : seconds) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i) call();
        s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / calls;
    }
    std::nth_element(seconds.begin(), seconds.begin() + 7, seconds.end());
    return seconds[7];
}

// Measures one product and prints its line; false if the kernel computes something else than three plain loops.
template <class T>
bool measure(const char* type, Work w, const std::string& version) {
    const bool ta = w.form[0] == 't', tb = w.form[1] == 't';
    const int lda = ta ? w.m : w.k, ldb = tb ? w.k : w.n;
    std::mt19937 engine(1);
    std::vector<T> a(std::size_t(w.m) * w.k), b(std::size_t(w.k) * w.n), c(std::size_t(w.m) * w.n);
    for (T& x : a) x = T(engine()) / T(4294967296.0) - T(0.5);
    for (T& x : b) x = T(engine()) / T(4294967296.0) - T(0.5);
    const auto call = [&] {
        gemm(ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, w, a.data(), lda, b.data(), ldb, c.data());
    };
    call();
    // Every 37th entry: enough to meet each tile of a kernel, and quick at 2048.
    for (std::size_t entry = 0; entry < c.size(); entry += 37) {
        const int i = int(entry / w.n), j = int(entry % w.n);
        double sum = 0, size = 0;
        for (int p = 0; p < w.k; ++p) {
            const double term = double(ta ? a[std::size_t(p) * lda + i] : a[std::size_t(i) * lda + p]) *
                                double(tb ? b[std::size_t(j) * ldb + p] : b[std::size_t(p) * ldb + j]);
            sum += term;
            size += std::abs(term);
        }
        if (!(std::abs(sum - double(c[entry])) <= 2 * w.k * std::pow(2.0, sizeof(T) == 8 ? -53 : -24) * size)) {
            std::fprintf(stderr, "openblas_gemm: wrong entry %d,%d of %dx%dx%d\n", i, j, w.m, w.n, w.k);
            return false;
        }
    }
    const double flops = 2.0 * w.m * w.n * w.k;
    std::printf("Product/%s/%s/m:%d/n:%d/k:%d,%.2f,%s,%s\n", type, w.form, w.m, w.n, w.k,
                flops / seconds_per_call(flops, call) / 1e9, version.c_str(), openblas_get_corename());
    std::fflush(stdout);
    return true;
}

}  // namespace

int main() {
    openblas_set_num_threads(1);
    const std::string config = openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACKE ..."
    const std::string version = config.substr(9, config.find(' ', 9) - 9);
    std::fprintf(stderr, "%s, kernel %s\n", config.c_str(), openblas_get_corename());
    std::printf("work,gflops,version,core\n");
    bool right = true;
    for (const Work& w : works) {
        right = measure<double>("double", w, version) && measure<float>("float", w, version) && right;
    }
    return right ? 0 : 1;
}
