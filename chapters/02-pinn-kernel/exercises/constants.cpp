// What earns no point: answers that do not look at their inputs.
#include "chapters/02-pinn-kernel/exercises/exercise.hpp"
#include "lib/autodiff/operators.hpp"

namespace exercise {

Var<double> softplus(Var<double> a) { return a; }
std::vector<Condition<double>> heat_conditions(double, const Matrix<double>& s, const Matrix<double>& i,
                                               const Matrix<double>& r) {
    std::vector<Condition<double>> all;
    for (auto* p : {&s, &i, &r})
        all.push_back({"u",
                       *p,
                       {1.0, 1.0},
                       {.value = true},
                       [](const pinn::Jet<double>& u) { return u.value(); },
                       Matrix<double>(p->rows(), 1, 1)});
    return all;
}
std::vector<double> curvature(const Mlp<double>&, const Matrix<double>& p, const std::vector<Matrix<double>>&) {
    return std::vector<double>(2 * p.rows(), 1);
}
double gradient_cosine(const Matrix<double>&, std::size_t, const std::vector<double>&) { return 1; }
std::vector<double> mode_cosines(const Matrix<double>& K, std::size_t) { return std::vector<double>(K.rows(), 1); }

}  // namespace exercise
