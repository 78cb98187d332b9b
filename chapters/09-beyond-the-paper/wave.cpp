// The wave equation of chapter 08 with a network of two layers, by Gauss-Newton. A loss is a mean over points that
// stands for an integral; which points decides how small the error gets. Weights still matter: they decide what the
// damped step fits first.

#include "chapters/08-wave-equation/run.hpp"
#include "chapters/09-beyond-the-paper/findings.hpp"

namespace pinn::beyond {
namespace {

// lambda_ut and lambda_r of Algorithm 1, and a sixth of its lambda_u: of means over all points of {u, u_t, r}.
const std::vector<double> lambda{3'000, 30, 1};

enum class Points { gauss, sobol, uniform, redrawn };  // the last: uniform ones, others in every step

// So many on each of the sides, and in t and x inside; as many of any other kind.
struct Sizes {
    std::size_t side, t, x;
};

std::vector<Condition<double>> conditions(Points kind, const Sizes& n, Random& random) {
    if (kind == Points::gauss) {
        return Wave::conditions<double>(gauss_legendre(n.side, 0, 1),
                                        product(gauss_legendre(n.t, 0, 1), gauss_legendre(n.x, 0, 1)));
    }
    WeightedPoints side{sobol(n.side, 1), {}}, interior{sobol(n.t * n.x, 2), {}};
    if (kind != Points::sobol) {
        random.fill_uniform(side.points.values(), 0, 1);
        random.fill_uniform(interior.points.values(), 0, 1);
    }
    return Wave::conditions<double>(side, interior);
}

struct Way {
    std::string text;
    Points points;
    LevenbergMarquardt rule;
    bool adam;  // with Algorithm 1, instead of Gauss-Newton
    std::size_t steps;
    double share = 1;  // of the points in each direction
    std::string name() const { return text; }
};

Course trained(const Way& way, std::size_t width, const Sizes& sizes, std::uint64_t seed) {
    Random random(seed);
    const double deviation = std::sqrt(1.0 / 12);  // of uniform points
    const InputScaling scaling{{0.5, 0.5}, {deviation, deviation}};
    const Mlp<double> network({{2, width, width, 1}, Parameterization::glorot, scaling}, random);
    std::vector<Condition<double>> points = conditions(way.points, sizes, random);
    const auto error = [](const Mlp<double>& network) { return wave::relative_error(wave::on_grid(network)); };
    const auto redraw = [&](auto& training) {
        if (way.points != Points::redrawn) return;
        points = conditions(way.points, sizes, random);
        training.set_data(points);
    };
    if (way.adam) {
        Weights<double> weights(WeightRule::trace_ratio, network, points, LossConvention::means,
                                WeightScale::last_is_one);
        Trainer<double> trainer(network, points, LossConvention::means, weights.lambda(), decaying_adam(way.steps));
        return follow(
            way.steps,
            [&] {
                redraw(trainer);
                weights.set_data(points);
                train(trainer, 1, weights, 100);
            },
            [&] { return error(trainer.network()); });
    }
    GaussNewton<double> optimizer(network, points, LossConvention::means, lambda, way.rule);
    return follow(
        way.steps,
        [&] {
            redraw(optimizer);
            optimizer.step();
        },
        [&] { return error(optimizer.network()); });
}

}  // namespace

void wave_by_gauss_newton(const Options& o, const std::vector<std::uint64_t>& seeds, Study& study) {
    const std::size_t steps = o.count("wave-steps"), fewer = o.count("wave-fewer-steps");
    const std::vector<Way> ways{
        {"Gauss points", Points::gauss, accelerated, false, steps},
        {"Sobol's points", Points::sobol, accelerated, false, fewer},
        {"uniform points", Points::uniform, accelerated, false, fewer},
        {"new uniform points in every step", Points::redrawn, accelerated, false, fewer},
        {"half as many Gauss points", Points::gauss, accelerated, false, fewer, 0.7},
        {"Gauss points, fixed factors", Points::gauss, {}, false, fewer},
        {"Adam with Algorithm 1", Points::redrawn, {}, true, o.count("wave-adam-steps")},
    };
    const auto runs = study.over_values("wave", ways, seeds, [&](const Way& way, auto seed) {
        const auto count = [&](const char* option) {
            return static_cast<std::size_t>(way.share * static_cast<double>(o.count(option)));
        };
        const Sizes sizes{count("wave-side"), count("wave-t"), count("wave-x")};
        return trained(way, o.count("wave-width"), sizes, seed);
    });
    FigureData& figure = study.figure("ch09-wave", {"run", "step", "median", "low", "high"});
    const auto row = [&](const std::string& what, const auto& value) {
        study.report(gauss_newton, "wave, " + what, value);
    };
    for (std::size_t k = 0; k < ways.size(); ++k) {
        draw_courses(ways[k].text, runs[k], figure);
        row(concat(ways[k].text, ": relative L2 error after ", ways[k].steps, " steps"),
            errors_at(runs[k], ways[k].steps));
        if (k == 0) row(concat(ways[k].text, ": relative L2 error after ", fewer, " steps"), errors_at(runs[k], fewer));
    }
    const double gauss = median(errors_at(runs[0], fewer));
    for (const std::size_t k : {1, 2, 3, 4, 5}) {
        row(concat(ways[k].text, ": median error / that of Gauss points and gain ratio, after ", fewer, " steps"),
            median(runs[k].each(&Course::end)) / gauss);
    }
}

}  // namespace pinn::beyond
