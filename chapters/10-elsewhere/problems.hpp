// Eight problems that PINNs are known to struggle with, each with the equation and the data of its literature.
//
// Points (t, x), or (x, y), or x, drawn uniformly: `interior` for the residual and `side` for every other term. Inputs
// are scaled to mean 0 and deviation 1 over the box, networks are Glorot's with tanh.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "chapters/10-elsewhere/reference.hpp"
#include "lib/dense/vector.hpp"
#include "lib/pde/condition.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn::elsewhere {

using U = Jet<double>;
using Conditions = std::vector<Condition<double>>;

struct Sizes {
    std::size_t interior, side;
};

struct Problem {
    std::string key, title;           // of build/diagnose; of rows and figures
    std::vector<double> low, high;    // the box
    std::vector<std::size_t> hidden;  // widths in the literature
    std::function<Conditions(const Sizes&, Random&)> conditions;
    std::function<Solution()> solution;  // at points of a grid

    InputScaling scaling() const {
        InputScaling over_box;
        for (std::size_t k = 0; k < low.size(); ++k) {
            over_box.mean.push_back((low[k] + high[k]) / 2);
            over_box.deviation.push_back((high[k] - low[k]) / std::sqrt(12.0));
        }
        return over_box;
    }
    // That of the literature, with no more than `widest` neurons in a layer.
    Mlp<double> network(std::size_t widest, Random& random) const {
        std::vector<std::size_t> widths{low.size()};
        for (const std::size_t width : hidden) widths.push_back(std::min(width, widest));
        widths.push_back(1);
        return {{widths, Parameterization::glorot, scaling()}, random};
    }
};

// A problem and its solution, which is computed once.
struct Posed {
    Problem problem;
    Solution solution;
    std::string name() const { return problem.title; }
};

// |u - u*| / |u*| over the grid of a solution.
inline double relative_error(const Mlp<double>& network, const Solution& of) {
    return pinn::relative_error(network(of.points).values(), of.u.values());
}

// ---- What conditions are made of ------------------------------------------------------------------------------------

inline Matrix<double> drawn(std::size_t n, const std::vector<double>& low, const std::vector<double>& high,
                            Random& random) {
    Matrix<double> points(n, low.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        points.data()[i] = random.uniform(low[i % low.size()], high[i % low.size()]);
    }
    return points;
}
// Every group-th of the points goes to the next of these faces: x_k = value.
inline Matrix<double> on_faces(Matrix<double> points, const std::vector<std::pair<std::size_t, double>>& faces) {
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const auto& [k, value] = faces[i % faces.size()];
        points(i, k) = value;
    }
    return points;
}
// n x n equispaced points of a box in two dimensions.
inline Matrix<double> grid(const std::vector<double>& low, const std::vector<double>& high, std::size_t n) {
    const Matrix<double> a = equispaced(n, low[0], high[0]), b = equispaced(n, low[1], high[1]);
    Matrix<double> points(n * n, 2);
    for (std::size_t i = 0; i < n * n; ++i) {
        points(i, 0) = a(i / n, 0);
        points(i, 1) = b(i % n, 0);
    }
    return points;
}

// u = target at the points. All single-point conditions of a problem name the same L, and share a pass.
template <class Target>
Condition<double> value(const Matrix<double>& points, const std::vector<double>& L, Target target) {
    return {"u", points, L, {.value = true}, [](const U& u) { return u.value(); }, values_at(points, target)};
}
// N[u] = f at the points.
template <class Target>
Condition<double> residual(const Matrix<double>& points, const std::vector<double>& L, Channels channels,
                           std::function<Var<double>(const U&)> N, Target f) {
    return {"r", points, L, channels, std::move(N), values_at(points, f)};
}
inline double zero(const double*) { return 0; }

// u, or u_x, is the same at both ends of [low, high] in x.
inline Condition<double> periodic(std::size_t n, const Problem& p, bool derivative, Random& random) {
    const Matrix<double> points = drawn(n, p.low, p.high, random);
    const auto read = [derivative](const U& u) { return derivative ? u.first(1) : u.value(); };
    return {.name = derivative ? "periodic u_x" : "periodic u",
            .points = on_faces(points, {{1, p.low[1]}}),
            .channels = derivative ? Channels{.directions = 2} : Channels{.value = true},
            .applied = [read](const U& u) { return read(u) - read(u.partner()); },
            .target = Matrix<double>(n, 1),
            .partners = on_faces(points, {{1, p.high[1]}})};
}

// ---- The eight ------------------------------------------------------------------------------------------------------

// u_t + beta u_x = 0, periodic on [0, 2 pi], u = sin(x - beta t), beta = 30. Source: Krishnapriyan et al. (2021).
inline Problem convection() {
    constexpr double beta = 30;
    Problem p{"convection-30", "convection", {0, 0}, {1, 2 * pi}, {50, 50, 50, 50}, {}, {}};
    const auto exact = [](const double* x) { return std::sin(x[1] - beta * x[0]); };
    p.conditions = [p, exact](const Sizes& n, Random& random) -> Conditions {
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const Matrix<double> start = on_faces(drawn(n.side, p.low, p.high, random), {{0, 0.0}});
        const auto N = [](const U& u) { return u.first(0) + beta * u.first(1); };
        return {value(start, {}, exact), periodic(n.side, p, false, random),
                residual(r, {}, {.directions = 2}, N, zero)};
    };
    p.solution = [p, exact] {
        const Matrix<double> x = grid(p.low, p.high, 61);
        return Solution{x, values_at(x, exact)};
    };
    return p;
}

// An equation of Reaction's form with its conditions: u at t = 0, u and u_x periodic, the residual.
inline Problem reaction(Problem p, const Reaction& of, std::function<Var<double>(const Var<double>&)> R,
                        std::size_t nodes, double shortest) {
    p.low.assign({0, of.low});
    p.high.assign({1, of.high});
    p.conditions = [p, of, R](const Sizes& n, Random& random) -> Conditions {
        const std::vector<double> L{0, of.nu};
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const Matrix<double> start = on_faces(drawn(n.side, p.low, p.high, random), {{0, 0.0}});
        const auto N = [R](const U& u) { return u.first(0) - u.second() - R(u.value()); };
        return {value(start, L, [of](const double* x) { return of.start(x[1]); }), periodic(n.side, p, false, random),
                periodic(n.side, p, true, random),
                residual(r, L, {.value = true, .directions = 1, .second = 1}, N, zero)};
    };
    p.solution = [of, nodes, shortest] { return solve(of, nodes, shortest, 40, nodes / 128); };
    return p;
}

// u_t = 5 u_xx + 5 u (1 - u), periodic on [0, 2 pi], from a Gaussian bump. Source: Krishnapriyan et al. (2021).
inline Reaction reaction_diffusion_data() {
    return {5, 0, 2 * pi, [](double u) { return 5 * u * (1 - u); },
            [](double x) { return std::exp(-8 * std::pow((x - pi) / pi, 2)); }};
}
inline Problem reaction_diffusion() {
    return reaction(
        {"reaction-diffusion-5", "reaction-diffusion", {}, {}, {50, 50, 50, 50}, {}, {}}, reaction_diffusion_data(),
        [](const Var<double>& u) { return 5.0 * (u - square(u)); }, 128, 1e-3);
}

// u_t = u_xx / 10000 + 5 u - 5 u^3, periodic on [-1, 1], u(0, x) = x^2 cos(pi x). Source: Raissi et al. (2019).
inline Reaction allen_cahn_data() {
    return {1e-4, -1, 1, [](double u) { return 5 * u * (1 - u * u); },
            [](double x) { return x * x * std::cos(pi * x); }};
}
inline Problem allen_cahn() {
    return reaction(
        {"allen-cahn-5", "Allen-Cahn", {}, {}, {128, 128, 128, 128}, {}, {}}, allen_cahn_data(),
        [](const Var<double>& u) { return 5.0 * (u - u * square(u)); }, 1024, 5e-3);
}

// u_t + u u_x = nu u_xx on [-1, 1], nu = 0.01/pi, u(0, x) = -sin(pi x). Source: Raissi et al. (2019).
inline Problem burgers() {
    constexpr double nu = 0.01 / pi;
    Problem p{"burgers-shock", "Burgers", {0, -1}, {1, 1}, {20, 20, 20, 20, 20, 20, 20, 20}, {}, {}};
    p.conditions = [p](const Sizes& n, Random& random) -> Conditions {
        const std::vector<double> L{0, nu};
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const Matrix<double> data =
            on_faces(drawn(n.side, p.low, p.high, random), {{0, 0.0}, {1, -1.0}, {0, 0.0}, {1, 1.0}});
        const auto N = [](const U& u) { return u.first(0) + u.value() * u.first(1) - u.second(); };
        return {value(data, L, [](const double* x) { return x[0] == 0 ? -std::sin(pi * x[1]) : 0.0; }),
                residual(r, L, {.value = true, .directions = 2, .second = 1}, N, zero)};
    };
    p.solution = [p] {
        const Matrix<double> x = grid(p.low, p.high, 61);
        return Solution{x, values_at(x, [](const double* x) { return elsewhere::burgers(x[0], x[1], nu, 601); })};
    };
    return p;
}

// u_xx + u_yy + u = f on [-1, 1]^2, u = sin(pi x) sin(4 pi y). Source: Wang, Teng and Perdikaris (2021).
inline Problem helmholtz() {
    Problem p{"helmholtz-1-4", "Helmholtz", {-1, -1}, {1, 1}, {50, 50, 50}, {}, {}};
    const auto exact = [](const double* x) { return std::sin(pi * x[0]) * std::sin(4 * pi * x[1]); };
    p.conditions = [p, exact](const Sizes& n, Random& random) -> Conditions {
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const Matrix<double> walls =
            on_faces(drawn(n.side, p.low, p.high, random), {{0, -1.0}, {0, 1.0}, {1, -1.0}, {1, 1.0}});
        const auto N = [](const U& u) { return u.second() + u.value(); };
        return {value(walls, {1, 1}, zero), residual(r, {1, 1}, {.value = true, .second = 1}, N,
                                                     [=](const double* x) { return (1 - 17 * pi * pi) * exact(x); })};
    };
    p.solution = [p, exact] {
        const Matrix<double> x = grid(p.low, p.high, 61);
        return Solution{x, values_at(x, exact)};
    };
    return p;
}

// u_tt - u_xx + u^3 = f on [0, 1]^2, u = x cos(5 pi t) + (t x)^3. Source: Wang, Teng and Perdikaris (2021).
inline Problem klein_gordon() {
    Problem p{"klein-gordon-5pi", "Klein-Gordon", {0, 0}, {1, 1}, {50, 50, 50, 50, 50}, {}, {}};
    const auto exact = [](const double* x) { return x[1] * std::cos(5 * pi * x[0]) + std::pow(x[0] * x[1], 3); };
    const auto f = [exact](const double* x) {
        return -25 * pi * pi * x[1] * std::cos(5 * pi * x[0]) + 6 * x[0] * x[1] * (x[1] * x[1] - x[0] * x[0]) +
               std::pow(exact(x), 3);
    };
    p.conditions = [p, exact, f](const Sizes& n, Random& random) -> Conditions {
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const Matrix<double> data =
            on_faces(drawn(n.side, p.low, p.high, random), {{0, 0.0}, {1, 0.0}, {0, 0.0}, {1, 1.0}});
        const Matrix<double> start = on_faces(drawn(n.side, p.low, p.high, random), {{0, 0.0}});
        const auto N = [](const U& u) { return u.second() + u.value() * square(u.value()); };
        return {value(data, {1, -1}, exact),
                {"u_t",
                 start,
                 {1, -1},
                 {.directions = 1},
                 [](const U& u) { return u.first(0); },
                 Matrix<double>(n.side, 1)},
                residual(r, {1, -1}, {.value = true, .second = 1}, N, f)};
    };
    p.solution = [p, exact] {
        const Matrix<double> x = grid(p.low, p.high, 61);
        return Solution{x, values_at(x, exact)};
    };
    return p;
}

// (a u_x)_x = -1 on [0, 1], u = 0 at the ends, a from 1 to 10 at the middle; a problem of our own.
inline Problem jump() {
    Problem p{"jump", "(a u_x)_x", {0}, {1}, {50, 50, 50}, {}, {}};
    p.conditions = [p](const Sizes& n, Random& random) -> Conditions {
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const auto N = [](const U& u) { return u.second() + u.given(1) * u.first(0); };
        Condition<double> in = residual(r, {}, {.directions = 1, .second = 1}, N, [](const double*) { return -1.0; });
        in.parts = {{{.i = 0, .j = 0, .given = 0}}};
        in.given = values_at<2>(r, [](const double* x) { return std::array{Jump{}.a(x[0]), Jump{}.a_x(x[0])}; });
        return {value(repeated_ends(n.side / 2, 0, 1), {}, zero), in};
    };
    p.solution = [] { return solve(Jump{}, 201); };
    return p;
}

// u_x = epsilon u_xx on [0, 1], u(0) = 0, u(1) = 1: a layer of width epsilon = 1/40 at x = 1; a problem of our own.
inline Problem peclet() {
    constexpr double epsilon = 0.025;
    Problem p{"peclet-40", "advection-diffusion", {0}, {1}, {50, 50, 50}, {}, {}};
    const auto exact = [](const double* x) { return std::expm1(x[0] / epsilon) / std::expm1(1 / epsilon); };
    p.conditions = [p, exact](const Sizes& n, Random& random) -> Conditions {
        const Matrix<double> r = drawn(n.interior, p.low, p.high, random);
        const auto N = [](const U& u) { return u.first(0) - u.second(); };
        return {value(repeated_ends(n.side / 2, 0, 1), {epsilon}, exact),
                residual(r, {epsilon}, {.directions = 1, .second = 1}, N, zero)};
    };
    p.solution = [exact] {
        const Matrix<double> x = equispaced(401, 0, 1);
        return Solution{x, values_at(x, exact)};
    };
    return p;
}

inline std::vector<Problem> problems() {
    return {convection(), reaction_diffusion(), burgers(), allen_cahn(), helmholtz(), klein_gordon(), jump(), peclet()};
}

}  // namespace pinn::elsewhere
