// Chapter 02: The kernel of a PINN
// Paper:  Section 3, Lemma 3.1, Remarks 3.2-3.4, Appendix A
// Run:    make run-chapter-02
// Writes: build/results/chapter-02.csv, build/figures/ch02-onestep.csv, ch02-alongflow.csv, ch02-rounding.csv
// Takes:  7 s; 40 s with PROFILE=paper
//
// One kernel K says how a gradient step moves boundary values and residuals at once. Lemma 3.1 is tested as it stands:
// over one step, along the whole flow, for nonlinear operators and deep networks; then K is asked whether it is
// positive semi-definite, in exact arithmetic and in the arithmetic we have.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "chapters/02-pinn-kernel/flow.hpp"
#include "chapters/02-pinn-kernel/lemma.hpp"
#include "chapters/02-pinn-kernel/semidefinite.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "lib/report/options.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

// What the quick profile shrinks; the number of seeds besides.
struct Sizes {
    std::size_t flow_seeds;
    std::size_t random_networks;
};
constexpr Sizes quick{.flow_seeds = 1, .random_networks = 20};
constexpr Sizes paper{.flow_seeds = 3, .random_networks = 100};

// ---- One step -------------------------------------------------------------------------------------------------------

// || [u; N[u]] after one step - before + eta K e || / ||e||: what the kernel does not predict of one step.
// Neither side knows the other: the step is that of the trainer, with the gradient of the loss and no kernel; the
// outputs are evaluated afresh; K comes from adjoints of layers and knows no loss.
double mismatch_of_step(const Start& start, double eta) {
    Trainer<double> trainer(start.network, start.conditions, LossConvention::half_sums, {1, 1}, GradientDescent{eta});
    trainer.step();
    Vector predicted(start.y.size());
    predicted_velocity(start.K, start.output.data(), start.y, predicted.data());
    for (std::size_t i = 0; i < predicted.size(); ++i) predicted[i] = start.output[i] + eta * predicted[i];
    return distance(outputs(trainer.network(), start.conditions), predicted) / start.error;
}

// The rates: eta lambda_max(K(0)) from 1e-2 down to 1e-9, four to a decade.
const std::vector<double> step_sizes = [] {
    std::vector<double> sizes;
    for (int k = 0; k <= 28; ++k) sizes.push_back(std::pow(10.0, -2 - 0.25 * k));
    return sizes;
}();

// The exponent p of mismatch ~ eta^p, from eta lambda_max = 1e-2 to 1e-6, above rounding only: a difference of outputs
// cannot be known better than a few eps ||output||, and 1000 of them leave the fit undisturbed.
double slope(const Start& start, const Vector& mismatches) {
    // A fixed factor, so that no point is left out because of where it lies.
    const double rounding = std::numeric_limits<double>::epsilon() * norm(start.output);
    Vector x, y;
    for (std::size_t k = 0; k < mismatches.size(); ++k) {
        if (step_sizes[k] < 0.99e-6 || mismatches[k] * start.error < 1000 * rounding) break;
        x.push_back(step_sizes[k]);
        y.push_back(mismatches[k]);
    }
    return log_log_slope(x, y);
}

// ---- What the kernel costs ------------------------------------------------------------------------------------------

// The fastest of five: what else runs on the machine only ever adds.
double milliseconds(const std::function<double()>& work) {
    double fastest = std::numeric_limits<double>::infinity();
    for (int repetition = 0; repetition < 5; ++repetition) {
        const auto start = std::chrono::steady_clock::now();
        [[maybe_unused]] volatile double used = work();
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
        fastest = std::min(fastest, taken.count());
    }
    return fastest;
}

// The three ways to the kernel of the wave residual, smaller than in bench/kernel.cpp. Times are the
// machine's: they go to build/timings and into no result.
void time_three_ways(Results& results, std::uint64_t seed) {
    Random random(seed);
    const Mlp<double> network({{2, 200, 200, 200, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
    Matrix<double> points(100, 2);
    random.fill_uniform(points.values(), 0, 1);
    const Condition<double> r = Wave::residual<double>(points);
    // (a) the definition, (b) Gram by Gram, (c) the diagonal only.
    const double by_jacobian = milliseconds([&] {
        const Matrix<double> J = jacobian(network, r);
        return multiply_nt(J, J)(0, 0);
    });
    const double by_gram = milliseconds([&] { return kernel(network, r, r)(0, 0); });
    const double by_traces = milliseconds([&] { return kernel_trace(network, r); });
    results.timing("wave kernel, 3 x 200, 100 points: Jacobian", by_jacobian, "ms");
    results.timing("wave kernel, 3 x 200, 100 points: Gram by Gram", by_gram, "ms");
    results.timing("wave kernel, 3 x 200, 100 points: traces", by_traces, "ms");
    std::cout << "K_rr of a wave residual: Jacobian " << to_text(by_jacobian, 3) << " ms, Gram by Gram "
              << to_text(by_gram, 3) << " ms, traces " << to_text(by_traces, 3) << " ms\n";
}

// ---- Figures --------------------------------------------------------------------------------------------------------

struct Case {
    std::string item;
    Equation equation;
    std::size_t hidden_layers;

    std::string name() const {
        return formulas[static_cast<std::size_t>(equation)] + ", " + std::to_string(hidden_layers) + " hidden";
    }
};
// The lemma for the model problem of Section 4; then the operators and depths that Remark 3.4 speaks of.
const std::vector<Case> cases{{"Lemma 3.1", Equation::poisson, 1},    {"Remark 3.4", Equation::poisson, 3},
                              {"Remark 3.4", Equation::cubic, 1},     {"Remark 3.4", Equation::cubic, 3},
                              {"Remark 3.4", Equation::advection, 1}, {"Remark 3.4", Equation::advection, 3}};

// One column for each case, after the abscissa.
std::vector<std::string> case_columns(const std::string& abscissa, const std::vector<std::string>& kinds) {
    std::vector<std::string> columns{abscissa};
    for (std::size_t c = 0; c < cases.size(); ++c) {
        for (const std::string& kind : kinds) columns.push_back(kind + std::to_string(c + 1));
    }
    return columns;
}
void name_cases(FigureData& figure) {
    for (std::size_t c = 0; c < cases.size(); ++c)
        figure.comment("case " + std::to_string(c + 1) + ": " + cases[c].name());
}

void write_onestep(Results& results, const std::vector<Vector>& mismatches, std::size_t seeds) {
    FigureData& figure = results.figure("ch02-onestep", case_columns("step", {"case"}));
    figure.comment("step: eta lambda_max(K(0)); caseN: |outputs after - before + eta K e| / |e|; first seed");
    name_cases(figure);
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        Vector row{step_sizes[k]};
        for (std::size_t c = 0; c < cases.size(); ++c) row.push_back(mismatches[c * seeds][k]);
        figure.row(row);
    }
}

void write_alongflow(Results& results, const std::vector<std::vector<Moment>>& flows, std::size_t seeds) {
    FigureData& figure = results.figure("ch02-alongflow", case_columns("time", {"error", "refreshed", "kept"}));
    figure.comment("time: t lambda_max(K(0)) of each case; error: |e(t)| / |e(0)|; refreshed, kept: distance of the");
    figure.comment("outputs by (3.8) with K(t), with K(0), from those of theta(t), over |e(0)|; first seed");
    name_cases(figure);
    for (std::size_t k = 0; k < flows.front().size(); ++k) {
        Vector row{flows.front()[k].time};
        for (std::size_t c = 0; c < cases.size(); ++c) {
            const Moment& moment = flows[c * seeds][k];
            row.insert(row.end(), {moment.error, moment.refreshed, moment.kept});
        }
        figure.row(row);
    }
}

// The spectrum of K of one network (Poisson, one hidden layer) in both precisions, over the largest eigenvalue.
void write_rounding(Results& results, std::size_t width, std::uint64_t seed) {
    const Mlp<double> network = network_of(1, width, seed);
    Random random(seed);
    const Mlp<float> rounded(network.settings(), random);
    const auto in_double =
        spectra(network, problem<double>(Equation::poisson, official_boundary, official_interior)).back();
    const auto in_float =
        spectra(rounded, problem<float>(Equation::poisson, official_boundary, official_interior)).back();
    FigureData& figure = results.figure("ch02-rounding", {"index", "double", "float"});
    figure.comment("eigenvalues of K over the largest; u_xx, NTK, raw inputs, 50 copies of each end, 100 inside");
    figure.comment("width: " + std::to_string(width));
    for (std::size_t i = 0; i < in_double.size(); ++i) {
        const double largest = in_float.front();
        figure.row(i + 1, in_double[i] / in_double.front(), in_float[i] / largest);
    }
}

// ---- Claims ---------------------------------------------------------------------------------------------------------

// The largest distance that follow_flow() saw, over all moments and seeds of a case.
double farthest(std::span<const std::vector<Moment>> flows, double Moment::*distance) {
    double largest = 0;
    for (const std::vector<Moment>& moments : flows) {
        for (const Moment& moment : moments) largest = std::max(largest, moment.*distance);
    }
    return largest;
}

// Rounding moves no eigenvalue by more than a few n eps lambda_max: the solver stops there, and forming K costs less.
// An eigenvalue that is truly negative would not know the precision; these must be the same in units of eps.
void claim_semidefinite(Results& results, const std::vector<Examined>& examined) {
    const auto over = [&](auto value) {
        Vector values;
        for (const Examined& one : examined) values.push_back(value(one));
        return values;
    };
    // Both are the same sum of products in another order: a thousand eps is room enough for tens of thousands of terms.
    results.claim("Remark 3.3", "K_rr without a Jacobian against J_r J_r^T",
                  maximum(over([](const Examined& one) { return one.gram_error; })), {.high = 1e-12});
    for (std::size_t k = 0; k < blocks; ++k) {
        for (const bool in_float : {false, true}) {
            const auto of = [&](double NearZero::*value) {
                return over([&](const Examined& one) { return (in_float ? one.in_float : one.in_double)[k].*value; });
            };
            const std::string what = block_names[k] + (in_float ? ", float" : ", double");
            results.claim("Remark 3.3", "lambda_min / (n eps lambda_max), " + what, minimum(of(&NearZero::smallest)),
                          {.low = -4});
            results.measure("Remark 3.3", "share of negative eigenvalues, " + what,
                            mean(of(&NearZero::negative_share)));
        }
    }
    // A factor of ten either way: the smallest of 200 rounding errors is itself random.
    const Vector ratio =
        over([](const Examined& one) { return one.in_float.back().smallest / one.in_double.back().smallest; });
    results.claim("Remark 3.3", "lambda_min / (eps lambda_max) of K, float over double", spread(ratio),
                  {.low = 0.1, .high = 10});
}

int chapter(const Options& options) {
    Results results("02", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const std::vector<std::uint64_t> seeds = options.seeds();
    const auto width = static_cast<std::size_t>(options.integer("width"));
    const Matrix<double> ends = repeated_ends(1, 0, 1);
    const Matrix<double> inside = equispaced(static_cast<std::size_t>(options.integer("points")), 0, 1);
    const auto start = [&](const Case& one, std::uint64_t seed) {
        return Start{network_of(one.hidden_layers, width, seed), problem<double>(one.equation, ends, inside)};
    };

    // 1. One step: the outputs move by -eta K e up to O(eta^2), for every operator and depth. A slope of 1 would mean
    //    that K is not the derivative.
    std::vector<Vector> mismatches(cases.size() * seeds.size());
    Vector slopes(mismatches.size());
    parallel_for(mismatches.size(), [&](std::size_t run) {
        const Start from = start(cases[run / seeds.size()], seeds[run % seeds.size()]);
        for (const double step : step_sizes) mismatches[run].push_back(mismatch_of_step(from, step / from.lambda_max));
        slopes[run] = slope(from, mismatches[run]);
    });
    for (std::size_t c = 0; c < cases.size(); ++c) {
        const std::span<const double> of_case(&slopes[c * seeds.size()], seeds.size());
        // At eta = 1e-2 / lambda_max the third-order term is still a percent or two of the second.
        results.claim(cases[c].item, "slope of the mismatch, " + cases[c].name(), spread(of_case),
                      {.low = 1.95, .high = 2.05, .paper = 2});
    }
    write_onestep(results, mismatches, seeds.size());

    // 2. Along the flow: (3.8) with K(t), integrated beside (3.7), stays on the outputs of theta(t). The band is a
    //    thousand local errors. The distance with K(0) in place of K(t) shows what a failure would look like.
    const std::size_t flow_seeds = std::min(seeds.size(), sizes.flow_seeds);
    std::vector<std::vector<Moment>> flows(cases.size() * flow_seeds);
    {
        Progress progress("flows", flows.size(), "flows", options.progress());
        parallel_for(flows.size(), [&](std::size_t run) {
            flows[run] = follow_flow(start(cases[run / flow_seeds], seeds[run % flow_seeds]));
            progress.advance();
        });
    }
    for (std::size_t c = 0; c < cases.size(); ++c) {
        const std::span<const std::vector<Moment>> of_case(&flows[c * flow_seeds], flow_seeds);
        results.claim(cases[c].item, "flow, K(t): " + cases[c].name(), farthest(of_case, &Moment::refreshed),
                      {.high = 1e-7});
        results.measure(cases[c].item, "flow, K(0): " + cases[c].name(), farthest(of_case, &Moment::kept));
    }
    write_alongflow(results, flows, flow_seeds);

    // 3. K = J J^T is positive semi-definite, for every network; in floating point, up to rounding.
    std::vector<Examined> examined(sizes.random_networks);
    parallel_for(examined.size(), [&](std::size_t i) { examined[i] = examine(seeds.front() + i); });
    claim_semidefinite(results, examined);
    write_rounding(results, width, seeds.front());

    // 4. What K costs, three ways.
    time_three_ways(results, seeds.front());
    return results.write();
}

}  // namespace

int main(int argc, char** argv) {
    Options options("02", "the kernel of a PINN");
    options.default_seeds({.quick = 5, .paper = 20});
    options.add_integer("width", {.quick = 50, .paper = 100}, 1, 10'000, "neurons of every hidden layer");
    options.add_integer("points", {.quick = 30, .paper = 40}, 1, 1000, "interior points");
    return options.run(argc, argv, chapter);
}
