// Every line of a diagnosis against its formula, by plain code: K from the Jacobian, spectra by the textbook's Jacobi.
#include "lib/training/diagnosis.hpp"

#include <algorithm>
#include <limits>

#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/jacobi.hpp"
#include "lib/training/trainer.hpp"
#include "tests/pde/equations.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

struct Plain {
    Matrix<double> K;
    std::vector<Matrix<double>> blocks;
    std::vector<std::vector<double>> errors;
};

Plain plain(const Mlp<double>& network, const std::vector<Condition<double>>& conditions) {
    Plain found;
    const Matrix<double> J = jacobian(network, conditions);
    found.K = multiply_nt(J, J);
    std::size_t first = 0;
    for (const Condition<double>& condition : conditions) {
        const std::size_t n = condition.points.rows();
        Matrix<double> block(n, n);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) block(i, j) = found.K(first + i, first + j);
        }
        found.blocks.push_back(block);
        first += n;
        Tape<double> tape;
        const Matrix<double> A(condition.applied(place(MlpOnTape<double>(tape, network), condition).u).value());
        std::vector<double>& e = found.errors.emplace_back();
        for (std::size_t i = 0; i < n; ++i) e.push_back(A(i, 0) - condition.target(i, 0));
    }
    return found;
}

// lambda_max of K D by the power method on D^{1/2} K D^{1/2}, scale[k] the d_i of condition k.
double largest_of(const Plain& of, const std::vector<double>& scale) {
    std::vector<double> d;
    for (std::size_t k = 0; k < scale.size(); ++k) d.insert(d.end(), of.errors[k].size(), scale[k]);
    std::vector<double> v(d.size(), 1), w(d.size());
    double value = 0;
    for (int step = 0; step < 3000; ++step) {
        double square = 0;
        for (std::size_t i = 0; i < d.size(); ++i) {
            w[i] = 0;
            for (std::size_t j = 0; j < d.size(); ++j) w[i] += std::sqrt(d[i] * d[j]) * of.K(i, j) * v[j];
            square += w[i] * w[i];
        }
        value = std::sqrt(square);
        for (std::size_t i = 0; i < d.size(); ++i) v[i] = w[i] / value;
    }
    return value;
}

const std::vector<std::string> tried{"burgers", "convection", "klein_gordon", "divergence_form"};

}  // namespace

TEST_CASE("a diagnosis is its formulas: traces, weights, waits and the stable rate, by plain code") {
    for (const equations::Equation& equation : equations::all()) {
        if (std::ranges::count(tried, equation.header) == 0) continue;
        CAPTURE(equation.name);
        Random random(3);
        const std::vector<Condition<double>> conditions = equation.conditions(6, random);
        const Mlp<double> network = equation.network({9, 8}, 4);
        const Diagnosis found = diagnose(network, conditions, {.steps = 0});
        const Plain of = plain(network, conditions);

        std::vector<double> traces, equal, balanced;
        double sum = 0;
        for (const Matrix<double>& block : of.blocks) {
            double trace = 0;
            for (std::size_t i = 0; i < block.rows(); ++i) trace += block(i, i);
            traces.push_back(trace);
            sum += trace;
        }
        for (std::size_t k = 0; k < traces.size(); ++k) {
            equal.push_back(2 / static_cast<double>(of.errors[k].size()));
            balanced.push_back(equal[k] * sum / traces[k]);
        }
        const double top = largest_of(of, equal), balanced_top = largest_of(of, balanced);
        CHECK(close(found.imbalance(), std::ranges::max(traces) / std::ranges::min(traces), 1e-10));
        CHECK(close(found.stable_rate(), 2 / top, 1e-8));
        CHECK(close(found.balanced_largest, balanced_top, 1e-8));
        double longest = 0, balanced_longest = 0;
        for (std::size_t k = 0; k < traces.size(); ++k) {
            CAPTURE(conditions[k].name);
            const TermDiagnosis& term = found.terms[k];
            CHECK(term.points == conditions[k].points.rows());
            CHECK(close(term.trace, traces[k], 1e-10));
            CHECK(close(term.weight, sum / traces[k], 1e-10));
            // |e|^2 as the sum of squared projections, one after the other.
            const EigenDecomposition<double> spectrum = jacobi_reference(of.blocks[k]);
            double all = 0, held = 0;
            for (const double e : of.errors[k]) all += e * e;
            std::size_t modes = 0;
            while (2 * held < all) {
                double c = 0;
                for (std::size_t j = 0; j < of.errors[k].size(); ++j) c += spectrum.vectors(modes, j) * of.errors[k][j];
                held += c * c;
                ++modes;
            }
            CHECK(close(term.error, std::sqrt(all / static_cast<double>(of.errors[k].size())), 1e-10));
            CHECK(term.modes == modes);
            const double lambda = spectrum.values[modes - 1];
            CHECK(close(term.wait, top / (equal[k] * lambda), 1e-6));
            CHECK(close(term.balanced_wait, balanced_top / (balanced[k] * lambda), 1e-6));
            longest = std::max(longest, top / (equal[k] * lambda));
            balanced_longest = std::max(balanced_longest, balanced_top / (balanced[k] * lambda));
        }
        CHECK(close(found.gain(), longest / balanced_longest, 1e-6));
        CHECK(found.movement == 0);
    }
}

TEST_CASE("a diagnosis foretells gradient descent: stable up to its rate, divergent above") {
    Random random(5);
    const std::vector<Condition<double>> conditions = equations::divergence_form(8, random);
    const Mlp<double> network({{1, 200, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const double rate = diagnose(network, conditions, {.steps = 0}).stable_rate();
    const auto loss_after = [&](double share) {
        Trainer<double> trainer(network, conditions, LossConvention::means, {1, 1}, GradientDescent{share * rate});
        const double before = trainer.loss();
        try {
            trainer.run(60);
        } catch (const DivergenceError&) {
            return std::numeric_limits<double>::infinity();
        }
        return trainer.loss() / before;
    };
    CHECK(loss_after(0.5) < 1);
    CHECK(loss_after(2.5) > 1);
}

TEST_CASE("a diagnosis sees rank, condition and movement; and refuses weights of points") {
    // More points than a network of four parameters can tell apart.
    Random random(7);
    const Mlp<double> small({{1, 1, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    Condition<double> u{"u",
                        equispaced(9, 0, 1),
                        {},
                        {.value = true},
                        [](const Jet<double>& u) { return u.value(); },
                        Matrix<double>(9, 1, 1.0)};
    const Diagnosis flat = diagnose(small, {u}, {.steps = 0});
    CHECK(flat.rank() == 4);
    CHECK(std::isinf(flat.condition()));  // the fifth of nine
    CHECK(close(flat.gain(), 1, 1e-12));

    const Mlp<double> wide({{1, 40, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const Matrix<double> before = kernel(wide, u, u);
    Trainer<double> trainer(wide, {u}, LossConvention::means, {1}, GradientDescent{0.01});
    trainer.run(5);
    const Matrix<double> after = kernel(trainer.network(), u, u);
    double moved = 0, size = 0;
    for (std::size_t i = 0; i < 81; ++i) {
        moved += std::pow(after.values()[i] - before.values()[i], 2);
        size += std::pow(before.values()[i], 2);
    }
    CHECK(close(diagnose(wide, {u}, {.steps = 5, .optimizer = GradientDescent{0.01}}).movement, std::sqrt(moved / size),
                1e-10));

    u.weights = std::vector<double>(9, 1);
    CHECK_THROWS_WITH_AS(diagnose(wide, {u}), "diagnose: condition u has weights of its points", NumericalError);
}

TEST_CASE("where no eigenvalue is above rounding, none has a rank or moves") {
    const Diagnosis still{.terms = {}, .spectrum = {0, 0, 0}, .balanced_largest = 0, .movement = 0};
    CHECK(still.rank() == 0);
    CHECK(still.condition() == std::numeric_limits<double>::infinity());
}

TEST_CASE("the table of a diagnosis has a line for each of its lines, with formula and chapter") {
    Random random(9);
    const std::string table =
        to_string(diagnose(equations::all()[2].network({5}, 1), equations::burgers(3, random), {.steps = 1}));
    for (const DiagnosisLine& line : diagnosis_lines()) {
        CHECK(table.find(line.name) != std::string::npos);
        CHECK(table.find(line.formula) != std::string::npos);
    }
}
