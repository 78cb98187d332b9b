#include "chapters/05-lazy-training/claims.hpp"
#include "chapters/05-lazy-training/first_order.hpp"
#include "tests/chapters/bands.hpp"

using namespace pinn;
using namespace pinn::lazy;
using pinn::test::close;
using pinn::test::holds;

namespace {

constexpr double rate = 1e-5;
Training training(const Setting& setting, std::size_t width) { return {setting, 1, width, 1, rate}; }

// The slope in N of ||K'(0)|| / ||K(0)||, root mean square over networks, of what `change` makes of a network and its
// conditions.
template <class Change>
double first_order_slope(const Change& change) {
    const std::vector<double> N{128, 256, 512, 1024, 2048};
    std::vector<double> rms;
    for (const double width : N) {
        const Training p = training(ntk_raw, static_cast<std::size_t>(width));
        std::vector<double> found(16);
        parallel_for(found.size(), [&](std::size_t seed) {
            Mlp<double> network = p.network(seed);
            std::vector<Condition<double>> conditions = p.experiment.conditions();
            change(network, conditions);
            found[seed] = first_order_change(p, network, conditions);
        });
        rms.push_back(root_mean_square(found));
    }
    return log_log_slope(N, rms);
}

}  // namespace

TEST_CASE("chapter 05: K'(0) / K(0) is the change of K in a short training over its time") {
    for (const Setting& setting : {ntk_z_scored, ntk_raw, official}) {
        const Training p{setting, 1, 50, 1, 1e-11};
        const Mlp<double> start = p.network(3);
        Matrix<double> K_0, K_t;
        p.run(3, {20}, [&](std::size_t step, const Mlp<double>& network) {
            (step == 0 ? K_0 : K_t) = p.experiment.with_copies(kernel(network, p.experiment.conditions()));
        });
        const Training of_rate{setting, 1, 50, 1, rate};
        CHECK(close(first_order_change(of_rate, start, p.experiment.conditions()),
                    relative_error(K_t.values(), K_0.values()) / (20 * p.rate), 1e-4));
    }
}

TEST_CASE("chapter 05: a first-order change whose terms do not cancel misses the band of Theorem 4.4") {
    const char* const row = "slope in N: K'(0) / K(0), raw inputs";
    // W0 = +1 or -1, whose powers have no long tail; and the residual of the targets alone, which a change of W1
    // leaves.
    const auto prepare = [](Mlp<double>& network, std::vector<Condition<double>>& conditions) {
        for (double& W0 : network.weights[0].values()) W0 = 1;
        std::size_t i = 0;
        const std::vector<double> e = errors(network, conditions);
        for (Condition<double>& condition : conditions) {
            for (double& y : condition.target.values()) y = e[i++] + 2 * y;
        }
    };
    CHECK(holds(claims, "Theorem 4.4", row, first_order_slope(prepare)));
    const double of_one_sign = first_order_slope([&](Mlp<double>& network, std::vector<Condition<double>>& conditions) {
        for (double& W1 : network.weights[1].values()) W1 = std::abs(W1);
        prepare(network, conditions);
    });
    CHECK(close(of_one_sign, -0.5, 0, 0.1));
    for (const char* const profile : {"quick", "paper"}) {
        CHECK(!holds(claims, "Theorem 4.4", row, of_one_sign, profile));
        CHECK(!holds(claims, "Theorem 4.4", "slope in N: norm of K(t) - K(0) over its bound", 0, profile));
    }
}

TEST_CASE("chapter 05: what falls like N^-1/3, like 1/N or not at all misses every band of a slope") {
    for (const double power : {-1.0 / 3, -1.0, 0.0}) {
        std::vector<Runs<std::vector<double>>> runs;
        for (const double N : widths) runs.push_back({{{std::pow(N, power)}, {2 * std::pow(N, power)}}});
        for (const auto& [item, name] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"Theorem 4.4", "relative change of theta"},
                 {"Theorem 4.4", "relative change of theta, raw inputs"},
                 {"Lemma D.2", "W0"},
                 {"Lemma D.3", "sigma"},
                 {"Lemma D.4", "du/dtheta"}}) {
            const double slope = rate_of({item, name, 64, nullptr}, "", 0, runs).slope;
            CHECK(close(slope, power, 0, 1e-12));
            CHECK(!holds(claims, item, concat("slope in N: ", name), slope));
        }
    }
    CHECK(holds(claims, "Lemma D.4", "slope in N: du/dtheta", -0.5));
}

TEST_CASE(
    "chapter 05: entries of the Jacobian that fall like N^-1/3, or like N^-1/2 without a logarithm, miss the bands") {
    const std::vector<double> N{128, 256, 512, 1024, 2048, 4096};
    const auto slope = [&](auto entry, int p) {
        std::vector<double> over_law;
        for (const double width : N) over_law.push_back(entry(width) / law(width, p));
        return log_log_slope(N, over_law);
    };
    for (const int p : {1, 3}) {
        const std::string row = p == 1 ? "largest entry of du/dtheta x sqrt(N / ln N)"
                                       : "largest entry of du_xx/dtheta x sqrt(N) / (ln N)^1.5";
        const auto with_law = [&](double width) { return law(width, p); };
        const auto third = [&](double width) { return law(width, p) * std::pow(width, 0.5 - 1.0 / 3); };
        const auto printed = [](double width) { return 1 / std::sqrt(width); };
        CHECK(holds(claims, "Lemma D.1", "slope in N: " + row, slope(with_law, p)));
        CHECK(!holds(claims, "Lemma D.1", "slope in N: " + row, slope(third, p)));
        CHECK(!holds(claims, "Lemma D.1", "slope in N at t = 0: " + row, slope(printed, p)));
    }
    CHECK(!holds(claims, "Lemma D.1", "slope in N at t = 0: largest entry of du_xx/dtheta x sqrt(N) / (ln N)^1.5",
                 slope([](double width) { return law(width, 1); }, 3)));
}

TEST_CASE("chapter 05: a movement that falls like N^-1/3 does not make the order of Figs 2 and 3") {
    for (const char* const item : {"Fig. 2a", "Fig. 2b", "Fig. 3a", "Fig. 3b"}) {
        const std::string row = concat("change of ", item[6] == 'a' ? "theta" : "K", ", width 10 / 500: any");
        CHECK(!holds(claims, item, row, std::pow(50, 1.0 / 3)));
        CHECK(!holds(claims, item, row, 1, "quick"));
        CHECK(!holds(claims, item, row, NAN));  // a network that is never trained: 0 / 0
    }
}

TEST_CASE("chapter 05: a bounded initialization misses the band of C13, rounding that of C14") {
    std::vector<double> ratios;
    for (const double N : {64., 65536.}) ratios.push_back(3.5 / std::sqrt(2 * std::log(N)));
    CHECK(!holds(claims, "C13", "max abs theta_i(0) / sqrt(2 ln N), N = 2^6 .. 2^16", maximum(ratios)));
    CHECK(!holds(claims, "C13", "max abs theta_i(0) / sqrt(2 ln N), N = 2^6 .. 2^16", minimum(ratios)));
    CHECK(!holds(claims, "C14", "abs sum e p / (max abs p, sum abs e) where sum e = 0", 1e-15));
    CHECK(!holds(claims, "C14", "integral of sum abs e / integral of abs sum e", 1));
}
