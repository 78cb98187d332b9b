// What chapter 08 reports besides its argument: rows and data of the figures, and each finding in a file of its own.
#pragma once

#include <map>
#include <span>

#include "chapters/08-wave-equation/trainings.hpp"
#include "lib/report/study.hpp"

namespace pinn::wave {

inline const std::string terms[] = {"u", "ut", "r"};

// ---- Figures (figures.cpp) ------------------------------------------------------------------------------------------

// A term of the loss at the start, and at the end: the mean over the last ten looks, since every step has other points.
double first_loss(const RunState& run, std::size_t k);
double last_loss(const RunState& run, std::size_t k);
// lambda_k at the looks of the second half of a run.
std::vector<double> second_half(const RunState& run, std::size_t k);
// 2 int_0^1 u(x) sin(4 pi x) dx by the trapezoidal rule: the amplitude of the fast wave, 1/2 at t = 0 and t = 1
// (paper: Eq. (7.9)).
double fast_amplitude(std::span<const double> u);

// a, b: the two networks on the grid.
void report_fig6(const RunState& equal, const RunState& weighted, const Matrix<double>& a, const Matrix<double>& b,
                 Study& study);

// The eigenvalues of K_u, K_ut and K_r, descending.
using Spectra = std::vector<std::vector<double>>;
// along: of run (a) after so many steps.
void report_fig7(const std::map<std::size_t, Spectra>& along, Study& study);
// lambda: a weight at the looks of the second half, and how often it leaves its band.
void report_lambda(const std::string& name, const std::vector<double>& lambda, Study& study);
void report_fig8(const RunState& weighted, const Spectra& end, Study& study);

// The eigenvalues of K~ at the end of a run, descending, with equal weights and with those of Algorithm 1.
struct Rates {
    std::string run;
    std::vector<double> equal, weighted;
};
void report_rates(const std::vector<Rates>& runs, Study& study);

// ---- Findings -------------------------------------------------------------------------------------------------------

// C11: Eq. (7.12) as printed is the transpose with the wrong sign (c11-printed-dynamics.cpp).
struct PrintedDynamics {
    double right;           // |de/eta + K D e| / |de/eta|
    double printed;         // |de/eta - D K e| / |de/eta|
    double printed_signed;  // |de/eta + D K e| / |de/eta|
    double eigenvalues;     // largest difference between eigenvalues of the two, over the largest
};
// With these factors in the loss, on a network of 3 x 40 and 24, 10 and 20 points.
PrintedDynamics printed_dynamics(std::uint64_t seed, const std::vector<double>& loss_weights);
void printed_dynamics(const std::vector<double>& loss_weights, Study& study);

// C12: three hidden layers, not five (c12-hidden-layers.cpp).
void hidden_layers(Study& study);

// C15: what the notebook shows as the spectra at 10,000 and 40,000 steps (c15-mislabelled-spectra.cpp).
void mislabelled_spectra(const Setup& setup, const std::map<std::size_t, Spectra>& along, Study& study);

}  // namespace pinn::wave
