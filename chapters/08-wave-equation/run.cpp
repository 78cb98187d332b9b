#include "chapters/08-wave-equation/run.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "lib/dense/vector.hpp"
#include "lib/report/text.hpp"
#include "lib/training/checkpoint.hpp"
#include "lib/training/weights.hpp"

namespace pinn::wave {
namespace {

constexpr std::size_t look_interval = 100, error_interval = 1000;

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
        const Look look{static_cast<double>(n),
                        {factors[0] * means[0], factors[1] * means[1], factors[2] * means[2]},
                        {lambda_[0], lambda_[1], lambda_[2]},
                        error};
        const auto numbers = std::bit_cast<std::array<double, sizeof(Look) / sizeof(double)>>(look);
        history_.insert(history_.end(), numbers.begin(), numbers.end());
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

    const RunSettings& settings_;
    const Method& method_;
    std::string text_;
    Random points_, kernel_points_;
    Mlp<T> network_;  // as it starts
    std::vector<double> lambda_{1, 1, 1};
    std::vector<Condition<T>> loss_, kernel_;
    Trainer<T> trainer_;
    std::optional<Weights<T>> weights_;
    std::vector<double> history_;  // the looks
};

}  // namespace

std::string RunSettings::text() const {
    std::vector<std::string> layers;
    for (const std::size_t width : widths) layers.push_back(to_text(width));
    const auto points = [](const Wave::Sizes& n) { return concat(3 * n.side, '+', n.velocity, '+', n.interior); };
    return concat("wave equation, layers ", joined(layers, "-"), " glorot, z-scored, ", in_double ? "double" : "float",
                  ", Adam 0.001 decay ", decay, " per 1000 steps, points ", points(loss), ", ",
                  interval == 0 ? "lambda 1" : concat("Algorithm 1 every ", interval, " at ", points(kernel)),
                  ", seed ", seed);
}

Run::Run(RunSettings settings, std::filesystem::path folder, Method method)
    : settings_(std::move(settings)), folder_(std::move(folder) / settings_.name), method_(std::move(method)) {}

std::filesystem::path Run::kept_path(std::size_t step) const { return folder_ / concat("step-", step, ".checkpoint"); }

Files Run::files(const std::set<std::size_t>& kept) const {
    Files all{latest_path()};
    for (const std::size_t step : kept) all.push_back(kept_path(step));
    return all;
}

void unite_runs(const std::vector<Run>& runs, const std::set<std::size_t>& kept) {
    std::vector<Files> files;
    for (const Run& run : runs) files.push_back(run.files(kept));
    unite(files, [&](std::size_t i) {
        return std::filesystem::exists(runs[i].latest_path()) ? static_cast<double>(runs[i].latest().steps) : 0.0;
    });
}

void Run::train(std::size_t steps, const std::set<std::size_t>& kept, std::size_t checkpoint_interval, bool go_on,
                const std::filesystem::path& from, const InterruptWatch& watch, Progress& progress) const {
    const auto go = [&]<class T>(Training<T> training) {
        // A run that went on for longer has them too, and is left as it is.
        const auto there = [&](std::size_t step) { return std::filesystem::exists(kept_path(step)); };
        const bool finished = from.empty() && go_on && there(steps) && std::ranges::all_of(kept, there);
        const std::filesystem::path start = !from.empty() ? from : finished ? kept_path(steps) : latest_path();
        if (!from.empty() || (go_on && std::filesystem::exists(start))) {
            training.restore(read_checkpoint<T>(start, training.text()));
            progress.found(std::min(steps, training.steps_done()));
        }
        if (finished) return;
        if (training.steps_done() > steps) {
            throw std::runtime_error(concat(start.string(), ": is at step ", training.steps_done(), ", beyond the ",
                                            steps, " steps asked for"));
        }
        for (std::size_t n = training.steps_done();; n = training.steps_done()) {
            const bool last = n == steps, stopped = watch.signal() != 0;
            if (kept.contains(n)) write_checkpoint(kept_path(n), training.checkpoint());
            if (last || stopped || n % checkpoint_interval == 0) write_checkpoint(latest_path(), training.checkpoint());
            if (last) return;
            if (stopped) {
                throw Interrupted(watch.signal(), concat(settings_.name, " stopped at step ", n, " of ", steps,
                                                         "; the same command goes on from ", latest_path().string()));
            }
            training.step();
            progress.advance();
        }
    };
    settings_.in_double ? go(Training<double>(settings_, method_)) : go(Training<float>(settings_, method_));
}

RunState Run::state(const std::filesystem::path& path) const {
    const auto of = [&]<class T>(const Checkpoint<T>& checkpoint) {
        Random points(settings_.seed);
        std::vector<Look> looks(checkpoint.history.size() * sizeof(double) / sizeof(Look));
        if (!looks.empty()) std::memcpy(looks.data(), checkpoint.history.data(), looks.size() * sizeof(Look));
        RunState state{checkpoint.trainer.steps_done, initial_network<double>(settings_, points), checkpoint.lambda,
                       looks};
        for (std::size_t h = 0; h < state.network.layers(); ++h) {
            std::ranges::copy(checkpoint.trainer.parameters.at(2 * h), state.network.weights[h].values().begin());
            std::ranges::copy(checkpoint.trainer.parameters.at(2 * h + 1), state.network.biases[h].values().begin());
        }
        return state;
    };
    return settings_.in_double ? of(read_checkpoint<double>(path)) : of(read_checkpoint<float>(path));
}

namespace {

double grid_point(std::size_t i) { return static_cast<double>(i) / (grid_side - 1); }

}  // namespace

Matrix<double> on_grid(const std::function<double(double, double)>& f) {
    Matrix<double> u(grid_side, grid_side);
    for (std::size_t i = 0; i < grid_side; ++i) {
        for (std::size_t j = 0; j < grid_side; ++j) u(i, j) = f(grid_point(i), grid_point(j));
    }
    return u;
}

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

double relative_error(const Matrix<double>& u) {
    return pinn::relative_error(u.values(), on_grid(&Wave::exact).values());
}

template Matrix<double> on_grid(const Mlp<float>&);
template Matrix<double> on_grid(const Mlp<double>&);

}  // namespace pinn::wave
