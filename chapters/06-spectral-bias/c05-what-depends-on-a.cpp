// C5: K(0) holds neither f nor g, so the spectra for a = 1, 2, 4 are those of three networks. What does depend on a is
// where the data lie among the eigenvectors.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {
namespace {

// The share of ||D [g; f]||^2 in the eigenvectors up to an index.
std::vector<double> shares(double a, const Setting& setting, std::uint64_t seed) {
    const Initial start(with_frequency(a), setting, spectrum_width, seed, 1);
    std::vector<double> found;
    double sum = 0;
    for (const double part : components(start.K, start.data)) {
        found.push_back(sum += part * part / std::pow(norm(start.data), 2));
    }
    return found;
}

}  // namespace

void what_depends_on_a(const Problem& p, Study& study) {
    const auto spectrum = [&](double a, std::uint64_t seed) {
        return singular(with_frequency(a), p.network(official, seed), Block::K);
    };
    const std::vector<std::uint64_t> seeds = study.seeds(frequencies.size());
    const std::vector<double> one = spectrum(1, seeds[0]);
    double same_seed = 0, other_seed = 0;
    for (std::size_t i = 1; i < frequencies.size(); ++i) {
        const std::vector<double> same = spectrum(frequencies[i], seeds[0]), other = spectrum(frequencies[i], seeds[i]);
        for (std::size_t k = 0; k < 20; ++k) {
            same_seed = std::max(same_seed, std::abs(same[k] / one[k] - 1));
            other_seed = std::max(other_seed, std::abs(std::log10(other[k] / one[k])));
        }
    }
    study.report("C5", "one network: largest relative change of 20 eigenvalues, a = 1, 2, 4", same_seed);
    study.report("C5", "a network for each a: largest change of 20 eigenvalues, decades", other_seed);

    FigureData& figure = study.figure("ch06-projections", {"setting", "a", "index", "share"});
    figure.comment(concat("share of ||D [g; f]||^2 in the eigenvectors of K up to an index, median over seeds; width: ",
                          spectrum_width));
    for (const Setting& setting : settings) {
        for (const double a : frequencies) {
            const std::string name = concat("a = ", a, ", ", setting.name());
            const auto all = study.over_seeds("shares " + name, [&](auto seed) { return shares(a, setting, seed); });
            study.report("C5", "eigenvectors that hold 90 % of [g; f], " + name, all.each([](const auto& share) {
                return static_cast<double>(1 + std::ranges::count_if(share, [](double part) { return part < 0.9; }));
            }));
            for (std::size_t i = 0; i < 30; ++i) {
                figure.row(setting.name(), a, i + 1, median(all.each([i](const auto& share) { return share[i]; })));
            }
        }
    }
}

}  // namespace pinn::spectral
