// What earns no point: answers that do not look at their inputs.
#include <cmath>
#include "chapters/05-lazy-training/exercises/exercise.hpp"

namespace exercise {

double median_largest(double) { return 1; }
double first_order_change(const Mlp<double>& n, double, double e, double, double) {
    double s = 0;
    for (double w : n.weights[1].values()) s += w;
    return e * s / std::pow(n.weights[1].rows(), 1.5);
}
Mlp<double> bounded_network(std::size_t w, std::uint64_t) {
    pinn::Random r(0);
    Mlp<double> m({{1, w, 1}, pinn::Parameterization::ntk, pinn::InputScaling::raw(1)}, r);
    for (int h = 0; h < 2; ++h) {
        for (double& x : m.weights[h].values()) x = 1;
        for (double& x : m.biases[h].values()) x = 1;
    }
    return m;
}
EntryBounds entry_bounds_u(double, double) { return {50, 50, 50}; }
EntryBounds entry_bounds_u_xx(double, double) { return {50, 50, 50}; }
Slopes one_step_slopes(const Draw&, const std::vector<std::size_t>&, std::size_t, double) { return {-.5, -.5, -.94}; }

}  // namespace exercise
