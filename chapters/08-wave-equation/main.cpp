// Chapter 08: The wave equation
// Paper:  Section 7.3 (Eqs (7.5)-(7.15)), Figs 6, 7 and 8
// Run:    make run-chapter-08
// Writes: build/results/chapter-08.csv, build/figures/ch08-{fig6,fig7,fig8a,fig8b,training,ends,weighted}.csv,
//         build/runs/chapter-08: checkpoints, from which a run that was stopped goes on
// Takes:  21 s; 52 minutes with PROFILE=paper (AVX-512; about 60 on another, 100 with AVX)
//         make study-chapter-08 takes 3 to 6 hours
//
// A string is let go from rest. Three terms, three hidden layers of 500, Adam, 80,000 steps: does Algorithm 1 rescue
// the training of half a million parameters? The problem is lib/pde/wave.hpp, and trainings are kept by run.hpp.

#include "chapters/08-wave-equation/claims.hpp"
#include "chapters/08-wave-equation/findings.hpp"
#include "chapters/08-wave-equation/kernels.hpp"
#include "chapters/08-wave-equation/study.hpp"

using namespace pinn;
using namespace pinn::wave;

namespace {

// L = lambda_u L_u + lambda_ut L_ut + lambda_r L_r. L_ut and L_r are means of squares at points drawn anew in every
// step; L_u is the sum of three, over t = 0, x = 0 and x = 1, which is three times the mean over all points of u.
// Returned are the factors of the three means  (paper: Eq. (7.10), Eq. (7.11)).
std::vector<double> loss_factors(const std::vector<double>& lambda) { return {3 * lambda[0], lambda[1], lambda[2]}; }

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

const Method method{.loss = loss_factors, .lambda = algorithm_1};

void chapter(const Options& options, Study& study) {
    // 1. Two trainings of one network at the same points: (a) with all lambda = 1, (b) with Algorithm 1. A step draws
    //    points and calls the two functions above (Training::step in run.cpp).
    const Setup setup = wave::setup(options);
    const Run run_a(setup.equal, setup.folder, method), run_b(setup.weighted, setup.folder, method);
    train_all({run_a, run_b}, setup.steps, setup.kept, options);
    const RunState a = run_a.at(setup.steps), b = run_b.at(setup.steps);

    // 2. (a) stays wrong, (b) does not  (paper: Fig. 6). Yet (a) satisfies the equation: its fast wave
    //    leaves through the ends, which are not held (fig6-open-ends.cpp).
    const Matrix<double> u_a = on_grid(a.network), u_b = on_grid(b.network);
    study.report("Fig. 6a", "relative L2 error", relative_error(u_a));
    study.report("Fig. 6b", "relative L2 error", relative_error(u_b));
    study.report("Fig. 6b", "error of (a) / error of (b)", relative_error(u_a) / relative_error(u_b));
    study.report("Fig. 6a", "L_r at the end / at the start", last_loss(a, r) / a.looks.front().loss[r]);
    study.report("Fig. 6a", "relative L2 error of the slow wave alone", relative_error(on_grid(&slow_wave)));
    open_ends(a.network, study);
    report_fig6(a, b, u_a, u_b, study);

    // 3. The kernels of (a) are not constant: they move outward early, then stay  (paper: Fig. 7). K_u moves least.
    const std::vector<Condition<double>> points = kernel_points(setup.equal.kernel, setup.equal.seed);
    std::map<std::size_t, Spectra> along;
    for (const std::size_t step : setup.kept) along[step] = spectra(run_a.at(step).network, points);
    report_fig7(setup.shown, along, study);

    // 4. The weights of (b) climb to a plateau  (paper: Fig. 8a) ...
    for (std::size_t k = 0; k < 3; ++k) report_lambda(b, k, study);

    // 5. ... where they bring the three traces together, at other points than those of the update  (paper: Fig. 8b).
    const Spectra of_b = spectra(b.network, points);
    std::vector<double> traces, weighted;
    for (std::size_t k = 0; k < 3; ++k) {
        traces.push_back(sum(of_b[k]));
        weighted.push_back(b.lambda[k] * traces[k]);
    }
    study.report("Fig. 8b", "largest / smallest Tr K_k at the end", maximum(traces) / minimum(traces));
    study.report("Fig. 8b", "largest / smallest lambda_k Tr K_k at the end", maximum(weighted) / minimum(weighted));
    report_fig8(b, of_b, study);

    // 6. The price. With N points of each term and lambda_k Tr K_k = Tr K for every k, Tr K~ = (2/N)(3 + 1 + 1) Tr K;
    //    with equal weights it is at least (2/N) Tr K  (paper: Eq. (7.12), corrected by C11). So the trace grows
    //    fivefold at most. How far lambda_max grows, which limits the learning rate, is measured; for (a) with weights
    //    of (b).
    FigureData& figure = study.figure("ch08-weighted", {"run", "weights", "index", "eigenvalue"});
    for (const auto& [run, network] : {std::pair{"(b)", b.network}, {"(a)", a.network}}) {
        const Matrix<double> K = kernel(network, points);
        report_rates(run, weighted_spectrum(K, points, {1, 1, 1}, loss_factors),
                     weighted_spectrum(K, points, b.lambda, loss_factors), figure, study);
    }

    // 7. Three things differ from what is printed: the motion of the errors, the layers, and spectra. The authors'
    //    notebook logs kernels every 100 steps, and shows entries 1 and 4 as steps 10,000 and 40,000  (paper: C15).
    printed_dynamics(loss_factors(b.lambda), study);
    hidden_layers(study);
    for (const auto& [logged, called] : {std::pair{100, setup.shown[1]}, {400, setup.shown[2]}}) {
        study.report("C15", concat("lambda_max of K_r at ", called, " steps / at ", logged),
                     along[called][r][0] / along[logged][r][0]);
    }
}

}  // namespace

int main(int argc, char** argv) {
    Options options("08", "the wave equation");
    options.offer_study("seeds and variants of run (b), three to six hours, resumable");
    declare_trainings(options);
    return options.run(argc, argv, [](const Options& o) {
        if (o.study()) return wave::study(o, method);
        return study_of(claims, chapter)(o);
    });
}
