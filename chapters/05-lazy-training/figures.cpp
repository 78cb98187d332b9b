// Figs 2 and 3: how far theta, K and its spectrum move along trainings.

#include "chapters/05-lazy-training/findings.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace pinn::lazy {
namespace {

// One training: the relative changes since its start, at steps of equal distance, and the eigenvalues of K at both
// ends.
struct Curve {
    std::vector<double> theta, K, start, end;
    auto fields() { return std::tie(theta, K, start, end); }
};

// The eigenvalues of K, from the largest on: of one hidden layer by the singular values of J, which carries them 15
// decades further down; of three by K itself, whose J would be large.
std::vector<double> spectrum(const Training& p, const Mlp<double>& network) {
    const PoissonExperiment& e = p.experiment;
    return p.layers == 1 ? kernel_spectrum(e.rows_with_copies(e.jacobian(network)), {.vectors = false}).values
                         : jacobi(e.with_copies(kernel(network, e.conditions())), {.vectors = false}).values;
}

// Looked at so many times after its start. Of a training that diverges the first spectrum remains; all else is NaN.
Curve curve(const Training& p, std::uint64_t seed, std::size_t looks) {
    std::vector<std::size_t> times;
    for (std::size_t i = 1; i <= looks; ++i) times.push_back(p.steps * i / looks);
    Curve found;
    std::vector<double> theta_0;
    Matrix<double> K_0;
    try {
        p.run(seed, times, [&](std::size_t step, const Mlp<double>& network) {
            const std::vector<double> theta_t = theta_of(network);
            const Matrix<double> K_t = p.experiment.with_copies(kernel(network, p.experiment.conditions()));
            if (step == 0) theta_0 = theta_t, K_0 = K_t, found.start = spectrum(p, network);
            if (step == p.steps) found.end = spectrum(p, network);
            found.theta.push_back(relative_error(theta_t, theta_0));
            found.K.push_back(relative_error(K_t.values(), K_0.values()));
        });
    } catch (const DivergenceError&) {
        found.theta = found.K = {NAN};
        found.end.assign(found.start.size(), NAN);
    }
    return found;
}

// |log10(lambda_i(end) / lambda_i(0))| for eigenvalues above 1e-8 of the largest, where float32 would end: how far
// apart the two spectra of a picture lie, in decades. Over the eigenvalues of all seeds.
std::vector<double> spectrum_shifts(const Runs<Curve>& curves) {
    std::vector<double> shifts;
    for (const auto& [theta, K, start, end] : curves) {
        for (std::size_t i = 0; i < start.size() && start[i] > 1e-8 * start[0]; ++i) {
            shifts.push_back(std::abs(std::log10(std::max(end[i], 1e-300) / start[i])));
        }
    }
    return shifts;
}

}  // namespace

// All trainings run side by side; then each is drawn, and the narrowest of a setting is compared with the widest.
void report_curves(const std::string& figure_number, const std::vector<Setting>& settings, std::size_t layers,
                   const std::vector<double>& widths, std::size_t steps, const std::vector<std::uint64_t>& seeds,
                   Study& study) {
    const std::string item = "Fig. " + figure_number;
    const std::size_t looks = study.options().count("snapshots");
    std::vector<Training> trainings;
    for (const Setting& setting : settings) {
        for (const double width : widths) {
            trainings.push_back(
                {setting, layers, static_cast<std::size_t>(width), steps, study.options().number("rate")});
        }
    }
    const auto along = [&](const Training& p, auto seed) { return curve(p, seed, looks); };
    const std::vector<Runs<Curve>> curves = study.over_values(item, trainings, seeds, along);

    // Rows of four kinds: theta and K (x = step), start and end (x = index). The first seed of every training.
    FigureData& figure = study.figure("ch05-fig" + figure_number, {"setting", "width", "what", "x", "y"});
    figure.comment("theta: ||theta - theta(0)|| / ||theta(0)||; K: the same in the Frobenius norm; x: steps");
    figure.comment("start, end: eigenvalues of K at both ends of training; x: index from 1");
    for (std::size_t k = 0; k < trainings.size(); ++k) {
        const std::string setting = trainings[k].setting.name();
        const std::size_t width = trainings[k].width;
        const auto& [theta, K, start, end] = curves[k][0];
        for (std::size_t i = 0; i < theta.size(); ++i) {
            figure.row(setting, width, "theta", steps * i / looks, theta[i]);
            figure.row(setting, width, "K", steps * i / looks, K[i]);
        }
        for (std::size_t i = 0; i < start.size(); ++i) {
            figure.row(setting, width, "start", i + 1, start[i]);
            figure.row(setting, width, "end", i + 1, end[i]);
        }

        // How far the spectrum of the widest network moves, and how much more the narrowest network does. Of raw inputs
        // the curves are for the picture.
        if ((k + 1) % widths.size() != 0) continue;
        study.report(item + "c", concat("shift of log10(eigenvalues), width ", width, ": ", setting),
                     spectrum_shifts(curves[k]));
        if (!trainings[k].setting.z_scored) continue;
        const Runs<Curve>&narrowest = curves[k + 1 - widths.size()], &widest = curves[k];
        const auto more = [&](std::vector<double> Curve::*change) {
            return ratios(narrowest, widest, [&](const Curve& curve) { return maximum(curve.*change); });
        };
        const std::string both = concat(", width ", widths.front(), " / ", width, ": ", setting);
        study.report(item + "a", "change of theta" + both, more(&Curve::theta));
        study.report(item + "b", "change of K" + both, more(&Curve::K));
    }
}

void declare_sizes(Options& options) {
    options.add_number("rate", 1e-5, 0, 1, "learning rate");
    options.add_integer("steps", {.quick = 600, .paper = 10'000}, 100, 100'000'000, "steps of Fig. 2 and of C14");
    options.add_integer("sweep-steps", {.quick = 300, .paper = 10'000}, 1, 100'000'000, "of the sweep and of Fig. 3");
    options.add_list("first-order-widths",
                     {.quick = {256, 512, 1024, 2048}, .paper = {1024, 2048, 4096, 8192, 16384, 32768}}, 1, 1e6,
                     "widths of the first-order change of K");
    options.add_integer("first-order-seeds", {.quick = 8, .paper = 24}, 1, 100, "its networks, in each of two sets");
    options.add_integer("few-seeds", {.quick = 1, .paper = 3}, 1, 1000, "networks of Fig. 2 and with raw inputs");
    options.add_list("deep-widths", {.quick = {10, 50, 300}, .paper = {10, 100, 500}}, 1, 1e5, "widths of Fig. 3");
    options.add_integer("snapshots", {.quick = 5, .paper = 50}, 1, 1000, "points of each curve of Figs 2 and 3");
}

}  // namespace pinn::lazy
