// Eq. (5.3): what comes first. The i-th eigenvector of an oscillation kernel has i - 1 sign changes (Gantmacher and
// Krein): the slope of sign changes against the index is then 1.

#include <numeric>

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {
namespace {

EigenDecomposition<double> spectrum_of_K_rr(const Problem& p, const Setting& setting, std::uint64_t seed) {
    return kernel_spectrum(rows_of(p.experiment.jacobian(p.network(setting, seed)), Block::K_rr, 2));
}

// Of the eigenvectors of eigenvalues above 1e-20 of the largest, well clear of rounding.
std::vector<double> changes(const EigenDecomposition<double>& K_rr) {
    std::vector<double> found;
    for (std::size_t i = 0; i < K_rr.values.size() && K_rr.values[i] > 1e-20 * K_rr.values[0]; ++i) {
        found.push_back(static_cast<double>(sign_changes(K_rr.vectors.row(i))));
    }
    return found;
}

// By least squares.
double changes_per_index(const std::vector<double>& changes) {
    std::vector<double> index(changes.size());
    std::iota(index.begin(), index.end(), 1);
    const double n = static_cast<double>(changes.size()), x = sum(index);
    return (n * dot(index, changes) - x * sum(changes)) / (n * dot(index, index) - x * x);
}

}  // namespace

void eigenvectors_oscillate(const Problem& p, Study& study) {
    FigureData& figure = study.figure("ch06-oscillations", {"setting", "what", "x", "y"});
    figure.comment(concat("eigenvectors of K_rr, width ", spectrum_width,
                          ", first seed; changes: x = index, y = sign changes; otherwise the entries of that vector at "
                          "x"));
    for (const Setting& setting : settings) {
        const std::string name = setting.name();
        const auto all = study.over_seeds("sign changes " + name,
                                          [&](auto seed) { return changes(spectrum_of_K_rr(p, setting, seed)); });
        study.report("Eq. (5.3)", "sign changes per index of the eigenvectors of K_rr, " + name,
                     all.each(changes_per_index));
        for (std::size_t i = 0; i < all[0].size(); ++i) figure.row(name, "changes", i + 1, all[0][i]);
        const EigenDecomposition<double> K_rr = spectrum_of_K_rr(p, setting, study.seeds()[0]);
        for (const std::size_t i : {0, 1, 2, 5, 10}) {
            for (std::size_t j = 0; j < p.experiment.interior.rows(); ++j) {
                figure.row(name, i + 1, p.experiment.interior(j, 0), K_rr.vectors(i, j));
            }
        }
    }
}

}  // namespace pinn::spectral
