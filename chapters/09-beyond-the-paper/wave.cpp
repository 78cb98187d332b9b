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

// The first network has many seeds and is judged, the others are measured with one.
void wave_by_gauss_newton(const Options& o, const std::vector<std::uint64_t>& seeds, Study& study) {
    const auto list = [&](const char* option) {
        const std::vector<double> numbers = o.list(option);
        return std::vector<std::size_t>(numbers.begin(), numbers.end());
    };
    const auto widths = list("wave-widths"), interior = list("wave-interior"), steps = list("wave-steps");
    if (interior.size() != widths.size() || steps.size() != widths.size()) {
        throw UsageError("--wave-interior, --wave-steps: accepted are as many values as --wave-widths has");
    }
    FigureData& figure = study.figure("ch09-wave", {"network", "seed", "step", "error"});
    for (std::size_t w = 0; w < widths.size(); ++w) {
        const std::size_t n = widths[w], side = o.count("wave-side");
        const std::string name = concat("2-", n, "-", n, "-", n, "-1");
        const auto runs = study.over_seeds("wave-" + name, w == 0 ? seeds : study.seeds(1), [&](auto seed) {
            return trained({2, n, n, n, 1}, {side, side, interior[w], true}, steps[w], seed);
        });
        const auto row = [&](const std::string& what, const auto& value) {
            study.report(gauss_newton, concat("wave, ", name, ": ", what), value);
        };
        const auto errors = runs.each([&](const Course& run) { return run.at(steps[w]); });
        const std::string error = concat("relative L2 error after ", steps[w], " steps");
        w == 0 ? row(error, errors) : row(error, errors[0]);
        row("steps that no damping could take, most of a seed", maximum(runs.each(&Course::refused)));
        for (std::size_t i = 0; i < runs.size(); ++i) {
            for (std::size_t k = 0; k < runs[i].step.size(); ++k) {
                figure.row(name, i, runs[i].step[k], runs[i].error[k]);
            }
        }
    }
}

}  // namespace pinn::beyond
