// ADOL-C at a gradient-descent step of Problem 7.2: what does a tape of scalars take?
//
//   PoissonStep/closed/double  u_xx by its closed formula in active scalars; the tape of the whole loss is recorded
//   once
//                              and replayed by gradient(): zero-order forward, first-order reverse
//   PoissonStep/taylor/double  u_xx by the tool: the tape of u at all points is run forward with Taylor polynomials of
//                              degree 2 in x, and hos_reverse() takes the gradient of their coefficients
//
// Both are checked against our gradient to 1e-10 before they are timed. The buffers are large enough for the tapes to
// stay in memory (by default ADOL-C writes long ones to files). One thread.

#include <adolc/adolc.h>
#include <benchmark/benchmark.h>

#include "bench/peers/poisson_problem.hpp"

namespace {

constexpr std::size_t buffer = std::size_t(1) << 24;  // entries, of each kind
constexpr int n = int(PoissonProblem::parameters);

void record(short tag, const auto& body) {
    trace_on(tag, 0, buffer, buffer, buffer, buffer);
    body();
    trace_off();
    std::size_t counts[STAT_SIZE];
    tapestats(tag, counts);
    if (counts[OP_FILE_ACCESS] != 0 || counts[LOC_FILE_ACCESS] != 0 || counts[VAL_FILE_ACCESS] != 0) {
        std::fprintf(stderr, "adolc: the tape does not fit into its buffers\n");
        std::exit(1);
    }
}

std::vector<adouble> independents(const std::vector<double>& values) {
    std::vector<adouble> active(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) active[k] <<= values[k];
    return active;
}

void closed(benchmark::State& state) {
    const PoissonProblem problem;
    constexpr short tag = 1;
    record(tag, [&] {
        const std::vector<adouble> theta = independents(problem.theta);
        adouble loss = closed_loss(theta, problem);
        double value;
        loss >>= value;
    });
    std::vector<double> theta = problem.theta, g(theta.size());
    gradient(tag, n, theta.data(), g.data());
    problem.check(g, "adolc, closed");
    for (auto _ : state) {
        gradient(tag, n, theta.data(), g.data());
        PoissonProblem::descend(theta, g);
    }
    state.counters["points/s"] = benchmark::Counter(200, benchmark::Counter::kIsIterationInvariantRate);
}

// A matrix whose rows ADOL-C takes as double**.
struct Rows {
    std::vector<double> values;
    std::vector<double*> rows;
    Rows(std::size_t count, std::size_t length) : values(count * length), rows(count) {
        for (std::size_t i = 0; i < count; ++i) rows[i] = values.data() + i * length;
    }
};

void taylor(benchmark::State& state) {
    const PoissonProblem problem;
    const std::size_t points = problem.z_r.size();
    constexpr short boundary = 2, interior = 3;
    record(boundary, [&] {
        const std::vector<adouble> theta = independents(problem.theta);
        adouble loss = boundary_loss(theta, problem);
        double value;
        loss >>= value;
    });
    record(interior, [&] {  // theta and all z are independent, u at every z depends on them
        const std::vector<adouble> theta = independents(problem.theta), z = independents(problem.z_r);
        for (std::size_t i = 0; i < points; ++i) {
            double value;
            network_output(theta, z[i]) >>= value;
        }
    });
    const std::size_t inputs = problem.theta.size() + points;
    std::vector<double> theta = problem.theta, g(theta.size()), at(inputs), u(points), weights(points);
    // z_i + t/s, so that x_i + t: the coefficient of t^2 is u_xx/2.
    Rows direction(inputs, 2), coefficients(points, 2), adjoints(inputs, 3);
    for (std::size_t i = 0; i < points; ++i) {
        at[problem.theta.size() + i] = problem.z_r[i];
        direction.rows[problem.theta.size() + i][0] = 1 / problem.s;
    }
    const auto whole_gradient = [&] {
        gradient(boundary, n, theta.data(), g.data());
        std::copy(theta.begin(), theta.end(), at.begin());
        hos_forward(interior, int(points), int(inputs), 2, 3, at.data(), direction.rows.data(), u.data(),
                    coefficients.rows.data());
        for (std::size_t i = 0; i < points; ++i) {
            weights[i] = 2 / double(points) * (2 * coefficients.rows[i][1] - problem.f[i]) * 2;
        }
        hos_reverse(interior, int(points), int(inputs), 2, weights.data(), adjoints.rows.data());
        for (std::size_t k = 0; k < g.size(); ++k) g[k] += adjoints.rows[k][2];
    };
    whole_gradient();
    problem.check(g, "adolc, taylor");
    for (auto _ : state) {
        whole_gradient();
        PoissonProblem::descend(theta, g);
    }
    state.counters["points/s"] = benchmark::Counter(200, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(closed)->Name("PoissonStep/closed/double")->Unit(benchmark::kMicrosecond);
BENCHMARK(taylor)->Name("PoissonStep/taylor/double")->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int argc, char** argv) {
    benchmark::AddCustomContext("peer_version", "ADOL-C");  // its headers tell no version
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
