// What earns no point: answers that do not look at their inputs.
#include "chapters/08-wave-equation/exercises/exercise.hpp"

namespace exercise {

double trace_growth(const std::vector<Term>&) { return 1; }
double growth_bound(const std::vector<Term>&) { return 1; }
std::vector<Condition<double>> klein_gordon(const Matrix<double>& i, const Matrix<double>& s, const Matrix<double>& r) {
    std::vector<Condition<double>> all;
    for (auto* p : {&i, &s, &i, &r})
        all.push_back({"u",
                       *p,
                       {1.0, 1.0},
                       {.value = true},
                       [](const pinn::Jet<double>& u) { return 0.0 * u.value(); },
                       Matrix<double>(p->rows(), 1)});
    return all;
}
void update(const AdamW&, std::size_t, Matrix<double>&, const Matrix<double>&, pinn::Moments<double>&) {}
double largest_step(const pinn::Adam&, std::size_t) { return 1; }
pinn::Checkpoint<double> saved(const Training&) { return {}; }
void go_on(Training&, const pinn::Checkpoint<double>&) {}
std::optional<std::size_t> first_wrong_step(Part, std::size_t n) { return n; }

}  // namespace exercise
