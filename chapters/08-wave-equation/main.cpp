// Chapter 08: The wave equation
// Paper:  Section 7.3 (Eqs (7.5)-(7.15)), Figs 6, 7 and 8
// Run:    make run-chapter-08
// Writes: build/results/chapter-08.csv, build/figures/ch08-{fig6,fig7,fig8a,fig8b,training,weighted}.csv,
//         build/runs/chapter-08: checkpoints, from which a run that was stopped goes on
// Takes:  21 s; 52 minutes with PROFILE=paper (AVX-512; about 60 on another, 100 with AVX); make study-chapter-08 takes
//         3 to 6 hours
//
// A string is let go from rest. Three terms, three hidden layers of 500, Adam, 80,000 steps: does Algorithm 1 save half
// a million parameters? The problem is lib/pde/wave.hpp, and trainings are kept by run.hpp.

#include "chapters/08-wave-equation/claims.hpp"
#include "chapters/08-wave-equation/findings.hpp"
#include "chapters/08-wave-equation/kernels.hpp"
#include "chapters/08-wave-equation/study.hpp"

using namespace pinn;
using namespace pinn::wave;

namespace {

// L = lambda_u L_u + lambda_ut L_ut + lambda_r L_r, each L a mean of squares at points drawn anew in every step, L_u
// a sum of three, over t = 0, x = 0 and x = 1: so three times the mean over all points of u. The factors of the means
// (paper: Eq. (7.10), Eq. (7.11)).
std::vector<double> loss(const std::vector<double>& lambda) { return {3 * lambda[0], lambda[1], lambda[2]}; }

// Every so many steps of Adam: lambda_k = (Tr K_u + Tr K_ut + Tr K_r) / Tr K_k
// (paper: Algorithm 1, Eq. (7.13), Eq. (7.14), Eq. (7.15)).
std::vector<double> algorithm_1(const std::vector<double>& Tr_K) {
    const double sum = Tr_K[0] + Tr_K[1] + Tr_K[2];
    return {sum / Tr_K[0], sum / Tr_K[1], sum / Tr_K[2]};
}

// The eigenvalues of K_u, K_ut and K_r  (paper: Fig. 7).
Spectra spectra(const Mlp<double>& network, const std::vector<Condition<double>>& points) {
    Spectra all;
    for (const auto& condition : points) all.push_back(jacobi(kernel(network, condition, condition)).values);
    return all;
}

// The eigenvalues of K~ = K D, by which the errors move, d/dt e = -K~ e  (paper: Eq. (7.12), corrected by C11).
Rates rates(const std::string& name, const RunState& run, const std::vector<Condition<double>>& points,
            const std::vector<double>& lambda) {
    const Matrix<double> K = kernel(run.network, points);
    return {name, weighted_spectrum(K, points, {1, 1, 1}, loss), weighted_spectrum(K, points, lambda, loss)};
}

void chapter(const Setup& setup, Study& study) {
    // 1. Two trainings of one network at the same points: (a) with all lambda = 1, (b) with Algorithm 1.
    const auto [a, b] = train(setup, {.loss = loss, .lambda = algorithm_1});

    // 2. (a) stays wrong, (b) does not  (paper: Fig. 6). And (a) satisfies the equation: what it has learned is the
    //    slow wave, the solution of another problem.
    const Matrix<double> u_a = on_grid(a.end.network), u_b = on_grid(b.end.network);
    study.report("Fig. 6a", "relative L2 error", relative_error(u_a));
    study.report("Fig. 6b", "relative L2 error", relative_error(u_b));
    study.report("Fig. 6b", "error of (a) / error of (b)", relative_error(u_a) / relative_error(u_b));
    study.report("Fig. 6a", "L_r at the end / at the start", last_loss(a.end, 2) / first_loss(a.end, 2));
    study.report("Fig. 6a", "relative L2 error of the slow wave alone", relative_error(slow_wave_on_grid()));
    study.report("Fig. 6a", "amplitude of sin(4 pi x) at t = 0", fast_amplitude(u_a.row(0)));
    study.report("Fig. 6a", "amplitude of sin(4 pi x) at t = 1", fast_amplitude(u_a.row(grid_side - 1)));
    report_fig6(a.end, b.end, u_a, u_b, study);

    // 3. The kernels of (a) are not constant: they move outward early, then stay  (paper: Fig. 7). That of the values
    //    moves least, and has no claim.
    const std::vector<Condition<double>> points = kernel_points(setup.equal.kernel, setup.equal.seed);
    std::map<std::size_t, Spectra> along;
    for (const std::size_t step : setup.snapshots) along[step] = spectra(a.run.at(step).network, points);
    const auto [early, middle, end] = std::tuple(setup.early, setup.middle, setup.steps);
    for (std::size_t k = 0; k < 3; ++k) {
        const auto moved = [&](std::size_t from, std::size_t to) {
            study.report("Fig. 7", concat("Tr K_", terms[k], " at ", to, " steps / at ", from),
                         sum(along[to][k]) / sum(along[from][k]));
        };
        moved(0, early);
        if (early < middle) moved(early, middle);
        moved(middle, end);
        study.report("Fig. 7", concat("average rate of K_", terms[k], " at the end"),
                     sum(along[end][k]) / static_cast<double>(along[end][k].size()));
    }
    report_fig7(along, study);

    // 4. The weights of (b) climb to a plateau  (paper: Fig. 8a) ...
    for (std::size_t k = 0; k < 3; ++k) report_lambda(concat("lambda_", terms[k]), second_half(b.end, k), study);

    // 5. ... where they bring the three traces together, at other points than those of the update  (paper: Fig. 8b).
    const Spectra of_b = spectra(b.end.network, points);
    std::vector<double> traces, weighted;
    for (const std::vector<double>& eigenvalues : of_b) traces.push_back(sum(eigenvalues));
    for (std::size_t k = 0; k < 3; ++k) weighted.push_back(b.end.lambda[k] * traces[k]);
    study.report("Fig. 8b", "largest / smallest Tr K_k at the end", maximum(traces) / minimum(traces));
    study.report("Fig. 8b", "largest / smallest lambda_k Tr K_k at the end", maximum(weighted) / minimum(weighted));
    report_fig8(b.end, of_b, study);

    // 6. And the price on the network of (b): Tr K~ grows fivefold at most, and lambda_max, which limits the learning
    //    rate, with it. (a) has other traces, and no such bound.
    report_rates({rates("(b)", b.end, points, b.end.lambda), rates("(a)", a.end, points, b.end.lambda)}, study);

    // 7. Three things that are printed otherwise, each in a file of its own.
    printed_dynamics(loss(b.end.lambda), study);
    hidden_layers(study);
    mislabelled_spectra(setup, along, study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("08", "the wave equation");
    options.offer_study("seeds and variants of run (b), three to six hours, resumable");
    options.add_integer("steps", {.quick = 12'000, .paper = 80'000}, 1'000, 10'000'000, "steps of Adam");
    options.add_integer("width", {.quick = 100, .paper = 500}, 1, 10'000, "neurons of each of the three hidden layers");
    declare_trainings(options);
    return options.run(argc, argv, [](const Options& o) {
        if (o.study()) return wave::study(o, {.loss = loss, .lambda = algorithm_1});
        const Setup trainings = setup(o);
        Study study(o, claims);
        chapter(trainings, study);
        return study.write();
    });
}
