// LAPACK at our spectra: what does it take, how far down are its eigenvalues right, what does it say of K~?
//
// Spectrum/<routine>/n: K(0) of Section 7.1 from its Jacobian (bench/poisson_jacobian.hpp), eigenvectors included.
// dsyev and dsyevd get K = J J^T, the product (dsyrk) in their time; dgesvj is LAPACK's one-sided Jacobi, on J^T. Ours
// are JacobiOfProduct and OneSidedJacobi of bench/jacobi.cpp. Counter `decades`: relative errors stay below 10 % down
// to 10^-decades of the largest eigenvalue, against our one-sided solver.
//
// Accuracy/<routine>: the same question where the eigenvalues are known, as in bench/spectra.cpp; counter `smallest`.
//
// Weighted/<routine>/lambda_b: K~ = K D of Section 7.2, D = diag(2 lambda_b / N_b, 2 / N_r). The paper fears it is
// indefinite with complex eigenvalues. It is similar to D^{1/2} K D^{1/2}: they are real and >= 0. Counters, over the
// largest |lambda|: what a general solver for matrices without symmetry (dgeev, in float sgeev) reports as `imaginary`
// (max |Im lambda|) and `negative` (-min Re lambda, 0 if there is none), and `complex`, how many are not real.
//
// One thread. OpenBLAS picks its kernel by the processor; see openblas.cpp for the variables that must not be set.

#include <benchmark/benchmark.h>
#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/spectrum_inputs.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

// LAPACK's Fortran interface: columns are contiguous, everything is passed by address.
extern "C" {
void dsyev_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w, double* work,
            const int* lwork, int* info);
void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w, double* work,
             const int* lwork, int* iwork, const int* liwork, int* info);
void dgesvj_(const char* joba, const char* jobu, const char* jobv, const int* m, const int* n, double* a,
             const int* lda, double* sva, const int* mv, double* v, const int* ldv, double* work, const int* lwork,
             int* info);
void dgeev_(const char* jobvl, const char* jobvr, const int* n, double* a, const int* lda, double* wr, double* wi,
            double* vl, const int* ldvl, double* vr, const int* ldvr, double* work, const int* lwork, int* info);
void sgeev_(const char* jobvl, const char* jobvr, const int* n, float* a, const int* lda, float* wr, float* wi,
            float* vl, const int* ldvl, float* vr, const int* ldvr, float* work, const int* lwork, int* info);
}

namespace {

using namespace pinn;

void check(int info, const char* routine) {
    if (info == 0) return;
    std::fprintf(stderr, "lapack: %s returned %d\n", routine, info);
    std::exit(1);
}

// ---- Spectrum: the eigenvalues of J J^T, descending ----

// The lower triangle of K in LAPACK's order of columns: the upper one of rows.
Matrix<double> product(const Matrix<double>& J) {
    Matrix<double> K(J.rows(), J.rows());
    const int n = int(J.rows()), P = int(J.cols());
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, P, 1, J.row(0).data(), P, 0, K.row(0).data(), n);
    return K;
}

std::vector<double> dsyev(const Matrix<double>& J) {
    Matrix<double> K = product(J);
    const int n = int(K.rows()), length = 66 * n;
    std::vector<double> values(K.rows()), work(66 * K.rows());
    int info = 0;
    dsyev_("V", "L", &n, K.row(0).data(), &n, values.data(), work.data(), &length, &info);
    check(info, "dsyev");
    return {values.rbegin(), values.rend()};
}

std::vector<double> dsyevd(const Matrix<double>& J) {
    Matrix<double> K = product(J);
    const int n = int(K.rows()), length = 1 + 6 * n + 2 * n * n, integers = 3 + 5 * n;
    std::vector<double> values(K.rows()), work(static_cast<std::size_t>(length));
    std::vector<int> iwork(static_cast<std::size_t>(integers));
    int info = 0;
    dsyevd_("V", "L", &n, K.row(0).data(), &n, values.data(), work.data(), &length, iwork.data(), &integers, &info);
    check(info, "dsyevd");
    return {values.rbegin(), values.rend()};
}

// J^T = U S V^T: rows of J are the columns that LAPACK wants, and V holds the eigenvectors of K.
std::vector<double> dgesvj(const Matrix<double>& J) {
    Matrix<double> a = J, v(J.rows(), J.rows());
    const int m = int(J.cols()), n = int(J.rows()), length = m + n, unused = 0;
    std::vector<double> values(J.rows()), work(J.rows() + J.cols());
    int info = 0;
    dgesvj_("G", "N", "V", &m, &n, a.row(0).data(), &m, values.data(), &unused, v.row(0).data(), &n, work.data(),
            &length, &info);
    check(info, "dgesvj");
    for (double& value : values) value = std::pow(value * work[0], 2);  // work[0]: their common scale
    return values;
}

// -log10 of the fraction of the largest eigenvalue down to which relative errors stay below 10 %.
double right_decades(const std::vector<double>& values, const std::vector<double>& reference) {
    std::size_t k = 0;
    while (k < values.size() && std::abs(values[k] - reference[k]) < 0.1 * reference[k]) ++k;
    return k == 0 ? 0 : std::log10(reference[0] / reference[k - 1]);
}

using Solver = std::vector<double> (*)(const Matrix<double>&);

void run_spectrum(benchmark::State& state, Solver solver) {
    const Matrix<double> J = poisson_jacobian(static_cast<std::size_t>(state.range(0)));
    std::vector<double> values;
    for (auto _ : state) {
        values = solver(J);
        benchmark::DoNotOptimize(values.data());
        benchmark::ClobberMemory();
    }
    static std::map<std::size_t, std::vector<double>> references;
    std::vector<double>& expected = references[J.rows()];
    if (expected.empty()) expected = kernel_spectrum(J, {.vectors = false}).values;
    state.counters["decades"] = right_decades(values, expected);
}

// ---- Weighted: the eigenvalues of K~ = K D ----

void geev(const int* n, double* a, double* re, double* im, double* work, const int* length, int* info) {
    const int one = 1;
    double unused = 0;
    dgeev_("N", "N", n, a, n, re, im, &unused, &one, &unused, &one, work, length, info);
}
void geev(const int* n, float* a, float* re, float* im, float* work, const int* length, int* info) {
    const int one = 1;
    float unused = 0;
    sgeev_("N", "N", n, a, n, re, im, &unused, &one, &unused, &one, work, length, info);
}

// K = J J^T, in full: dgeev wants both triangles.
void gemm_nt(const Matrix<double>& J, Matrix<double>& K) {
    const int n = int(J.rows()), P = int(J.cols());
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, P, 1, J.row(0).data(), P, J.row(0).data(), P, 0,
                K.row(0).data(), n);
}
void gemm_nt(const Matrix<float>& J, Matrix<float>& K) {
    const int n = int(J.rows()), P = int(J.cols());
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, P, 1, J.row(0).data(), P, J.row(0).data(), P, 0,
                K.row(0).data(), n);
}

template <class T>
std::vector<std::complex<double>> general(const WeightedKernel& problem) {
    const std::size_t rows = problem.d.size();
    Matrix<T> J(problem.J.shape());
    std::copy(problem.J.values().begin(), problem.J.values().end(), J.values().begin());
    Matrix<T> a(rows, rows);  // row j of a is column j of K D
    gemm_nt(J, a);
    for (std::size_t j = 0; j < rows; ++j) {
        for (T& value : a.row(j)) value *= T(problem.d[j]);
    }
    const int n = int(rows), length = 34 * n;
    std::vector<T> re(rows), im(rows), work(34 * rows);
    int info = 0;
    geev(&n, a.row(0).data(), re.data(), im.data(), work.data(), &length, &info);
    check(info, "geev");
    std::vector<std::complex<double>> values;
    for (std::size_t i = 0; i < rows; ++i) values.emplace_back(re[i], im[i]);
    return values;
}

void run_weighted(benchmark::State& state, std::vector<std::complex<double>> (*solver)(const WeightedKernel&)) {
    const WeightedKernel problem = weighted_kernel(static_cast<double>(state.range(0)));
    std::vector<std::complex<double>> values;
    for (auto _ : state) {
        values = solver(problem);
        benchmark::DoNotOptimize(values.data());
        benchmark::ClobberMemory();
    }
    double largest = 0, imaginary = 0, negative = 0, complex = 0;
    for (const std::complex<double>& value : values) {
        largest = std::max(largest, std::abs(value));
        imaginary = std::max(imaginary, std::abs(value.imag()));
        negative = std::max(negative, -value.real());
        complex += value.imag() != 0;
    }
    state.counters["imaginary"] = imaginary / largest;
    state.counters["negative"] = negative / largest;
    state.counters["complex"] = complex;
}

void add_spectrum(const char* name, Solver solver, const std::vector<std::int64_t>& sizes) {
    auto* const registered = benchmark::RegisterBenchmark((std::string("Spectrum/") + name).c_str(),
                                                          [=](benchmark::State& state) { run_spectrum(state, solver); })
                                 ->ArgName("n")
                                 ->Unit(benchmark::kMillisecond);
    for (const std::int64_t n : sizes) registered->Arg(n);
    benchmark::RegisterBenchmark((std::string("Accuracy/") + name).c_str(), [=](benchmark::State& state) {
        report_accuracy(state, solver);
    })->Unit(benchmark::kMillisecond);
}

void add_weighted(const char* name, std::vector<std::complex<double>> (*solver)(const WeightedKernel&)) {
    benchmark::RegisterBenchmark((std::string("Weighted/") + name).c_str(),
                                 [=](benchmark::State& state) { run_weighted(state, solver); })
        ->ArgName("lambda_b")
        ->Arg(1)
        ->Arg(100)
        ->Arg(500)
        ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
    openblas_set_num_threads(1);
    set_thread_count(1);
    const std::string config = openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACKE ..."
    benchmark::AddCustomContext("peer_version", "LAPACK of " +
                                                    config.substr(0, config.find(' ', config.find(' ') + 1)) +
                                                    ", kernel " + openblas_get_corename());
    add_spectrum("dsyev", dsyev, {200, 900});
    add_spectrum("dsyevd", dsyevd, {200, 900});
    add_spectrum("dgesvj", dgesvj, {200});  // 900: a quarter of a minute a call
    add_weighted("dgeev", general<double>);
    add_weighted("sgeev", general<float>);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
