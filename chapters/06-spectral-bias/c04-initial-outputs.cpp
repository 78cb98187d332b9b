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
    const double mu = experiment.scaling(trained).mean[0], s = experiment.scaling(trained).deviation[0];
    const auto z = [&](const Matrix<double>& points) {
        return Poisson::at(points, [&](double x) { return (x - mu) / s; });
    };
    const Matrix<double> all =
        limit_kernel(z(stack_rows<double>({p.test, experiment.ends})), z(experiment.interior)).K();

    // The training points follow the test points.
    const std::size_t tests = p.test.rows(), n = experiment.rows();
    const auto unit = [&](std::size_t j) { return j < experiment.ends.rows() ? 1 : 1 / (s * s); };
    Matrix<double> K(n, n), K_test(tests, n);
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = 0; i < n; ++i) K(i, j) = unit(i) * unit(j) * all(tests + i, tests + j);
        for (std::size_t i = 0; i < tests; ++i) K_test(i, j) = experiment.root_weight(j) * unit(j) * all(i, tests + j);
    }
    return respond(jacobi(experiment.with_copies(K)), K_test, descent_response(p.rate, k),
                   experiment.with_copies(targets(experiment.conditions())));
}

}  // namespace

void without_initial_outputs(const Problem& p, const Runs<Course>& widest, const Options& o, Study& study) {
    const auto worse = [](const Looks& of) { return of.mismatch(&Look::printed) / of.mismatch(&Look::predicted); };
    study.report("C4", "width 10000, outputs at training points: mismatch as printed / with o(0)",
                 widest.each([&](const Course& c) { return worse(c.e); }));
    study.report("C4", "width 10000, u at test points: mismatch as printed / with o(0)",
                 widest.each([&](const Course& c) { return worse(c.u); }));

    // u at the test points, of M trained networks.
    const std::size_t steps = o.count("mean-steps");
    const auto networks = study.over_seeds("mean", study.seeds(o.count("mean-networks")), [&](auto seed) {
        Trainer<double> trainer =
            p.trainer(p.experiment.network(trained, 1, o.count("mean-width"), seed), p.experiment.conditions());
        trainer.run(steps);
        const Matrix<double> u = trainer.network()(p.test);
        return std::vector<double>(u.values().begin(), u.values().end());
    });
    const std::vector<double> printed = printed_with_limit_kernel(p, steps);
    const double M = static_cast<double>(networks.size());
    std::vector<double> mean_u(printed.size()), distances;
    for (std::vector<double> u : networks) {
        u.resize(printed.size(), NAN);  // of one that diverged
        for (std::size_t i = 0; i < u.size(); ++i) mean_u[i] += u[i] / M;
        distances.push_back(distance(u, printed));
    }
    study.report("C4", "printed (4.10) with K*: distance to the mean of M networks x sqrt(M) / to one network",
                 distance(mean_u, printed) * std::sqrt(M) / root_mean_square(distances));
}

}  // namespace pinn::spectral
