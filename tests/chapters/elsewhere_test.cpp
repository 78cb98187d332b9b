// The eight problems of chapter 10: every reference solution against an independent one, and the claims.
#include <algorithm>
#include <complex>
#include <ctime>
#include <set>
#include <sstream>

#include "chapters/10-elsewhere/by_name.hpp"
#include "chapters/10-elsewhere/claims.hpp"
#include "chapters/10-elsewhere/named.hpp"
#include "chapters/10-elsewhere/remedies.hpp"
#include "tests/chapters/bands.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::elsewhere;
using test::close;

namespace {

using V = Var<double>;

// Instrumented code takes its time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__has_feature)
constexpr double slowdown = 50;
#else
constexpr double slowdown = 1;
#endif

V coordinate(V x, std::size_t k) { return columns(x, k, 1); }

// A[u] - y of all conditions with u from a formula, by repeated differentiation on the tape.
double residual_of(const Problem& problem, V (*exact)(V)) {
    Random random(1);
    double largest = 0;
    for (const Condition<double>& condition : problem.conditions({12, 8}, random)) {
        const std::size_t n = condition.points.rows();
        const bool pairs = condition.partners.rows() > 0;
        Tape<double> tape;
        const V x = tape.leaf(pairs ? stack_rows<double>({condition.points, condition.partners}) : condition.points);
        Jet<double> u = uniform_jet(exact(x), x.shape().rows, x.shape().cols, {.value = true});
        u.x = x;
        u.parts = parts_of(condition);
        u.points = {0, n};
        if (pairs) u.partners = {n, n};
        const Matrix<double> found(condition.applied(u).value());
        largest =
            std::max(largest, test::max_difference(found, condition.target) / (1 + test::max_entry(condition.target)));
    }
    return largest;
}

// The solution on its grid against the formula.
double distance_to(const Problem& problem, V (*exact)(V)) {
    const Solution solution = problem.solution();
    Tape<double> tape;
    return test::max_difference(solution.u, Matrix<double>(exact(tape.leaf(solution.points)).value()));
}

// Reaction's equation by splitting: half a step of diffusion, exact in every wave; a step of reaction, exact in every
// node; half a step of diffusion. u at the nodes after t = 1.
std::vector<double> by_splitting(const Reaction& of, double (*react)(double u, double dt), std::size_t n,
                                 std::size_t steps) {
    using Complex = std::complex<double>;
    std::vector<double> u(n);
    const double length = of.high - of.low, dt = 1 / static_cast<double>(steps);
    for (std::size_t j = 0; j < n; ++j) u[j] = of.start(of.low + length * static_cast<double>(j) / double(n));
    std::vector<Complex> turn(n);
    for (std::size_t j = 0; j < n; ++j) turn[j] = std::polar(1.0, 2 * pi * static_cast<double>(j) / double(n));
    // The matrix that diffuses for a time: by Fourier's sums, once.
    const auto diffusion = [&](double time) {
        std::vector<double> kernel(n);
        for (std::size_t j = 0; j < n; ++j) {
            Complex sum = 0;
            for (std::size_t k = 0; k < n; ++k) {
                const double wave = 2 * pi / length * (k <= n / 2 ? double(k) : double(k) - double(n));
                sum += std::exp(-of.nu * wave * wave * time) * turn[(j * k) % n];
            }
            kernel[j] = sum.real() / double(n);
        }
        return kernel;
    };
    const auto applied = [&](const std::vector<double>& kernel) {
        std::vector<double> next(n, 0);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) next[i] += kernel[(i + n - j) % n] * u[j];
        }
        u = next;
    };
    const std::vector<double> half = diffusion(dt / 2), whole = diffusion(dt);
    applied(half);
    for (std::size_t step = 0; step < steps; ++step) {
        for (double& value : u) value = react(value, dt);
        applied(step + 1 < steps ? whole : half);
    }
    return u;
}

// The last time of a solution against splitting, whose error of second order in dt is extrapolated away.
double distance_at_the_end(const Problem& problem, const Reaction& of, double (*react)(double, double), std::size_t n,
                           std::size_t steps) {
    const Solution solution = problem.solution();
    const std::vector<double> coarse = by_splitting(of, react, n, steps), fine = by_splitting(of, react, n, 2 * steps);
    double largest = 0;
    for (std::size_t j = 0; j < 128; ++j) {
        const std::size_t node = j * n / 128;
        const double u = (4 * fine[node] - coarse[node]) / 3;
        largest = std::max(largest, std::abs(solution.u(solution.u.rows() - 128 + j, 0) - u));
    }
    return largest;
}

}  // namespace

TEST_CASE("chapter 10: four problems have a formula: it satisfies the conditions, and is what errors are against") {
    const auto convection_u = [](V x) { return sin(coordinate(x, 1) - 30.0 * coordinate(x, 0)); };
    const auto helmholtz_u = [](V x) { return sin(pi * coordinate(x, 0)) * sin((4 * pi) * coordinate(x, 1)); };
    const auto klein_gordon_u = [](V x) {
        const V t = coordinate(x, 0), y = coordinate(x, 1), xt = t * y;
        return y * cos((5 * pi) * t) + xt * square(xt);
    };
    const auto peclet_u = [](V x) {
        const V u = std::exp(-40.0) * exp(40.0 * x);
        return (1 / (1 - std::exp(-40.0))) *
               (u + u.tape->constant(Matrix<double>(u.shape().rows, 1, -std::exp(-40.0))));
    };
    CHECK(residual_of(convection(), convection_u) < 1e-11);
    CHECK(residual_of(helmholtz(), helmholtz_u) < 1e-11);
    CHECK(residual_of(klein_gordon(), klein_gordon_u) < 1e-11);
    CHECK(residual_of(peclet(), peclet_u) < 1e-11);
    CHECK(distance_to(convection(), convection_u) < 1e-12);
    CHECK(distance_to(helmholtz(), helmholtz_u) < 1e-12);
    CHECK(distance_to(klein_gordon(), klein_gordon_u) < 1e-12);
    CHECK(distance_to(peclet(), peclet_u) < 1e-12);
    // Another speed is not a solution.
    CHECK(residual_of(convection(), [](V x) { return sin(coordinate(x, 1) - 29.0 * coordinate(x, 0)); }) > 0.1);
}

TEST_CASE("chapter 10: reaction and diffusion by differences is what splitting with exact parts finds") {
    const auto logistic = [](double u, double dt) { return u * std::exp(5 * dt) / (1 + u * (std::exp(5 * dt) - 1)); };
    CHECK(distance_at_the_end(reaction_diffusion(), reaction_diffusion_data(), logistic, 128, 100) < 1e-5);
    const auto cubic = [](double u, double dt) { return u / std::sqrt(u * u + (1 - u * u) * std::exp(-10 * dt)); };
    CHECK(distance_at_the_end(allen_cahn(), allen_cahn_data(), cubic, 512, 50) < 2e-3);
}

TEST_CASE("chapter 10: the integrals of Burgers' equation satisfy it, start and ends, with half as many nodes too") {
    const double nu = 0.01 / pi;
    for (const double t : {0.1, 0.4, 0.9}) {
        for (const double x : {-0.9, -0.3, -0.02, 0.01, 0.5}) {
            CAPTURE(t);
            CAPTURE(x);
            CHECK(close(elsewhere::burgers(t, x, nu, 601), elsewhere::burgers(t, x, nu, 1201), 1e-9, 1e-9));
            const auto u = [&](double dt, double dx) { return elsewhere::burgers(t + dt, x + dx, nu); };
            // Central differences of fourth order.
            const double h = 2e-4, k = 1e-4;
            const double u_t = (8 * (u(k, 0) - u(-k, 0)) - (u(2 * k, 0) - u(-2 * k, 0))) / (12 * k),
                         u_x = (8 * (u(0, h) - u(0, -h)) - (u(0, 2 * h) - u(0, -2 * h))) / (12 * h),
                         u_xx =
                             (16 * (u(0, h) + u(0, -h)) - (u(0, 2 * h) + u(0, -2 * h)) - 30 * u(0, 0)) / (12 * h * h);
            const double scale = std::abs(u_t) + std::abs(u(0, 0) * u_x) + std::abs(nu * u_xx) + 1;
            CHECK(std::abs(u_t + u(0, 0) * u_x - nu * u_xx) < 1e-4 * scale);
        }
        CHECK(std::abs(elsewhere::burgers(t, 1, nu)) < 1e-12);
        CHECK(std::abs(elsewhere::burgers(t, -1, nu)) < 1e-12);
    }
    CHECK(close(elsewhere::burgers(1e-7, 0.3, nu), -std::sin(0.3 * pi), 1e-5));
}

TEST_CASE("chapter 10: the jump by quadrature is what finite volumes find") {
    const Solution solution = jump().solution();
    const std::size_t n = 4000;  // cells; unknowns at their inner ends
    const double h = 1.0 / double(n);
    std::vector<double> c(n), d(n), u(n + 1, 0);
    for (std::size_t i = 1; i < n; ++i) {
        const double left = Jump{}.a((double(i) - 0.5) * h), right = Jump{}.a((double(i) + 0.5) * h);
        const double pivot = -(left + right) - (i > 1 ? left * c[i - 1] : 0);
        c[i] = right / pivot;
        d[i] = (-h * h - (i > 1 ? left * d[i - 1] : 0)) / pivot;
    }
    for (std::size_t i = n - 1; i > 0; --i) u[i] = d[i] - c[i] * u[i + 1];
    for (std::size_t i = 0; i < solution.u.rows(); ++i) CHECK(std::abs(solution.u(i, 0) - u[i * n / 200]) < 1e-7);
    const auto slope = [](double x) { return (Jump{}.a(x + 1e-6) - Jump{}.a(x - 1e-6)) / 2e-6; };
    for (const double x : {0.1, 0.47, 0.5, 0.62}) CHECK(close(Jump{}.a_x(x), slope(x), 1e-6, 1e-6));
}

TEST_CASE("chapter 10: conditions are on their faces, pairs are opposite, and a network can be asked of each") {
    for (const Problem& problem : problems()) {
        CAPTURE(problem.title);
        Random random(3);
        const Mlp<double> network = problem.network(7, random);
        CHECK(network.settings().widths.size() == problem.hidden.size() + 2);
        for (const Condition<double>& condition : problem.conditions({9, 6}, random)) {
            check_condition(condition, network.settings());
            CHECK(condition.points.rows() == (condition.name == "r" ? 9 : 6));
            for (std::size_t i = 0; i < condition.partners.rows(); ++i) {
                CHECK(condition.points(i, 1) == problem.low[1]);
                CHECK(condition.partners(i, 1) == problem.high[1]);
                CHECK(condition.points(i, 0) == condition.partners(i, 0));
            }
        }
        CHECK(cut({problem, problem.solution()}).size() > 50);
    }
}

TEST_CASE("chapter 10: remedies start from one network, see the same points, and differ by their weights alone") {
    const Problem problem = burgers();
    const Budget none{
        .batch = {12, 8}, .newton_points = {12, 8}, .diagnosed = {6, 4}, .steps = 0, .newton_steps = 0, .widest = 5};
    const Mlp<double> untrained = draw_start(problem, 5, none.batch, 4).network;
    CHECK(trained(problem, Remedy::newton, none, 4).weights == untrained.weights);
    CHECK(draw_start(problem, 5, {6, 4}, 4).network.weights == untrained.weights);

    // By hand: Adam with the weights of Algorithm 1 at the start, and other points in every step.
    Budget ten = none;
    ten.steps = 10;
    auto [network, conditions, random] = draw_start(problem, 5, none.batch, 4);
    const double u = kernel_trace(network, conditions[0]), r = kernel_trace(network, conditions[1]);
    Trainer<double> trainer(network, conditions, LossConvention::means, {(u + r) / u, (u + r) / r}, adam);
    for (int step = 0; step < 10; ++step) {
        if (step > 0) trainer.set_data(problem.conditions(none.batch, random));
        trainer.step();
    }
    CHECK(test::relative_difference(trained(problem, Remedy::fixed, ten, 4).weights[1], trainer.network().weights[1]) <
          1e-6);
    // Updated every 100 steps: at first the same; gradient norms are other weights.
    CHECK(trained(problem, Remedy::updated, ten, 4).weights == trained(problem, Remedy::fixed, ten, 4).weights);
    CHECK(trained(problem, Remedy::gradient_norms, ten, 4).weights != trained(problem, Remedy::fixed, ten, 4).weights);
    ten.newton_steps = 2;
    CHECK(trained(problem, Remedy::newton, ten, 4).weights != untrained.weights);
}

TEST_CASE("chapter 10: every problem has one prediction for each remedy; bands leave out what chance does") {
    CHECK(predicted_problems.size() == problems().size());
    for (const Problem& problem : problems()) {
        for (const Remedy remedy : all_remedies) {
            if (remedy == Remedy::equal) {
                CHECK_THROWS_AS(predicted(problem.title, remedy), std::logic_error);
            } else {
                CHECK_NOTHROW(predicted(problem.title, remedy));
            }
        }
    }
    CHECK_THROWS_AS(predicted("another", Remedy::fixed), std::logic_error);
    // Half of 32, and half of 8: a coin.
    CHECK(!test::holds(claims, predictions, "hits of 32", 16));
    CHECK(test::holds(claims, predictions, "hits of 32", 24));
}

TEST_CASE("the names of build/diagnose are different, and each gives conditions that its network fits") {
    std::set<std::string> names;
    for (const Named& equation : named_equations()) {
        CAPTURE(equation.name);
        CHECK(names.insert(equation.name).second);
        Random random(1);
        const Conditions conditions = equation.conditions(3, random);
        const std::size_t d = conditions.back().points.cols();
        Mlp<double> network({{d, 4, equation.outputs}, Parameterization::glorot, InputScaling::raw(d)}, random);
        if (equation.unknowns > 0) network.unknowns = Matrix<double>(1, equation.unknowns, 1.0);
        CHECK(diagnose(network, conditions, {.steps = 1}).terms.size() == conditions.size());
    }
    CHECK(names.size() == 24);
    CHECK(names.contains("burgers"));
}

TEST_CASE("build/diagnose prints every line, takes no more than two seconds, and refuses in one line") {
    const auto asked = [](std::vector<const char*> options) {
        options.insert(options.begin(), "diagnose");
        std::ostringstream out;
        const int code = diagnose_by_name(static_cast<int>(options.size()), options.data(), out);  // CHECK() catches
        CHECK(code == 0);
        return out.str();
    };
    const std::clock_t begin = std::clock();
    const std::string burgers = asked({"--equation", "burgers"}), help = asked({"--help"});
    CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 2 * slowdown);
    for (const DiagnosisLine& line : diagnosis_lines()) {
        CAPTURE(line.name);
        CHECK(burgers.find('\n' + line.name) != std::string::npos);
        CHECK(help.find(line.name + " ") != std::string::npos);
        CHECK(help.find(line.meaning) != std::string::npos);
    }
    for (const Named& equation : named_equations()) CHECK(help.find(' ' + equation.name) != std::string::npos);
    // Options count.
    CHECK(asked({"--equation", "jump", "--width", "5"}) != asked({"--equation", "jump", "--width", "6"}));
    CHECK(
        asked({"--equation", "jump", "--depth", "1"}).find("1 hidden layers of 50, glorot, z-scored inputs, seed 0") !=
        std::string::npos);

    const auto refused = [&](std::vector<const char*> options) -> std::string {
        try {
            asked(options);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "";
    };
    CHECK(refused({}).starts_with("--equation is missing; accepted are klein_gordon, "));
    CHECK(refused({"--equation", "nope"}).starts_with("--equation nope: accepted are klein_gordon, "));
    CHECK(refused({"--equation", "jump", "--width", "0"}) == "--width 0: accepted are whole numbers 1..1000");
    CHECK(refused({"--equation", "jump", "--scaling", "none"}) == "--scaling none: accepted are raw, z-scored");
    for (const std::vector<const char*>& wrong : {std::vector<const char*>{"--equation"},
                                                  {"--equation", "jump", "--wid", "3"},
                                                  {"--equation", "jump", "stray"},
                                                  {"--equation", "jump", "--equation", "beam"}}) {
        const std::string line = refused(wrong);
        CAPTURE(line);
        CHECK(!line.empty());
        CHECK(line.find('\n') == std::string::npos);
    }
}
