// Chapter 01: Infinite width
// Paper:  Section 2, Eqs (2.1)-(2.8)
// Run:    make run-chapter-01
// Writes: build/results/chapter-01.csv, build/figures/ch01-{concentration,tails,kolmogorov,priors}.csv
// Takes:  4 s; 1 minute with PROFILE=paper
//
// Finite networks beside their limits Sigma^(L) and Theta^(L), for one, two and three hidden layers. Two statements
// hide in Eq. (2.4). Within one network, the average over neurons that stands for Sigma settles down like N^(-1/2), as
// does Ker_0. Over many networks, the output becomes Gaussian: with the hidden layers held fixed it is so at every
// width; what changes with the width is how its variance scatters.

#include "chapters/01-infinite-width/claims.hpp"
#include "chapters/01-infinite-width/marginals.hpp"
#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/pde/sampling.hpp"

using namespace pinn;
using namespace pinn::infinite;

// Raw inputs, weights and biases N(0, 1)  (paper: Eq. (2.3)).
Mlp<double> infinite::draw_network(std::size_t d, std::size_t hidden_layers, double width, Random& random) {
    std::vector<std::size_t> widths(hidden_layers + 2, static_cast<std::size_t>(width));
    widths.front() = d;
    widths.back() = 1;
    return {{widths, Parameterization::ntk, InputScaling::raw(d)}, random};
}

// g^(h): the network without its later layers  (paper: Eq. (2.1)).
Matrix<double> infinite::preactivations(Mlp<double> network, std::size_t h, const Matrix<double>& points) {
    network.weights.resize(h + 1);
    network.biases.resize(h + 1);
    return network(points);
}

// (1/N) sum_k f_k^(L)(x) f_k^(L)(x') + 1: exact at every width. Its limit is Sigma^(L)  (paper: Eq. (2.4)).
Matrix<double> infinite::conditional_covariance(const Mlp<double>& network, const Matrix<double>& points) {
    Matrix<double> f = preactivations(network, network.layers() - 2, points);
    tanh<double>(f.values(), f.values());  // paper: Eq. (2.2)
    Matrix<double> covariance = multiply_nt(f, f);
    for (double& entry : covariance.values()) entry = entry / static_cast<double>(f.cols()) + 1;
    return covariance;
}

namespace {

// Ker_0 = <df(x)/dtheta, df(x')/dtheta>, the kernel of the condition A[u] = u with itself, which tends to Theta^(L)
// (paper: Eq. (2.6), Eq. (2.7)). Gram by Gram: the Jacobian of three layers of 1024 would have two million columns.
Matrix<double> initial_kernel(const Mlp<double>& network, const Matrix<double>& points) {
    const auto u = [](const Jet<double>& u) { return u.value(); };
    const Condition<double> values{"u", points, {}, {.value = true}, u, Matrix<double>(points.rows(), 1)};
    return kernel(network, values, values);
}

// How far one network is from its limits.
Errors errors_of(const Family& family, double width, Random& random) {
    const Mlp<double> network = draw_network(family.points.cols(), family.hidden_layers, width, random);
    const Matrix<double> Sigma = conditional_covariance(network, family.points);
    const Matrix<double> Theta = initial_kernel(network, family.points);
    return {relative_error(Sigma.values(), family.scaled.Sigma.back().values()),
            relative_error(Theta.values(), family.scaled.Theta.values()),
            relative_error(Theta.values(), family.printed.Theta.values())};
}

void chapter(const Options& o, Study& study) {
    // 1. The limits, by quadrature: Theta^(0) = Sigma^(0), Theta^(h) = Sigma^(h) + Sigma'^(h) Theta^(h-1), the sum of
    //    products from inside (layer_limits in lib/kernel/limit.cpp; paper: Eq. (2.8)); for C3 in d dimensions.
    const std::size_t d = o.count("dimension");
    std::vector<Family> families;
    for (std::size_t L = 1; L <= depths; ++L) families.push_back({equispaced(5, -1, 1), L});
    families.push_back({points_in(d), 1});

    // 2. One network: Sigma and Theta are averages over N neurons, so errors fall like N^(-1/2)  (paper: Eq. (2.7)).
    //    A seed is one stream of numbers, from which all its networks are drawn in order.
    const std::vector<double> N = powers_of_two(32, o.count("largest-width"));
    const auto runs = study.over_seeds("averages", [&](auto seed) {
        Random random(seed);
        Run run(N.size());
        for (std::size_t f = 0; f < families.size(); ++f) {
            for (std::size_t w = 0; w < N.size(); ++w) run[w].family[f] = errors_of(families[f], N[w], random);
        }
        return run;
    });
    for (std::size_t L = 1; L <= depths; ++L) {
        const std::vector<double> Sigma = root_mean_squares(runs, L - 1, &Errors::Sigma),
                                  Theta = root_mean_squares(runs, L - 1, &Errors::Theta);
        study.report("Eq. (2.4)", concat("slope of the error of Sigma, L = ", L), log_log_slope(N, Sigma));
        study.report("Eq. (2.8)", concat("slope of the error of Theta, L = ", L), log_log_slope(N, Theta));
        study.report("Eq. (2.8)", concat("error at the largest width of Theta, L = ", L), Theta.back());
    }
    draw_concentration(N, runs, study);

    // 3. Many networks: f(1) and f(1) - f(-1) are Gaussian given the hidden layers, and become Gaussian
    //    unconditionally as the width grows, with an excess kurtosis like 1/N.
    report_marginals(
        marginals(powers_of_two(1, o.count("largest-marginal")), study.seeds().back() + 1, o.count("networks")), study);

    // 4. C3: a factor lost in the printed Sigma^(0). And the limit as a random function, drawn beside networks.
    first_covariance(d, N, runs, study);
    report_paths(N.back(), study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("01", "infinite width");
    options.default_seeds({.quick = 400, .paper = 400});
    options.add_integer("largest-width", {.quick = 512, .paper = 1024}, 64, 4096,
                        "Sigma and Theta are measured at widths 32, 64, ... up to this");
    options.add_integer("networks", {.quick = 10'000, .paper = 40'000}, 100, 10'000'000,
                        "independent networks behind a distribution");
    options.add_integer("largest-marginal", {.quick = 64, .paper = 256}, 64, 4096, "of widths 1, 2, 4, ... up to this");
    options.add_integer("dimension", 2, 2, 3, "of the inputs for C3");
    return options.run(argc, argv, study_of(claims, chapter));
}
