// The wave equation of chapter 08 by Gauss-Newton, with networks of three layers. Weights still matter: they decide
// what the damped step fits first.

#include "chapters/08-wave-equation/run.hpp"
#include "chapters/09-beyond-the-paper/findings.hpp"

namespace pinn::beyond {
namespace {

// lambda_ut and lambda_r of Algorithm 1, and a quarter of its lambda_u: of means over all points of {u, u_t, r}.
const std::vector<double> lambda{3'000, 30, 1};

// With the same points in every step Gauss-Newton would fit them and nothing else; so they are drawn anew in every
// step, as those of Adam are in chapter 08.
Course trained(const std::vector<std::size_t>& widths, const Wave::Sizes& points, std::size_t steps,
               std::uint64_t seed) {
    Random random(seed);
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(100'000, random));
    const Mlp<double> network({widths, Parameterization::glorot, scaling}, random);
    std::vector<Condition<double>> conditions = Wave::conditions<double>(points, random);
    GaussNewton<double> optimizer(network, conditions, LossConvention::means, lambda);
    double refused = 0;
    const auto step = [&] {
        Wave::draw(points, random, conditions);
        optimizer.set_data(conditions);
        refused += !optimizer.step();
    };
    const auto error = [&] { return wave::relative_error(wave::on_grid(optimizer.network())); };
    Course found = follow(steps, step, error);
    found.refused = refused;
    return found;
}

}  // namespace

// A network of many seeds, which is judged, and in the paper profile that of chapter 08 with one seed.
void wave_by_gauss_newton(const Options& o, const std::vector<std::uint64_t>& seeds, Study& study) {
    struct Size {
        std::size_t width, interior, steps;
    };
    std::vector<Size> sizes{{o.count("wave-width"), o.count("wave-interior"), o.count("wave-steps")}};
    if (o.count("wide-steps") > 0) sizes.push_back({500, 500, o.count("wide-steps")});
    FigureData& figure = study.figure("ch09-wave", {"network", "seed", "step", "error"});
    for (const Size& size : sizes) {
        const bool judged = &size == &sizes[0];
        const std::size_t n = size.width, side = o.count("wave-side");
        const std::string name = concat("2-", n, "-", n, "-", n, "-1");
        const auto runs = study.over_seeds("wave-" + name, judged ? seeds : study.seeds(1), [&](auto seed) {
            return trained({2, n, n, n, 1}, {side, side, size.interior, true}, size.steps, seed);
        });
        const auto row = [&](const std::string& what, const auto& value) {
            study.report(gauss_newton, concat("wave, ", name, ": ", what), value);
        };
        const auto errors = runs.each([&](const Course& run) { return run.at(size.steps); });
        const std::string error = concat("relative L2 error after ", size.steps, " steps");
        judged ? row(error, errors) : row(error, errors[0]);
        row("steps that no damping could take, most of a seed", maximum(runs.each(&Course::refused)));
        for (std::size_t i = 0; i < runs.size(); ++i) {
            for (std::size_t k = 0; k < runs[i].step.size(); ++k) {
                figure.row(name, i, runs[i].step[k], runs[i].error[k]);
            }
        }
    }
}

}  // namespace pinn::beyond
