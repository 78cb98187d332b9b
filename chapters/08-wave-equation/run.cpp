#include "chapters/08-wave-equation/run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "lib/foundation/parallel.hpp"
#include "lib/report/text.hpp"
#include "lib/training/checkpoint.hpp"
#include "lib/training/weights.hpp"

namespace pinn::wave {
namespace {

constexpr std::size_t look_interval = 100, error_interval = 1000;
constexpr std::size_t numbers_of_a_look = 8;

// Draws in the order of the authors' code: the points whose mean and deviation scale the inputs, then the network.
template <class T>
Mlp<T> initial_network(const RunSettings& settings, Random& random) {
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(100'000, random));
    return {{settings.widths, Parameterization::glorot, scaling}, random};
}

// One training in memory: the parts that a checkpoint holds, and those that follow from its settings.
template <class T>
class Training {
  public:
    Training(const RunSettings& settings, const Method& method)
        : settings_(settings),
          method_(method),
          points_(settings.seed),
          kernel_points_(settings.seed + kernel_stream),
          network_(initial_network<T>(settings, points_)),
          loss_(Wave::conditions<T>(settings.loss, points_)),
          trainer_(network_, loss_, LossConvention::means, method_.loss(lambda_),
                   Adam{.learning_rate = 1e-3, .decay = settings.decay}) {
        if (settings.interval > 0) {
            kernel_ = Wave::conditions<T>(settings.kernel, kernel_points_);
            weights_.emplace(WeightRule::trace_ratio, network_, kernel_, LossConvention::means);
        }
        identify();
    }

    std::size_t steps_done() const { return trainer_.steps_done(); }

    void step() {
        const std::size_t n = steps_done();
        if (weights_ && n % settings_.interval == 0) {
            Wave::draw(settings_.kernel, kernel_points_, kernel_);
            weights_->set_data(kernel_);
            weights_->update(trainer_.on_tape());
            lambda_ = method_.lambda(weights_->measured());
            trainer_.set_lambda(method_.loss(lambda_));
        }
        Wave::draw(settings_.loss, points_, loss_);
        trainer_.set_data(loss_);
        const double error = n % error_interval == 0 ? relative_error(on_grid(trainer_.network())) : NAN;
        trainer_.step();
        if (n % look_interval != 0) return;
        const std::vector<double> means = trainer_.loss_terms(), factors = method_.loss({1, 1, 1});
        const double look[numbers_of_a_look] = {static_cast<double>(n),
                                                factors[0] * means[0],
                                                factors[1] * means[1],
                                                factors[2] * means[2],
                                                lambda_[0],
                                                lambda_[1],
                                                lambda_[2],
                                                error};
        history_.insert(history_.end(), std::begin(look), std::end(look));
    }

    Checkpoint<T> checkpoint() const {
        return {text_, trainer_.state(), {points_.state(), kernel_points_.state()}, lambda_, history_};
    }

    void restore(const Checkpoint<T>& checkpoint) {
        trainer_.restore(checkpoint.trainer);
        points_.restore(checkpoint.random.at(0));
        kernel_points_.restore(checkpoint.random.at(1));
        lambda_ = checkpoint.lambda;
        trainer_.set_lambda(method_.loss(lambda_));
        history_ = checkpoint.history;
    }

    const std::string& text() const { return text_; }

  private:
    // Runs with and without Algorithm 1 see the same network and the same points: kernels have a stream of their own.
    static constexpr std::uint64_t kernel_stream = 1'000'003;

    // Two steps forwards, their CRC-32, and back.
    void identify() {
        const Checkpoint<T> start = checkpoint();
        step();
        step();
        std::string bytes;
        for (const auto& part : trainer_.state().parameters)
            bytes.append(reinterpret_cast<const char*>(part.data()), part.size() * sizeof(T));
        text_ = concat(settings_.text(), ", parameters after two steps ", checksum(bytes));
        restore(start);
    }

    RunSettings settings_;
    Method method_;
    std::string text_;
    Random points_, kernel_points_;
    Mlp<T> network_;  // as it starts
    std::vector<double> lambda_{1, 1, 1};
    std::vector<Condition<T>> loss_, kernel_;
    Trainer<T> trainer_;
    std::optional<Weights<T>> weights_;
    std::vector<double> history_;
};

}  // namespace

std::string RunSettings::text() const {
    std::ostringstream text;
    text << "wave equation, layers ";
    for (std::size_t h = 0; h < widths.size(); ++h) text << (h > 0 ? "-" : "") << widths[h];
    text << " glorot, z-scored, " << (in_double ? "double" : "float") << ", Adam 0.001 decay " << decay
         << " per 1000 steps, points " << 3 * loss.side << '+' << loss.velocity << '+' << loss.interior << ", ";
    if (interval == 0) {
        text << "lambda 1";
    } else {
        text << "Algorithm 1 every " << interval << " at " << 3 * kernel.side << '+' << kernel.velocity << '+'
             << kernel.interior;
    }
    text << ", seed " << seed;
    return text.str();
}

Run::Run(RunSettings settings, std::filesystem::path folder, Method method)
    : settings_(std::move(settings)), folder_(std::move(folder) / settings_.name), method_(std::move(method)) {}

std::filesystem::path Run::kept_path(std::size_t step) const { return folder_ / concat("step-", step, ".checkpoint"); }

void Run::train(std::size_t steps, const std::vector<std::size_t>& kept, std::size_t checkpoint_interval, bool go_on,
                const std::filesystem::path& from, const InterruptWatch& watch, Progress& progress) const {
    const auto train_as = settings_.in_double ? &Run::train_in<double> : &Run::train_in<float>;
    (this->*train_as)(steps, kept, checkpoint_interval, go_on, from, watch, progress);
}

template <class T>
void Run::train_in(std::size_t steps, const std::vector<std::size_t>& kept, std::size_t checkpoint_interval, bool go_on,
                   const std::filesystem::path& from, const InterruptWatch& watch, Progress& progress) const {
    Training<T> training(settings_, method_);
    // A run that went on for longer has them too, and is left as it is.
    const auto there = [&](std::size_t step) { return std::filesystem::exists(kept_path(step)); };
    if (from.empty() && go_on && there(steps) && std::ranges::all_of(kept, there)) {
        training.restore(read_checkpoint<T>(kept_path(steps), training.text()));
        progress.found(steps);
        return;
    }
    const std::filesystem::path start = !from.empty() ? from : latest_path();
    if (!from.empty() || (go_on && std::filesystem::exists(start))) {
        training.restore(read_checkpoint<T>(start, training.text()));
        progress.found(std::min(steps, training.steps_done()));
    }
    if (training.steps_done() > steps) {
        throw std::runtime_error(
            concat(start.string(), ": is at step ", training.steps_done(), ", beyond the ", steps, " steps asked for"));
    }
    for (std::size_t n = training.steps_done();; n = training.steps_done()) {
        const bool last = n == steps, stopped = watch.signal() != 0;
        if (std::ranges::count(kept, n) > 0) write_checkpoint(kept_path(n), training.checkpoint());
        if (last || stopped || n % checkpoint_interval == 0) write_checkpoint(latest_path(), training.checkpoint());
        if (last) return;
        if (stopped) {
            throw Interrupted(watch.signal(), concat(settings_.name, " stopped at step ", n, " of ", steps,
                                                     "; the same command goes on from ", latest_path().string()));
        }
        training.step();
        progress.advance();
    }
}

namespace {

template <class T>
RunState state_of(const RunSettings& settings, const Checkpoint<T>& checkpoint) {
    Random points(settings.seed);
    RunState state{checkpoint.trainer.steps_done, initial_network<double>(settings, points), checkpoint.lambda, {}};
    for (std::size_t h = 0; h < state.network.layers(); ++h) {
        std::ranges::copy(checkpoint.trainer.parameters.at(2 * h), state.network.weights[h].values().begin());
        std::ranges::copy(checkpoint.trainer.parameters.at(2 * h + 1), state.network.biases[h].values().begin());
    }
    for (std::size_t i = 0; i + numbers_of_a_look <= checkpoint.history.size(); i += numbers_of_a_look) {
        const double* n = &checkpoint.history[i];
        state.looks.push_back({n[0], {n[1], n[2], n[3]}, {n[4], n[5], n[6]}, n[7]});
    }
    return state;
}

}  // namespace

RunState Run::state(const std::filesystem::path& path) const {
    return settings_.in_double ? state_of(settings_, read_checkpoint<double>(path))
                               : state_of(settings_, read_checkpoint<float>(path));
}

double RunState::error_at(std::size_t step) const {
    const auto look = std::ranges::find(looks, static_cast<double>(step), &Look::step);
    if (look == looks.end() || std::isnan(look->error)) throw std::logic_error(concat("no error at step ", step));
    return look->error;
}

void train_all(const std::vector<Run>& runs, std::size_t steps, const TrainingPlan& plan, const InterruptWatch& watch) {
    Progress progress("training", runs.size() * steps, "steps", plan.progress);
    const std::size_t chosen = plan.from.empty() ? runs.size() : run_of_checkpoint(runs, plan.from);
    parallel_for(runs.size(), [&](std::size_t i) {
        runs[i].train(steps, plan.kept, plan.checkpoint_interval, plan.go_on, i == chosen ? plan.from : "", watch,
                      progress);
    });
}

std::size_t run_of_checkpoint(const std::vector<Run>& runs, const std::filesystem::path& path) {
    std::string settings, reason, accepted;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RunSettings& run = runs[i].settings();
        try {
            settings = run.in_double ? read_checkpoint<double>(path).settings : read_checkpoint<float>(path).settings;
            if (settings.starts_with(run.text() + ",")) return i;
        } catch (const std::runtime_error& error) {
            reason = error.what();
        }
        accepted += concat(i > 0 ? " | " : "", run.text());
    }
    if (settings.empty()) throw std::runtime_error(reason);
    throw std::runtime_error(
        concat(path.string(), ": is of another training: ", settings, "; accepted are: ", accepted));
}

namespace {

double grid_point(std::size_t i) { return static_cast<double>(i) / (grid_side - 1); }

// f(t, x) at every point.
template <class F>
Matrix<double> function_on_grid(F f) {
    Matrix<double> u(grid_side, grid_side);
    for (std::size_t i = 0; i < grid_side; ++i) {
        for (std::size_t j = 0; j < grid_side; ++j) u(i, j) = f(grid_point(i), grid_point(j));
    }
    return u;
}

}  // namespace

template <class T>
Matrix<double> on_grid(const Mlp<T>& network) {
    Matrix<double> u(grid_side, grid_side), line(grid_side, 2);  // a line at a time: all points would take 160 MB
    for (std::size_t i = 0; i < grid_side; ++i) {
        for (std::size_t j = 0; j < grid_side; ++j) {
            line(j, 0) = grid_point(i);
            line(j, 1) = grid_point(j);
        }
        std::ranges::copy(network(line).values(), u.row(i).begin());
    }
    return u;
}

Matrix<double> exact_on_grid() { return function_on_grid(&Wave::exact); }

Matrix<double> slow_wave_on_grid() {
    using std::numbers::pi;
    return function_on_grid([](double t, double x) { return std::sin(pi * x) * std::cos(2 * pi * t); });
}

double relative_error(const Matrix<double>& u) {
    const Matrix<double> exact = exact_on_grid();
    double difference = 0, norm = 0;
    for (std::size_t k = 0; k < u.size(); ++k) {
        difference += std::pow(u.values()[k] - exact.values()[k], 2);
        norm += std::pow(exact.values()[k], 2);
    }
    return std::sqrt(difference / norm);
}

template Matrix<double> on_grid(const Mlp<float>&);
template Matrix<double> on_grid(const Mlp<double>&);

}  // namespace pinn::wave
