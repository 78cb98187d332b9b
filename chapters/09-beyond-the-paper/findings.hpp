// What chapter 09 reports besides its argument: rows and data of the figures, and experiments in files of their own.
#pragma once

#include "chapters/09-beyond-the-paper/claims.hpp"
#include "chapters/09-beyond-the-paper/features.hpp"
#include "chapters/09-beyond-the-paper/momentum.hpp"
#include "chapters/09-beyond-the-paper/newton.hpp"
#include "chapters/09-beyond-the-paper/nonlinear.hpp"

namespace pinn::beyond {

// What the quick profile shrinks, as options (figures.cpp).
void declare_sizes(Options& options);

// One network at rest: by Gauss-Newton, of whose step a share is taken, with two dampings mu lambda_1; and with
// momentum beta.
constexpr double newton_share = 0.5, strong_mu = 1e-2, weak_mu = 1e-4, beta = 0.9;
struct AtRests {
    AtRest strong{}, weak{}, ball{};
    auto fields() { return std::tie(strong, weak, ball); }
};

// Rows and figures of the argument itself (figures.cpp).
void report_at_rest(const Runs<AtRests>& runs, Study& study);
// What may limit Gauss-Newton on Problem 7.2, at the sizes of the options.
std::vector<NewtonSetup> newton_setups(const Options& o);
// newton: of every setup; adam: for every a.
void report_poisson(const std::vector<NewtonSetup>& setups, const std::vector<Runs<Course>>& newton,
                    const std::vector<double>& a, const std::vector<Runs<Course>>& adam, Study& study);
// Rows of a figure: name, step, median, low, high of the errors at every look.
void draw_courses(const std::string& name, const Runs<Course>& runs, FigureData& figure);
// norms: ||K_rr(0)|| at all --norm-widths; drifts: at each of --drift-widths.
void report_nonlinear(Equation N, const Runs<std::vector<double>>& norms, const std::vector<Runs<Drift>>& drifts,
                      FigureData& figure, Study& study);
void report_features(const std::vector<FeatureSetup>& setups, const std::vector<Runs<Alignment>>& alignments,
                     const std::vector<Runs<FeatureErrors>>& errors, Study& study);

// Gauss-Newton on the wave equation (wave.cpp).
void wave_by_gauss_newton(const Options& o, const std::vector<std::uint64_t>& seeds, Study& study);
// Adam's kernel along run (b) of chapter 08 (adam.cpp).
void adam_sees_another_kernel(const Options& o, Study& study);

}  // namespace pinn::beyond
