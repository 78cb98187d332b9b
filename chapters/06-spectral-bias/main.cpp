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
#include "chapters/06-spectral-bias/rates.hpp"

using namespace pinn;
using namespace pinn::spectral;

namespace {

// The error after k steps in the eigenvectors of K: component i is (1 - eta lambda_i)^k q_i . e(0), which is forward
// Euler for e^{-lambda_i t} q_i . e(0)  (paper: Eq. (5.3)).
std::vector<double> decayed(const EigenDecomposition<double>& K, const std::vector<double>& error, double rate,
                            std::size_t k) {
    std::vector<double> e = components(K, error);
    for (std::size_t i = 0; i < e.size(); ++i) e[i] *= descent_decay(rate, k)(K.values[i]);
    return e;
}

// The outputs at test points after k steps: o_test(0) + K_test K^{-1} (I - e^{-K t}) (y - o(0))  (paper: Eq. (4.10)).
std::vector<double> learned(const Initial& start, const TestPoints& test, double rate, std::size_t k) {
    return sum(test.outputs, respond(start.K, test.K_test, descent_response(rate, k), negative(start.error)));
}

// The same for t -> infinity, kernel regression with the eigenvalues down to `cutoff` of the largest
// (paper: Eq. (4.11)).
Limit regression(const Initial& start, const TestPoints& test, double cutoff) {
    if (cutoff >= 1) return {cutoff, 0, 1, distance(test.outputs, test.exact)};
    const Regression found = kernel_regression(start.K, test.K_test, negative(start.error), cutoff);
    return {cutoff, static_cast<double>(found.kept), found.dropped,
            distance(sum(test.outputs, found.change), test.exact)};
}

// A training, and beside it what K(0) says of it: the errors  (paper: Eq. (5.2), Eq. (5.3)), and the outputs at test
// points. As printed, both formulas are those of a network that starts at zero, whose error is -y.
Course beside_its_prediction(const Problem& p, const Initial& start, Course course,
                             const std::vector<TestPoints>& tests) {
    for (const std::size_t k : course.step) {
        course.predicted.push_back(decayed(start.K, start.error, p.rate, k));
        course.printed.push_back(decayed(start.K, negative(start.data), p.rate, k));
    }
    for (std::size_t of = 0; of < tests.size(); ++of) {
        for (Look& look : course.test[of]) {
            look.corrected = learned(start, tests[of], p.rate, look.step);
            look.printed = respond(start.K, tests[of].K_test, descent_response(p.rate, look.step), start.data);
        }
    }
    if (tests.empty()) return course;
    const double training_had_time_for = 1 / (p.rate * static_cast<double>(course.step.back()) * course.lambda[0]);
    course.limits.push_back(regression(start, tests[0], training_had_time_for));
    for (int decade = 1; decade <= 30; ++decade) {
        course.limits.push_back(regression(start, tests[0], std::pow(10, -decade)));
    }
    return course;
}

void chapter(const Problem& p, const Options& o, Study& study) {
    // 1. Before training: the eigenvalues of K fall by seven decades within a fifth of their number  (paper: Fig. 1).
    const auto spectra = study.over_values("spectra", settings, [&](const Setting& setting, auto seed) {
        return Spectra(p.experiment, p.network(setting, seed));
    });
    report_fig1(spectra, study);

    // 2. The i-th eigenvector of K_rr changes its sign i - 1 times, as that of a string: the slower a component, the
    //    more it oscillates. No rate is typical of such a spectrum: the mean, c = Tr K / n, is the rate of errors of
    //    random direction, and the error of a network has no random direction  (paper: Definition 5.1).
    eigenvectors_oscillate(p, study);
    const auto rates = study.over_seeds("rates", study.seeds(trace_seeds), [&](auto seed) {
        return rates_over_average(Initial(p.experiment, trained, spectrum_width, seed, 1), seed);
    });
    report_rates(rates, study);

    // 3. Training beside its prediction. With width, and with a small error s at the start, K stands still, and every
    //    component decays at the rate of its eigenvalue  (paper: Eq. (5.3)).
    Courses courses = cases(o);
    courses.runs = study.over_values("course", courses.cases, [&](const Case& c, auto seed) {
        const Initial start(p.experiment, trained, c.width, seed, c.s);
        const std::vector<TestPoints> tests = c.s == 1 ? test_points(p, start) : std::vector<TestPoints>{};
        return beside_its_prediction(p, start, train(p, start, c.steps, courses.last, tests), tests);
    });
    for (std::size_t k = 0; k < courses.cases.size(); ++k) {
        study.report("Eq. (5.3)", "largest deviation of 5 rates of decay, " + courses.cases[k].name(),
                     courses.runs[k].each([&](const Course& course) { return course.rate_deviation(p.rate); }));
    }
    report_decay(p, courses, study);

    // 4. The outputs follow, at the training points (paper: Eq. (5.2)) and between them (paper: Eq. (4.10)). The limit
    //    that the paper states and never runs has ten digits  (paper: Eq. (4.11)).
    report_outputs(p, courses, study);

    // 5. What the paper leaves out, and what in its Fig. 1 is no property of K.
    without_initial_outputs(p, courses, o, study);
    what_depends_on_a(p, study);
    rank_of_K_uu(p, study);
    where_arithmetic_ends(o, study);
    unit_of_x(p, study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("06", "spectral bias");
    options.default_seeds({.quick = 3, .paper = 3});
    options.add_number("rate", 1e-5, 1e-12, 1, "learning rate");
    declare_sizes(options);
    return options.run(argc, argv, [](const Options& o) {
        Study study(o, claims);
        chapter({.rate = o.number("rate")}, o, study);
        return study.write();
    });
}
