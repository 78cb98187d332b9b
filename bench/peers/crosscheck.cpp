// Our kernels, traces and trainings of small problems, for bench/peers/crosscheck.py to compute again.
//
// Run:    make crosscheck
// Writes: build/crosscheck/<case>.csv, rows (name, shape, values): first what the case is (equation, network, points,
//         start), then, with names that begin with "our ", what the library makes of it
//
// The other program is in another language, on other software, with derivatives by other means: it takes from here the
// start and the points, and nothing else.
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "lib/kernel/empirical.hpp"
#include "lib/pde/nonlinear.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "lib/report/csv.hpp"
#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

// The file of one case.
class Case {
  public:
    Case(std::string name, const std::string& equation, const Mlp<double>& network,
         const std::vector<Condition<double>>& conditions)
        : name_(std::move(name)) {
        const MlpSettings& settings = network.settings();
        text("equation", equation);
        text("parameterization", settings.parameterization == Parameterization::ntk ? "ntk" : "plain");
        numbers("mean", settings.scaling.mean);
        numbers("deviation", settings.scaling.deviation);
        if (!settings.features.none()) matrix("frequencies", settings.features.B);
        parameters("", network);
        for (const Condition<double>& condition : conditions) matrix("points " + condition.name, condition.points);
        for (const Condition<double>& condition : conditions) matrix("our target " + condition.name, condition.target);
    }

    void text(const std::string& name, const std::string& value) { table_.rows.push_back({name, "text", value}); }
    void number(const std::string& name, double value) { numbers(name, {value}); }
    void numbers(const std::string& name, const std::vector<double>& values) {
        add(name, concat(values.size()), std::span<const double>(values));
    }
    void matrix(const std::string& name, const Matrix<double>& values) {
        add(name, concat(values.rows(), " ", values.cols()), std::span<const double>(values.values()));
    }
    // W0, b0, W1, ... with a prefix.
    void parameters(const std::string& prefix, const Mlp<double>& network) {
        for (std::size_t h = 0; h < network.layers(); ++h) {
            matrix(concat(prefix, "W", h), network.weights[h]);
            matrix(concat(prefix, "b", h), network.biases[h]);
        }
    }
    void write(const std::string& folder) const { write_file_atomically(folder + "/" + name_ + ".csv", table_.text()); }

  private:
    void add(const std::string& name, const std::string& shape, std::span<const double> values) {
        std::vector<std::string> texts;
        for (const double value : values) texts.push_back(to_text(value));
        table_.rows.push_back({name, shape, joined(texts, " ")});
    }

    std::string name_;
    Csv table_{{}, {"name", "shape", "values"}, {}};
};

// u = sin(a pi x) at both ends and 12 interior points that are not equispaced.
std::vector<Condition<double>> poisson_conditions(double a, Equation equation) {
    Matrix<double> x = equispaced(12, 0, 1);
    for (double& entry : x.values()) entry = entry * (0.3 + 0.7 * entry);
    return conditions_of<double>(equation, {a}, equispaced(2, 0, 1), x);
}

std::vector<Condition<double>> wave_conditions(Random& random) {
    return Wave::conditions<double>({.side = 4, .velocity = 7, .interior = 15, .velocity_at_values = false}, random);
}

// Every block of K and its traces. Blocks, since entries of K_rr are 1e5 times those of K_uu.
void write_kernels(const std::string& folder, const std::string& name, const std::string& equation,
                   const Mlp<double>& network, const std::vector<Condition<double>>& conditions) {
    Case file(name, equation, network, conditions);
    for (const Condition<double>& A : conditions) {
        for (const Condition<double>& B : conditions) {
            file.matrix(concat("our K ", A.name, " ", B.name), kernel(network, A, B));
        }
        file.number("our trace " + A.name, kernel_trace(network, A));
    }
    file.write(folder);
}

void write_poisson_kernels(const std::string& folder) {
    const InputScaling raw = InputScaling::raw(1);
    const InputScaling z_scored = InputScaling::z_scored(equispaced(100, 0, 1));
    Random random(1);
    const Matrix<double> B = FourierFeatures::gaussian(8, 1, 1, random).B;
    const std::pair<std::string, MlpSettings> networks[] = {
        {"ntk, one hidden layer", {{1, 50, 1}, Parameterization::ntk, raw}},
        {"ntk, three hidden layers", {{1, 12, 10, 8, 1}, Parameterization::ntk, raw}},
        {"standard, one hidden layer, z-scored", {{1, 50, 1}, Parameterization::standard, z_scored}},
        {"standard, three hidden layers, z-scored", {{1, 12, 10, 8, 1}, Parameterization::standard, z_scored}},
        {"glorot, one hidden layer", {{1, 50, 1}, Parameterization::glorot, raw}},
        {"ntk, Fourier features, z-scored", {{16, 20, 20, 1}, Parameterization::ntk, z_scored, {B}}},
    };
    for (const auto& [name, settings] : networks) {
        const Mlp<double> network(settings, random);
        write_kernels(folder, "Poisson kernel, " + name, "u_xx", network, poisson_conditions(4, Equation::poisson));
        write_kernels(folder, "cubic kernel, " + name, "u_xx + u^3", network, poisson_conditions(4, Equation::cubic));
    }
}

Mlp<double> wave_network(Random& random) {
    return {{{2, 20, 20, 20, 1}, Parameterization::glorot, {{0.45, 0.55}, {0.3, 0.28}}}, random};
}

void write_wave_kernels(const std::string& folder) {
    Random random(2);
    const Mlp<double> network = wave_network(random);
    write_kernels(folder, "wave kernel, glorot, three hidden layers, z-scored", "wave", network,
                  wave_conditions(random));
}

// ---- Trainings
// -------------------------------------------------------------------------------------------------------

const char* name_of(LossConvention convention) {
    return convention == LossConvention::half_sums ? "half sums"
           : convention == LossConvention::means   ? "means"
                                                   : "half means";
}

// Half of 1 / Tr(K D): far within the bound 2 / lambda_max, so that rounding is not amplified.
double stable_rate(const Mlp<double>& network, const std::vector<Condition<double>>& conditions,
                   LossConvention convention, const std::vector<double>& lambda) {
    const Matrix<double> K = kernel(network, conditions);
    const std::vector<double> d = kernel_weights(conditions, convention, lambda);
    double trace = 0;
    for (std::size_t i = 0; i < d.size(); ++i) trace += d[i] * K(i, i);
    return 0.5 / trace;
}

struct Training {
    std::string name;
    LossConvention convention;
    std::vector<double> lambda;  // fixed, or empty for Algorithm 1
    std::size_t interval;        // of Algorithm 1
};

// `steps` steps: settings, the loss and the weights of every step, and the parameters at the end.
void write_training(const std::string& folder, const Training& training, const std::string& equation,
                    const Mlp<double>& network, const std::vector<Condition<double>>& conditions,
                    const Optimizer& optimizer, std::size_t steps) {
    Case file(training.name, equation, network, conditions);
    file.text("loss", name_of(training.convention));
    file.number("steps", static_cast<double>(steps));
    if (training.lambda.empty()) {
        file.number("interval", static_cast<double>(training.interval));
    } else {
        file.numbers("lambda", training.lambda);
    }
    if (const auto* descent = std::get_if<GradientDescent>(&optimizer)) {
        file.text("optimizer", "gradient descent");
        file.number("rate", descent->learning_rate);
    } else if (const auto* ball = std::get_if<HeavyBall>(&optimizer)) {
        file.text("optimizer", "heavy ball");
        file.number("rate", ball->learning_rate);
        file.number("momentum", ball->momentum);
    } else {
        const Adam& adam = std::get<Adam>(optimizer);
        file.text("optimizer", "Adam");
        file.numbers("adam", {adam.learning_rate, adam.decay, adam.decay_steps, adam.beta1, adam.beta2, adam.epsilon});
    }

    Weights<double> weights = training.lambda.empty()
                                  ? Weights<double>(WeightRule::trace_ratio, network, conditions, training.convention)
                                  : Weights<double>(training.lambda);
    Trainer<double> trainer(network, conditions, training.convention, weights.lambda(), optimizer);
    std::vector<double> losses;
    Matrix<double> lambdas(steps, conditions.size());
    train(trainer, steps, weights, training.lambda.empty() ? training.interval : steps, [&] {
        for (std::size_t k = 0; k < conditions.size(); ++k) lambdas(losses.size(), k) = weights.lambda()[k];
        losses.push_back(trainer.loss());
    });
    file.numbers("our losses", losses);
    file.matrix("our lambda", lambdas);
    file.parameters("our last ", trainer.network());
    file.write(folder);
}

void write_poisson_trainings(const std::string& folder) {
    Random random(3);
    const InputScaling z_scored = InputScaling::z_scored(equispaced(100, 0, 1));
    const Mlp<double> network({{1, 30, 1}, Parameterization::standard, z_scored}, random);
    const std::vector<Condition<double>> conditions = poisson_conditions(2, Equation::poisson);
    const std::vector<double> lambda{7, 0.5};
    for (const auto convention : {LossConvention::half_sums, LossConvention::half_means, LossConvention::means}) {
        const double rate = stable_rate(network, conditions, convention, lambda);
        const std::string loss = name_of(convention);
        write_training(folder, {"Poisson gradient descent, " + loss, convention, lambda, 0}, "u_xx", network,
                       conditions, GradientDescent{rate}, 300);
        write_training(folder, {"Poisson heavy ball, " + loss, convention, lambda, 0}, "u_xx", network, conditions,
                       HeavyBall{rate, 0.9}, 300);
    }
    const LossConvention convention = LossConvention::half_means;
    const Weights<double> start(WeightRule::trace_ratio, network, conditions, convention);
    write_training(folder, {"Poisson gradient descent, Algorithm 1", convention, {}, 10}, "u_xx", network, conditions,
                   GradientDescent{stable_rate(network, conditions, convention, start.lambda())}, 300);
}

void write_wave_trainings(const std::string& folder) {
    Random random(4);
    const Mlp<double> network = wave_network(random);
    const std::vector<Condition<double>> conditions = wave_conditions(random);
    const Adam adam{.learning_rate = 1e-3, .decay = 0.9, .decay_steps = 50};
    write_training(folder, {"wave Adam with decay", LossConvention::means, {100, 10, 1}, 0}, "wave", network,
                   conditions, adam, 200);
    write_training(folder, {"wave Adam with decay, Algorithm 1", LossConvention::means, {}, 20}, "wave", network,
                   conditions, adam, 200);
}

// Damping eased to 1e-3 of the mean eigenvalue: the condition number is some 1e4, which leaves 1e-10 of 1e-16.
void write_gauss_newton(const std::string& folder) {
    Random random(5);
    const Mlp<double> network = wave_network(random);
    const std::vector<Condition<double>> conditions = wave_conditions(random);
    const std::vector<double> lambda{100, 10, 1};
    const LevenbergMarquardt rule{.mu = 1, .rate = 1, .ease = 2, .stiffen = 4};
    const std::size_t steps = 10;
    Case file("wave Gauss-Newton", "wave", network, conditions);
    file.text("loss", name_of(LossConvention::means));
    file.text("optimizer", "Gauss-Newton");
    file.number("steps", static_cast<double>(steps));
    file.numbers("lambda", lambda);
    file.numbers("damping", {rule.mu, rule.rate, rule.ease, rule.stiffen});
    GaussNewton<double> optimizer(network, conditions, LossConvention::means, lambda, rule);
    std::vector<double> losses;
    for (std::size_t k = 0; k < steps; ++k) {
        if (!optimizer.step()) throw NumericalError("Gauss-Newton: no damping lowers the loss");
        losses.push_back(optimizer.loss());
    }
    file.numbers("our losses", losses);
    file.parameters("our last ", optimizer.network());
    file.write(folder);
}

}  // namespace

int main(int argc, char** argv) {
    return guarded_main("crosscheck", [&] {
        if (argc != 2) throw UsageError("the folder to write to is accepted, and nothing else");
        const std::string folder = argv[1];
        write_poisson_kernels(folder);
        write_wave_kernels(folder);
        write_poisson_trainings(folder);
        write_wave_trainings(folder);
        write_gauss_newton(folder);
        return 0;
    });
}
