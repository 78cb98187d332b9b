#include "chapters/04-limit-kernel/at.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

#include "lib/report/options.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::chapter04;
using test::close;

namespace {

// sigma^(k)(g) for sigma = tanh, through the C library.
double sigma(int k, double g) {
    const double t = std::tanh(g), s = 1 - t * t;
    if (k == 0) return t;
    if (k == 1) return s;
    return k == 2 ? -2 * t * s : s * (6 * t * t - 2);
}

// E[h(u, v)], u, v ~ N(0, 1) independent, by adaptive Gauss-Kronrod inside adaptive Gauss-Kronrod.
double expectation(const std::function<double(double, double)>& h) {
    using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
    const auto density = [](double a) { return std::exp(-a * a / 2) / std::sqrt(2 * std::numbers::pi); };
    const auto over_v = [&](double u) {
        return density(u) * Rule::integrate([&](double v) { return density(v) * h(u, v); }, -9.0, 9.0, 8, 1e-11);
    };
    return Rule::integrate(over_v, -9.0, 9.0, 8, 1e-11);
}

// E[u^power sigma^(i)(u x + v) sigma^(j)(u x' + v)]
double moment(int power, int i, int j, const Pair& p) {
    return expectation(
        [=](double u, double v) { return std::pow(u, power) * sigma(i, u * p.x + v) * sigma(j, u * p.x_prime + v); });
}

// What --at should print, by the formulas of the theorem  (paper: Theorem 4.3).
std::map<std::string, double> by_gauss_kronrod(const Pair& p) {
    const double x = p.x, y = p.x_prime, xy = x * y;
    return {{"Theta_uu", moment(0, 1, 1, p) * (xy + 1) + moment(0, 0, 0, p) + 1},
            {"Theta_ur", moment(2, 1, 3, p) * (xy + 1) + 2 * x * moment(1, 1, 2, p) + moment(2, 0, 2, p)},
            {"Theta_rr", moment(4, 3, 3, p) * (xy + 1) + 2 * x * moment(3, 3, 2, p) + 2 * y * moment(3, 2, 3, p) +
                             4 * moment(2, 2, 2, p) + moment(4, 2, 2, p)},
            {"Sigma^(1)", moment(0, 0, 0, p) + 1},
            {"Sigma_xx", moment(4, 2, 2, p)}};
}

std::map<std::string, double> printed(const Pair& p) {
    std::istringstream lines(at_text(p));
    std::map<std::string, double> values;
    std::string name, value;
    while (lines >> name >> value) values[name] = *parse_number(value);
    return values;
}

}  // namespace

TEST_CASE("--at prints five limits that agree with nested Gauss-Kronrod to nine digits") {
    for (const Pair& p : {Pair{0.3, 0.7}, Pair{0, 1}, Pair{-0.6, 0.4}, Pair{1.5, 1.5}}) {
        const std::map<std::string, double> values = printed(p), expected = by_gauss_kronrod(p);
        REQUIRE(values.size() == 5);
        for (const auto& entry : expected) {
            CAPTURE(entry.first);
            CAPTURE(p.x);
            CHECK(close(values.at(entry.first), entry.second, 1e-9));
        }
    }
}

TEST_CASE("--at prints ten digits, in a fixed order") {
    CHECK(at_text({0.5, 0.9}) ==
          "Theta_uu    1.995186398\nTheta_ur    -0.3800389398\nTheta_rr    0.5039434719\n"
          "Sigma^(1)   1.446032275\nSigma_xx    0.2332218239\n");
}

TEST_CASE("Theta_ur is not symmetric in (x, x'), Theta_uu and Theta_rr are") {
    auto there = printed({0.3, 0.7}), back = printed({0.7, 0.3});
    CHECK(std::abs(there["Theta_ur"] - back["Theta_ur"]) > 0.01);
    for (const char* name : {"Theta_uu", "Theta_rr", "Sigma^(1)", "Sigma_xx"}) {
        CHECK(close(there[name], back[name], 1e-9));
    }
}

TEST_CASE("--at accepts two numbers and a comma") {
    const auto parses = [](const std::string& text, double x, double x_prime) {
        const auto pair = parse_pair(text);
        return pair && pair->x == x && pair->x_prime == x_prime;
    };
    CHECK(parses("0.3,0.7", 0.3, 0.7));
    CHECK(parses("-1,1e-3", -1, 1e-3));
    CHECK(parses("30,-30", 30, -30));
    CHECK(printed({30, -30}).size() == 5);  // the far corner is reached
}

TEST_CASE("--at refuses anything else in one line that names it and what it accepts") {
    for (const std::string text : {"0.3", "a,b", "nan,1", "1,nan", "inf,1", "1,2,3", ",", "1,", ",1", "0.3, 0.7",
                                   "0.3;0.7", "31,0", "0,-30.5", "1e999,0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_pair(text).has_value());
        Options options("04", "the limit kernel");
        add_at(options);
        const std::string line =
            "--at " + text + ": accepted are two numbers -30..30 with a comma between, as in 0.3,0.7";
        CHECK_THROWS_WITH_AS(options.parse({"--at", text}), line.c_str(), UsageError);
    }
}

TEST_CASE("a wrong --at ends a program with one line on stderr, none on stdout, and exit code 2") {
    const test::ScratchFolder folder;
    const auto run = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"chapter-04", "--out", folder.path().string()});
        std::vector<char*> argv;
        for (std::string& argument : arguments) argv.push_back(argument.data());
        Options options("04", "the limit kernel");
        add_at(options);
        return options.run(static_cast<int>(argv.size()), argv.data(), [](const Options& given) {
            std::cout << at_text(*parse_pair(given.text("at")));
            return 0;
        });
    };
    const test::Captured out(std::cout), err(std::cerr);
    CHECK(run({"--at", "1,2,3"}) == 2);
    CHECK(err.text() ==
          "chapter-04: --at 1,2,3: accepted are two numbers -30..30 with a comma between, as in 0.3,0.7\n");
    CHECK(out.text().empty());
    CHECK(run({"--at", "-0.3,0.7"}) == 0);
    CHECK(run({"--at=0.3,0.7"}) == 0);
    CHECK(folder.files() == 0);
}
