// The figures of chapter 02.

#include "chapters/02-pinn-kernel/cases.hpp"

namespace pinn {
namespace {

// One column for each case, after the abscissa.
std::vector<std::string> case_columns(const std::string& abscissa, const std::vector<std::string>& kinds) {
    std::vector<std::string> columns{abscissa};
    for (std::size_t c = 0; c < cases.size(); ++c) {
        for (const std::string& kind : kinds) columns.push_back(kind + std::to_string(c + 1));
    }
    return columns;
}
void name_cases(FigureData& figure) {
    for (std::size_t c = 0; c < cases.size(); ++c)
        figure.comment("case " + std::to_string(c + 1) + ": " + cases[c].name());
}

}  // namespace

void onestep_figure(const std::vector<Steps>& steps, Study& study) {
    FigureData& figure = study.figure("ch02-onestep", case_columns("step", {"case"}));
    figure.comment("step: eta lambda_max(K(0)); caseN: |outputs after - before + eta K e| / |e|; first seed");
    name_cases(figure);
    for (std::size_t k = 0; k < step_sizes.size(); ++k) {
        Vector row{step_sizes[k]};
        for (const Steps& of_case : steps) row.push_back(of_case[0].second[k]);
        figure.row(row);
    }
}

void alongflow_figure(const std::vector<Flows>& flows, Study& study) {
    FigureData& figure = study.figure("ch02-alongflow", case_columns("time", {"error", "refreshed", "kept"}));
    figure.comment("time: t lambda_max(K(0)) of each case; error: |e(t)| / |e(0)|; refreshed, kept: distance of the");
    figure.comment("outputs by (3.8) with K(t), with K(0), from those of theta(t), over |e(0)|; first seed");
    name_cases(figure);
    for (std::size_t k = 0; k < flows[0][0].second.size(); k += numbers_of_a_moment) {
        Vector row{flows[0][0].second[k]};
        for (const Flows& of_case : flows) {
            const double* moment = &of_case[0].second[k];
            row.insert(row.end(), moment + 1, moment + numbers_of_a_moment);
        }
        figure.row(row);
    }
}

// The spectrum of K of one network (Poisson, one hidden layer) in both precisions, over the largest eigenvalue.
void rounding_figure(std::size_t width, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    const Mlp<double> network = network_of(1, width, seed);
    Random random(seed);
    const Mlp<float> rounded(network.settings(), random);
    const auto in_double =
        spectra(network, conditions_of<double>(Equation::poisson, {1}, official_boundary, official_interior)).back();
    const auto in_float =
        spectra(rounded, conditions_of<float>(Equation::poisson, {1}, official_boundary, official_interior)).back();
    FigureData& figure = study.figure("ch02-rounding", {"index", "double", "float"});
    figure.comment("eigenvalues of K over the largest; u_xx, NTK, raw inputs, 50 copies of each end, 100 inside");
    figure.comment("width: " + std::to_string(width));
    for (std::size_t i = 0; i < in_double.size(); ++i) {
        const double largest = in_float.front();
        figure.row(i + 1, in_double[i] / in_double.front(), in_float[i] / largest);
    }
}

}  // namespace pinn
