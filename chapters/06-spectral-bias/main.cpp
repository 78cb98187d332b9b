// Chapter 06: Spectral bias
// Paper:  Section 4 (Eqs (4.9)-(4.11)), Section 5, Definition 5.1, Fig. 1
// Run:    make run-chapter-06
// Writes: build/results/chapter-06.csv, build/figures/ch06-*.csv (eight)
// Takes:  12 s; 5 minutes with PROFILE=paper
//
// If K stays what it is at initialization, training is known in advance: how well, for how long, and which part of the
// solution comes first? New against chapter 05: K is used to predict, not only watched.

#include "chapters/06-spectral-bias/claims.hpp"
#include "chapters/06-spectral-bias/findings.hpp"

using namespace pinn;
using namespace pinn::spectral;

namespace {

// The flow de/dt = -K(0) e  (paper: Eq. (5.1)) along the eigenvectors: after k steps of forward Euler component i is
// (1 - eta lambda_i)^k q_i . e(0), where the flow has e^{-lambda_i t} q_i . e(0)  (paper: Eq. (5.3)).
std::vector<double> decayed(const EigenDecomposition<double>& K, const std::vector<double>& error, double rate,
                            std::size_t k) {
    std::vector<double> e = components(K, error);
    for (std::size_t i = 0; i < e.size(); ++i) e[i] *= descent_decay(rate, k)(K.values[i]);
    return e;
}

// u at test points after k steps: o_test(0) - K_test K^{-1} (I - e^{-K t}) e(0), with the initial outputs o(0),
// o_test(0) that the printed formula drops (finding C4)  (paper: Eq. (4.10)).
std::vector<double> learned(const Initial& start, const TestPoints& test, double rate, std::size_t k) {
    return minus(test.u, respond(start.K, test.K_test, descent_response(rate, k), start.error));
}

// For t -> infinity: kernel regression with the eigenvalues above `cutoff` of the largest  (paper: Eq. (4.11)).
Limit regression(const Initial& start, const TestPoints& test, double cutoff) {
    const Regression found = kernel_regression(start.K, test.K_test, start.error, cutoff);
    return {cutoff, static_cast<double>(found.kept), found.dropped,
            relative_error(minus(test.u, found.change), test.exact)};
}

// A training, and beside it what K(0) says of it: the errors (paper: Eq. (5.2)) and u at test points. As printed, both
// are those of a network that starts at zero, with the error -y. After divergence the last finite network is kept.
Course beside_its_prediction(const Problem& p, const Initial& start, const TestPoints* test, std::size_t last,
                             std::size_t compared) {
    const std::vector<double> minus_y = minus(std::vector<double>(start.data.size()), start.data);
    Course course{.rate = p.rate,
                  .lambda = start.K.values,
                  .e = {norm(start.data)},
                  .u = {test == nullptr ? 1 : norm(test->exact)}};
    Trainer<double> trainer = p.trainer(start.network, start.conditions);
    for (const std::size_t k : looks(last, compared, p.rate, start.K.values)) {
        try {
            trainer.run(k - trainer.steps_done());
        } catch (const DivergenceError&) {
        }
        const Mlp<double> network = trainer.network();
        course.e.at.push_back({k, components(start.K, p.experiment.with_copies(errors(network, start.conditions))),
                               decayed(start.K, start.error, p.rate, k), decayed(start.K, minus_y, p.rate, k)});
        if (test == nullptr || std::ranges::count(test_steps(last), k) == 0) continue;
        course.u.at.push_back({k, p.u(network), learned(start, *test, p.rate, k),
                               respond(start.K, test->K_test, descent_response(p.rate, k), start.data)});
    }
    return course;
}

void chapter(const Options& o, Study& study) {
    const Problem p{.rate = o.number("rate")};

    // 1. Before training: the eigenvalues of K fall by seven decades within a fifth of their number  (paper: Fig. 1).
    eigenvalues_at_start(p, study);

    // 2. The i-th eigenvector of K_rr changes its sign i - 1 times, as that of a string: the slower a component, the
    //    more it oscillates. No rate is typical of such a spectrum: the mean, c = Tr K / n, is the rate of errors of
    //    random direction, and the error of a network has no random direction  (paper: Definition 5.1).
    eigenvectors_oscillate(p, study);
    average_rates(p, study);

    // 3. Training beside its prediction. With width, and with s times the error at the start, s small, K stands still,
    //    and every component decays at the rate of its eigenvalue  (paper: Eq. (5.3)). The outputs follow, at the
    //    training points (paper: Eq. (5.2)) and between them  (paper: Eq. (4.10)). Kernel regression, the limit that
    //    the paper states and never runs, gives u to about ten digits  (paper: Eq. (4.11)).
    const std::size_t steps = o.count("steps"), fewer = o.count("short-steps"), compared = std::min(steps, fewer);
    const auto courses = study.over_values("course", cases, [&](const Case& c, auto seed) {
        const Initial start(p.experiment, trained, static_cast<std::size_t>(c.width), seed, c.s);
        if (c.s < 1) return beside_its_prediction(p, start, nullptr, fewer, compared);
        const TestPoints test(p, start);
        Course course = beside_its_prediction(p, start, &test, steps, compared);
        // Above this share of lambda_1 components had time to decay.
        const double cutoff = 1 / (p.rate * static_cast<double>(steps) * start.K.values[0]);
        course.limits.push_back(regression(start, test, std::min(cutoff, 0.9)));
        for (int n = 1; n <= 30; ++n) course.limits.push_back(regression(start, test, std::pow(10, -n)));
        return course;
    });
    report_courses(p, courses, compared, study);

    // 4. What the paper leaves out, and which features of its Fig. 1 are not properties of K.
    without_initial_outputs(p, courses[0], o, study);
    what_depends_on_a(p, study);
    rank_of_K_uu(p, study);
    where_arithmetic_ends(o, study);
    unit_of_x(p, study);
    order_of_limits(study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("06", "spectral bias");
    options.default_seeds({.quick = 3, .paper = 3});
    options.add_number("rate", 1e-5, 1e-12, 1, "learning rate");
    const std::int64_t most = 100'000'000;  // what the quick profile shrinks:
    options.add_integer("steps", {.quick = 60, .paper = 10'000}, 1, most, "steps of trainings for s = 1");
    options.add_integer("short-steps", {.quick = 60, .paper = 3'000}, 1, most, "steps of those for s < 1");
    options.add_integer("points", {.quick = 60, .paper = 100}, 2, 1'000, "interior points of the 100 digits");
    options.add_integer("mean-networks", {.quick = 16, .paper = 64}, 1, 100'000, "networks of the mean");
    options.add_integer("mean-width", {.quick = 300, .paper = 1'000}, 1, 100'000, "their width");
    options.add_integer("mean-steps", {.quick = 60, .paper = 1'000}, 1, most, "their steps");
    return options.run(argc, argv, study_of(claims, chapter));
}
