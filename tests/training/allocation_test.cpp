// A replayed step allocates nothing: every allocation of this program is counted. (clang's sanitizers have an operator
// new of their own, which cannot be replaced.)
#include "tests/support.hpp"

#ifndef PINN_HAS_OPERATOR_NEW_OF_ITS_OWN
#include <atomic>
#include <cstdlib>
#include <new>

#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {
std::atomic<std::size_t> allocations = 0;
}

// All ways memory is taken here: operator new, and its aligned form behind matrices and tapes.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size > 0 ? size : 1);
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    const auto boundary = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("recording allocates, replaying does not") {
    const Matrix<double> interior = equispaced(100, 0, 1), boundary = repeated_ends(50, 0, 1);
    const Poisson problem{4};
    for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{1, 100, 1}, {1, 30, 40, 30, 1}}) {
        Random random(1);
        const Mlp<double> network({widths, Parameterization::standard, InputScaling::z_scored(interior)}, random);
        const std::size_t start = allocations;
        Trainer<double> trainer(network, {problem.boundary<double>(boundary), problem.interior<double>(interior)},
                                LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
        const std::size_t recorded = allocations;
        CHECK(recorded > start + 50);  // the counter counts
        trainer.run(10);
        CHECK(allocations == recorded);
    }
}

TEST_CASE("an update of the weights allocates nothing either, by any rule") {
    const Matrix<double> interior = equispaced(100, 0, 1), boundary = repeated_ends(50, 0, 1);
    const Poisson problem{4};
    const std::vector<Condition<double>> conditions{problem.boundary<double>(boundary),
                                                    problem.interior<double>(interior)};
    for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{1, 100, 1}, {1, 30, 40, 30, 1}}) {
        Random random(1);
        const Mlp<double> network({widths, Parameterization::standard, InputScaling::z_scored(interior)}, random);
        Trainer<double> trainer(network, conditions, LossConvention::means, {1.0, 1.0}, GradientDescent{1e-9});
        for (const WeightRule rule : all_weight_rules()) {
            Weights<double> weights(rule, network, conditions, LossConvention::means, WeightScale::last_is_one);
            const std::size_t recorded = allocations;
            train(trainer, 6, weights, 3);
            CHECK(allocations == recorded);
        }
    }
}

TEST_CASE("a step of the wave equation with new points, Adam and new weights allocates nothing after the first") {
    Random random(1);
    const Mlp<float> network({{2, 30, 40, 30, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
    std::vector<Condition<float>> loss = Wave::conditions<float>(Wave::loss_sizes, random),
                                  kernel = Wave::conditions<float>(Wave::kernel_sizes, random);
    Trainer<float> trainer(network, loss, LossConvention::means, {3, 1, 1}, Adam{.decay = 0.9});
    Weights<float> weights(WeightRule::trace_ratio, network, kernel, LossConvention::means);
    trainer.step();
    const std::size_t before = allocations;
    for (int i = 0; i < 3; ++i) {
        Wave::draw(Wave::kernel_sizes, random, kernel);
        weights.set_data(kernel);
        weights.update(trainer.on_tape());
        trainer.set_lambda(weights);
        Wave::draw(Wave::loss_sizes, random, loss);
        trainer.set_data(loss);
        trainer.step();
    }
    CHECK(allocations == before);
}

#endif
