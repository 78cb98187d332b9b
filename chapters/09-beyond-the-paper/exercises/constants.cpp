// What earns no point: answers that do not look at their inputs.
#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "lib/autodiff/operators.hpp"

namespace exercise {

std::vector<double> scaled_step(const Matrix<double>& J, const std::vector<double>& e, const std::vector<double>& d,
                                const std::vector<double>&, double) {
    std::vector<double> g(J.cols());
    for (std::size_t i = 0; i < e.size(); ++i)
        for (std::size_t k = 0; k < g.size(); ++k) g[k] -= J(i, k) * d[i] * e[i];
    return g;
}
std::vector<double> learning_rates(const std::vector<double>& s, double) { return s; }
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
double feature_kernel(double, std::size_t, double r) { return r; }
double slowdown(double, std::size_t, double) { return 1; }
double best_scale(std::size_t, double low, double) { return low; }

}  // namespace exercise
