// C4: Eqs (5.2) and (4.10) are printed without the initial outputs, which are random numbers of the size of u.
//
// For one wide network o_test(t) = o_test(0) + K_test K^{-1} (I - e^{-K t}) (y - o(0)). K is the same K* for all, and
// o(0) has mean zero (paper: Theorem 4.1), so the mean over networks drops both initial outputs: the printed (4.10)
// with K* is that mean. M trained networks have a mean that lies M^{-1/2} times as far from it as a single one.

#include "chapters/06-spectral-bias/findings.hpp"
#include "lib/kernel/limit.hpp"

namespace pinn::spectral {
namespace {

// K*_test K*^{-1} (I - (I - eta K*)^k) y for u at the test points, one hidden layer in the NTK parameterization.
// z-scoring: K* is that of u(z) and u_zz, and u_xx = u_zz / s^2.
std::vector<double> printed_with_limit_kernel(const Problem& p, std::size_t k) {
    const PoissonExperiment& experiment = p.experiment;
    const InputScaling scaling = experiment.scaling(trained);
    const double mu = scaling.mean[0], deviation = scaling.deviation[0];
    const std::size_t ends = experiment.ends.rows(), inside = experiment.interior.rows(), tests = p.test.rows();
    Matrix<double> values(ends + tests, 1), interior(inside, 1);  // z of the ends, then of the test points
    for (std::size_t i = 0; i < ends; ++i) values(i, 0) = (experiment.ends(i, 0) - mu) / deviation;
    for (std::size_t i = 0; i < tests; ++i) values(ends + i, 0) = (p.test(i, 0) - mu) / deviation;
    for (std::size_t i = 0; i < inside; ++i) interior(i, 0) = (experiment.interior(i, 0) - mu) / deviation;
    const Matrix<double> all = limit_kernel(values, interior).K();

    // Rows and columns of the training points, and of the test points against them, in the units of x.
    const auto place = [&](std::size_t i) { return i < ends ? i : tests + i; };
    const auto unit = [&](std::size_t i) { return i < ends ? 1 : 1 / (deviation * deviation); };
    Matrix<double> K(ends + inside, ends + inside), K_test(tests, ends + inside);
    for (std::size_t j = 0; j < K.cols(); ++j) {
        for (std::size_t i = 0; i < K.rows(); ++i) K(i, j) = unit(i) * unit(j) * all(place(i), place(j));
        for (std::size_t i = 0; i < tests; ++i) {
            K_test(i, j) = experiment.root_weight(j) * unit(j) * all(ends + i, place(j));
        }
    }
    return respond(jacobi(experiment.with_copies(K)), K_test, descent_response(p.rate, k),
                   experiment.with_copies(targets(experiment.conditions())));
}

// u at the test points of one trained network.
std::vector<double> trained_values(const Problem& p, std::size_t width, std::uint64_t seed, std::size_t k) {
    Trainer<double> trainer(p.experiment.network(trained, 1, width, seed), p.experiment.conditions(), trained.loss,
                            p.experiment.lambda(trained), GradientDescent{p.rate});
    trainer.run(k);
    const Matrix<double> u = trainer.network()(p.test);
    return {u.values().begin(), u.values().end()};
}

}  // namespace

void without_initial_outputs(const Problem& p, const Courses& courses, const Options& o, Study& study) {
    const std::vector<double> exact = targets({p.experiment.problem.boundary<double>(p.test)});
    study.report(
        "C4", "width 10000, outputs at training points: mismatch as printed / with o(0)",
        courses.at(10'000, 1).each([](const Course& c) { return c.mismatch(c.printed) / c.mismatch(c.predicted); }));
    study.report("C4", "width 10000, u at test points: mismatch as printed / with o(0)",
                 courses.at(10'000, 1).each([&](const Course& c) {
                     return c.mismatch_at_test(0, &Look::printed, exact) /
                            c.mismatch_at_test(0, &Look::corrected, exact);
                 }));

    const std::size_t steps = o.count("mean-steps");
    const std::vector<double> printed = printed_with_limit_kernel(p, steps);
    const auto networks = study.over_seeds("mean", study.seeds(o.count("mean-networks")), [&](auto seed) {
        return trained_values(p, o.count("mean-width"), seed, steps);
    });
    const double M = static_cast<double>(networks.size());
    std::vector<double> mean_u(printed.size()), distances;
    for (std::vector<double> u : networks) {
        u.resize(printed.size(), NAN);  // of one that diverged
        for (std::size_t i = 0; i < u.size(); ++i) mean_u[i] += u[i] / M;
        distances.push_back(norm(difference(u, printed)));
    }
    study.report("C4", "printed (4.10) with K*: distance to the mean of M networks x sqrt(M) / to one network",
                 norm(difference(mean_u, printed)) * std::sqrt(M) / root_mean_square(distances));
    study.report("C4", "M", M);
}

}  // namespace pinn::spectral
