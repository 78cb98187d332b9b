// Adam trains with another kernel than the one whose traces Algorithm 1 balances: seen along run (b) of chapter 08.

#include "chapters/09-beyond-the-paper/adam.hpp"

#include <filesystem>

#include "chapters/08-wave-equation/kernels.hpp"
#include "chapters/09-beyond-the-paper/findings.hpp"
#include "lib/training/checkpoint.hpp"

namespace pinn::beyond {
namespace {

// The loss and Algorithm 1 as chapter 08 has them: its checkpoints are those of no other training.
std::vector<double> loss(const std::vector<double>& lambda) { return {3 * lambda[0], lambda[1], lambda[2]}; }
std::vector<double> lambda_of(const std::vector<double>& Tr_K) {
    const double sum = Tr_K[0] + Tr_K[1] + Tr_K[2];
    return {sum / Tr_K[0], sum / Tr_K[1], sum / Tr_K[2]};
}

// A kernel with the weights of the loss in it: the largest of the three lambda_k Tr K_kk over the smallest, where 1 is
// what Algorithm 1 wants; and the eigenvalues of K D over the largest, descending.
using Seen = std::pair<double, std::vector<double>>;
Seen seen(const Matrix<double>& K, const std::vector<Condition<double>>& points, const std::vector<double>& lambda) {
    std::vector<double> spectrum = wave::weighted_spectrum(K, points, lambda, loss), pull;
    std::size_t row = 0;
    for (std::size_t k = 0; k < points.size(); ++k) {
        double trace = 0;
        for (std::size_t i = 0; i < points[k].points.rows(); ++i, ++row) trace += K(row, row);
        pull.push_back(lambda[k] * trace);
    }
    const double largest = spectrum[0];
    for (double& eigenvalue : spectrum) eigenvalue /= largest;
    return {maximum(pull) / minimum(pull), spectrum};
}

}  // namespace

// In the paper profile the run is that of chapter 08, if it is there; else its first steps. So its sizes are no
// options.
void adam_sees_another_kernel(const Options& o, Study& study) {
    wave::RunSettings settings{.name = concat("b-seed", o.first_seed()),
                               .interval = o.paper_profile() ? 1'000u : 100u,
                               .seed = o.first_seed()};
    if (!o.paper_profile()) {
        settings.widths = {2, 50, 50, 50, 1};
        settings.loss = {.side = 30, .velocity = 30, .interior = 100, .velocity_at_values = true};
        settings.kernel = {.side = 20, .velocity = 60, .interior = 60, .velocity_at_values = false};
    }
    const std::vector<std::size_t> steps{100, 400, o.paper_profile() ? 10'000u : 2'000u};
    const std::filesystem::path runs = std::filesystem::path(o.out()) / "runs";
    const wave::Run run(settings, runs / (o.paper_profile() ? "chapter-08/paper" : "chapter-09/quick"),
                        {loss, lambda_of});
    {
        const InterruptWatch watch;
        Progress progress("Adam", steps.back(), "steps", o.progress());
        const std::set<std::size_t> kept{0, 100, 400, steps.back()};
        const auto train = [&] { run.train(steps.back(), kept, 1000, true, "", watch, progress); };
        wave::unite_runs({run}, kept);
        share({{run.files(kept), train}}, [&] { progress.advance(steps.back()); });
    }

    const std::vector<Condition<double>> points = wave::kernel_points(settings.kernel, settings.seed);
    FigureData& figure = study.figure("ch09-adam", {"step", "kernel", "index", "eigenvalue"});
    figure.comment("eigenvalues of K D relative to the largest; D with the weights of that step");
    const auto along = [&](const std::string& name, auto kernel_at) {
        return study.over_values(name, steps, {settings.seed}, [&](std::size_t step, auto) {
            const wave::RunState state = run.at(step);
            return seen(kernel_at(step, state.network), points, state.lambda);
        });
    };
    const auto plain = along("K", [&](auto, const auto& network) { return kernel(network, points); });
    const auto adam = along("Adam's kernel", [&](std::size_t step, const auto& network) {
        const TrainerState<float> state = read_checkpoint<float>(run.kept_path(step)).trainer;
        return scaled_kernel(network, points, adam_scales(state, network));
    });
    for (std::size_t k = 0; k < steps.size(); ++k) {
        for (const auto& [name, found] : {std::pair{"K", &plain}, {"Adam's kernel", &adam}}) {
            const auto& [imbalance, spectrum] = (*found)[k][0];
            const std::string of = concat(name, ": "), after = concat(" after ", steps[k], " steps");
            study.report(momentum, of + "largest / smallest lambda_k Tr K_kk" + after, imbalance);
            for (const std::size_t percent : {10, 50}) {
                study.report(momentum, concat(of, "eigenvalue at ", percent, " % of the spectrum / largest", after),
                             spectrum[spectrum.size() * percent / 100]);
            }
            for (std::size_t i = 0; i < spectrum.size(); ++i) figure.row(steps[k], name, i + 1, spectrum[i]);
        }
    }
}

}  // namespace pinn::beyond
