// C7: the plateaus of all published spectra are rounding: where each arithmetic stops, against 100 digits.

#include "chapters/06-spectral-bias/arithmetics.hpp"
#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

void where_arithmetic_ends(const Options& o, Study& study) {
    const PoissonExperiment points{.problem = {1}, .interior = equispaced(o.count("points"), 0, 1)};
    const Arithmetics K = study.over_seeds("100 digits", study.seeds(1),
                                           [&](auto seed) { return arithmetics(points, official, seed); })[0];
    study.report("C7", "eigenvalues are right down to: K in float", resolved_down_to(K.in_float, K.exact));
    study.report("C7", "eigenvalues are right down to: K in double", resolved_down_to(K.in_double, K.exact));
    study.report("C7", "eigenvalues are right down to: singular values of J", resolved_down_to(K.singular, K.exact));
    study.report("C7", "smallest eigenvalue / largest, 100 digits", K.exact.back() / K.exact.front());

    FigureData& figure = study.figure("ch06-floors", {"index", "float", "double", "singular", "exact"});
    figure.comment(concat("eigenvalues of K over the largest; setting: ", official.name(), "; width: ", spectrum_width,
                          "; points: ", K.exact.size(), ", first seed; float and double: moduli"));
    for (std::size_t i = 0; i < K.exact.size(); ++i) {
        figure.row(i + 1, std::abs(K.in_float[i]) / K.exact[0], std::abs(K.in_double[i]) / K.exact[0],
                   K.singular[i] / K.exact[0], K.exact[i] / K.exact[0]);
    }
}

}  // namespace pinn::spectral
