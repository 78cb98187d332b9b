// What earns no point: answers that do not look at their inputs.
#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "lib/autodiff/operators.hpp"

namespace exercise {

std::vector<double> gauss_newton_step(const Matrix<double>& J, const std::vector<double>& e,
                                      const std::vector<double>& d, double) {
    std::vector<double> g(J.cols());
    for (std::size_t i = 0; i < e.size(); ++i)
        for (std::size_t k = 0; k < g.size(); ++k) g[k] -= J(i, k) * d[i] * e[i];
    return g;
}
double gradient_descent_rate(double) { return 1; }
std::vector<Condition<double>> burgers(const Matrix<double>& b, const Matrix<double>& r, double) {
    std::vector<Condition<double>> all;
    for (auto* p : {&b, &r})
        all.push_back({"u",
                       *p,
                       {1.0},
                       {.value = true},
                       [](const pinn::Jet<double>& u) { return u.value(); },
                       Matrix<double>(p->rows(), 1, 1)});
    return all;
}
double kernel_change(const Mlp<double>&, const Condition<double>&, double d) { return d; }
SpectralFunction nesterov_decay(double, double, std::size_t) {
    return [](double) { return 1; };
}
double best_momentum(double) { return 1; }

}  // namespace exercise
