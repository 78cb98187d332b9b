#include "lib/dense/elementwise.hpp"

#include "lib/foundation/check.hpp"
#include "lib/foundation/parallel.hpp"

namespace pinn {

template <class T>
void tanh(std::span<const T> x, std::span<T> y) {
    check_shapes(x.size() == y.size(), "tanh", {x.size(), 1}, {y.size(), 1});
    const T* in = x.data();
    T* out = y.data();
    parallel_ranges(x.size(), 1 << 14, [=](std::size_t first, std::size_t last) {
#pragma omp simd
        for (std::size_t i = first; i < last; ++i) out[i] = vector_tanh(in[i]);
    });
}

template <class T>
void tanh_reference(std::span<const T> x, std::span<T> y) {
    check_shapes(x.size() == y.size(), "tanh", {x.size(), 1}, {y.size(), 1});
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::tanh(x[i]);
}

template void tanh(std::span<const float>, std::span<float>);
template void tanh(std::span<const double>, std::span<double>);
template void tanh_reference(std::span<const float>, std::span<float>);
template void tanh_reference(std::span<const double>, std::span<double>);

}  // namespace pinn
