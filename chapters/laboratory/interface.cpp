#include "chapters/laboratory/interface.hpp"

#include <array>
#include <memory>
#include <span>

#include "chapters/laboratory/laboratory.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/report/text.hpp"

namespace {

using namespace pinn;
using namespace pinn::laboratory;

std::array<double, 4096> numbers;
std::array<std::optional<Run>, 2> runs;
std::unique_ptr<Process> process;
std::string message;

int give(std::span<const double> values) {
    const std::size_t count = std::min(values.size(), numbers.size());
    std::copy_n(values.begin(), count, numbers.begin());
    return static_cast<int>(count);
}

Run* find(int run) {
    return run >= 0 && run < static_cast<int>(runs.size()) && runs[static_cast<std::size_t>(run)]
               ? &*runs[static_cast<std::size_t>(run)]
               : nullptr;
}

// What a call that fails gives.
template <class Result>
Result guarded(Result otherwise, const auto& job) {
    try {
        return job();
    } catch (const std::exception& error) {
        message = error.what();
        return otherwise;
    }
}

Choices choices() {
    const auto whole = [](std::size_t i) { return static_cast<std::size_t>(numbers[i]); };
    return {.a = numbers[0],
            .width = whole(1),
            .setting = {static_cast<Parameterization>(whole(2)), whole(3) != 0, static_cast<LossConvention>(whole(4))},
            .weighting = static_cast<Weighting>(whole(5)),
            .lambda_b = numbers[6],
            .method = static_cast<Method>(whole(7)),
            .rate = numbers[8],
            .multiple = numbers[9],
            .seed = whole(10)};
}

int give_summary(const Run& run) {
    const adaptive::Errors e = adaptive::errors_of(run.problem(), run.u());
    std::vector<double> terms{NAN, NAN};
    guarded(0, [&] { return terms = run.loss_terms(), 0; });
    return give(std::array{static_cast<double>(run.state()), static_cast<double>(run.steps()), e.whole, e.straight,
                           e.curved, terms[0], terms[1], run.lambda()[0], run.lambda()[1], run.rate(),
                           run.bound(run.start().values()[0])});
}

int give_what(const Run& run, int what) {
    const adaptive::Problem& problem = run.problem();
    switch (what) {
        case 0:
            return give(problem.test.values());
        case 1: {
            const auto exact = Poisson::at(problem.test, [&](double x) { return problem.experiment.problem.exact(x); });
            return give(exact.values());
        }
        case 2:
            return give(run.u());
        case 3:
            return give(run.measured());
        case 4:
            return give(run.predicted());
        case 5:
            return give(run.start().values());
        case 6:
            return give(run.eigenvalues());
        case 7:
            return give_summary(run);
    }
    return 0;
}

}  // namespace

double* laboratory_numbers() { return numbers.data(); }
const char* laboratory_message() { return message.c_str(); }

int laboratory_start(int run) {
    if (run < 0 || run >= static_cast<int>(runs.size())) return 0;
    std::optional<Run>& slot = runs[static_cast<std::size_t>(run)];
    slot.reset();
    return guarded(0, [&] { return slot.emplace(choices()), 1; });
}

void laboratory_advance(int run, int steps) {
    Run* const found = find(run);
    if (!found || steps < 0) return;
    found->advance(static_cast<std::size_t>(steps));
    if (found->state() == State::diverged) message = found->message();
}

void laboratory_set_lambda_b(int run, double lambda_b) {
    if (Run* const found = find(run)) found->set_lambda_b(lambda_b);
}

void laboratory_set_rate(int run, double rate) {
    if (Run* const found = find(run)) found->set_rate(rate);
}

int laboratory_read(int run, int what) {
    const Run* const found = find(run);
    return found ? guarded(0, [&] { return give_what(*found, what); }) : 0;
}

int laboratory_eigenvector(int run, int i) {
    const Run* const found = find(run);
    if (!found || i < 0 || i >= static_cast<int>(found->start().right.rows())) return 0;
    return give(found->start().right.row(static_cast<std::size_t>(i)));
}

double laboratory_observed_bound(int run) {
    const Run* const found = find(run);
    return found ? guarded<double>(NAN, [&] { return observed_over_predicted_bound(*found); }) : NAN;
}

unsigned laboratory_checksum(int run, int of) {
    const Run* const found = find(run);
    if (!found) return 0;
    return guarded(0U, [&] {
        std::vector<double> bytes_of;
        const auto add = [&](std::span<const double> values) {
            bytes_of.insert(bytes_of.end(), values.begin(), values.end());
        };
        if (of == 0) {
            const Mlp<double> network = found->network();
            for (std::size_t h = 0; h < network.layers(); ++h) {
                add(network.weights[h].values());
                add(network.biases[h].values());
            }
        } else if (of == 1) {
            const Matrix<double> J = found->jacobian();
            add(multiply_nt(J, J).values());
        } else {
            add(found->start().values());
        }
        const std::string_view bytes(reinterpret_cast<const char*>(bytes_of.data()), bytes_of.size() * sizeof(double));
        return static_cast<unsigned>(std::stoul(checksum(bytes), nullptr, 16));
    });
}

int laboratory_movement(int width, int seed, int steps, double rate) {
    return guarded(0, [&] {
        const Movement found = movement(static_cast<std::size_t>(width), static_cast<std::uint64_t>(seed),
                                        static_cast<std::size_t>(steps), rate);
        return give(std::array{found.K, found.theta, found.first});
    });
}

int laboratory_process(int width) {
    process.reset();
    return guarded(0, [&] {
        process = std::make_unique<Process>(static_cast<std::size_t>(width));
        return give(process->points().values());
    });
}

int laboratory_process_limit() { return process ? give(process->limit()) : 0; }

int laboratory_process_draw() {
    return process ? guarded(0, [] { return give(process->draw()); }) : 0;
}

int laboratory_process_summary() {
    if (!process) return 0;
    const std::vector<double> ratios = process->variance_ratios();
    const std::size_t n = ratios.size() / 2;
    const auto mean = [&](std::size_t first) {
        return sum(std::span(ratios).subspan(first, n)) / static_cast<double>(n);
    };
    return give(std::array{static_cast<double>(process->drawn()), mean(0), mean(n), process->fourth_moment_ratio()});
}
