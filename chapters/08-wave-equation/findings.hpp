// What chapter 08 reports besides its argument: rows and data of the figures, and each finding in a file of its own.
#pragma once

#include <map>
#include <span>

#include "chapters/08-wave-equation/run.hpp"
#include "lib/report/study.hpp"

namespace pinn::wave {

inline const std::string terms[] = {"u", "ut", "r"};
constexpr std::size_t r = 2;  // terms[r]

// ---- Figures (figures.cpp) ------------------------------------------------------------------------------------------

// A term of the loss at the end: the mean over the last ten looks, since every step has other points.
double last_loss(const RunState& run, std::size_t k);
// The exact solution without its fast wave, sin(pi x) cos(2 pi t)  (paper: Eq. (7.9)).
double slow_wave(double t, double x);
// Runs (a) and (b) at the end, and the two networks on the grid.
void report_fig6(const RunState& a, const RunState& b, const Matrix<double>& u_a, const Matrix<double>& u_b,
                 Study& study);

// The eigenvalues of K_u, K_ut and K_r, descending.
using Spectra = std::vector<std::vector<double>>;
// along: of run (a) after so many steps, all of `shown` among them, in ascending order.
void report_fig7(const std::vector<std::size_t>& shown, const std::map<std::size_t, Spectra>& along, Study& study);

// lambda_k at the looks of the second half of run (b), and how often it leaves its band.
void report_lambda(const RunState& b, std::size_t k, Study& study);
void report_fig8(const RunState& b, const Spectra& end, Study& study);

// The eigenvalues of K~ at the end of a run, "(a)" or "(b)", with equal weights and with those of Algorithm 1.
void report_rates(const std::string& run, const std::vector<double>& equal, const std::vector<double>& weighted,
                  FigureData& figure, Study& study);

// ---- Findings -------------------------------------------------------------------------------------------------------

// Fig. 6a: what makes the fast wave of (a) die (fig6-open-ends.cpp). At a time t, for L = d_t^2 - 4 d_x^2:
struct FastWave {
    double a, a_tt;               // 2 int_0^1 u sin(4 pi x) dx, which is cos(8 pi t) / 2 exactly, and its acceleration
    double u_0, u_1;              // u at x = 0 and x = 1
    double by_ends, by_residual;  // their parts of a'' + 64 pi^2 a
};
FastWave fast_wave(const Mlp<double>& network, double t);
void open_ends(const Mlp<double>& network, Study& study);

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

}  // namespace pinn::wave
