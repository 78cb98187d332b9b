// What the kernel says of a training before it begins: the paper's instruments in one place.
//
// K = J J^T over all points of all conditions at the network given, K_kk its blocks, e_k the errors there. With
// D = diag(d), d_i = 2 c_k lambda_k (kernel_weights()), errors move by d/dt e = - K D e  (paper: Eq. (6.3)). All
// numbers are of equal weights, lambda_k = 1, unless they are called balanced: those are of lambda_k by Algorithm 1.
//
//     trace        Tr K_kk                                  (paper: Eq. (6.5))
//     weight       lambda_k = sum_j Tr K_jj / Tr K_kk       (paper: Algorithm 1)
//     imbalance    max_k Tr K_kk / min_k Tr K_kk
//     stable rate  2 / lambda_max(K D)                      (paper: Section 6)
//     wait         lambda_max(K D) / (d_k lambda), lambda the eigenvalue of K_kk that completes half of |e_k|^2, by
//                  falling eigenvalues: steps of gradient descent at the rate 1/lambda_max until that component has
//                  lost a factor of e, if the other terms leave it alone  (paper: Eq. (5.3))
//     gain         the longest wait / the longest balanced wait: what Algorithm 1 promises
//     rank         eigenvalues of K D above n eps lambda_max, n points: what a formed K shows
//     condition    lambda_1 / lambda of the component in the middle of the spectrum
//     movement     |K(s) - K(0)|_F / |K(0)|_F after s steps of the optimizer  (paper: Theorem 4.4)
//
// What lies below the rounding of a formed K, n eps lambda_1 of K or of K_kk, waits for ever: infinity.
// Cost: K twice, three spectra of n x n, that of each K_kk with vectors, and the steps.
//
// Introduced in chapter 10.
#pragma once

#include <string>
#include <vector>

#include "lib/training/loss.hpp"
#include "lib/training/optimizer.hpp"

namespace pinn {

struct DiagnosisSettings {
    LossConvention loss = LossConvention::means;
    std::size_t steps = 100;  // s of the movement; 0: it is 0
    Optimizer optimizer = Adam{};
};

struct TermDiagnosis {
    std::string name;
    std::size_t points;
    double trace, weight;
    double error;                // sqrt(|e_k|^2 / N_k)
    std::size_t modes;           // how many eigenvectors hold half of |e_k|^2
    double wait, balanced_wait;  // both >= 1, up to the blocks' share in lambda_max
};

struct Diagnosis {
    std::vector<TermDiagnosis> terms;
    std::vector<double> spectrum;  // eigenvalues of K D, descending
    double balanced_largest;       // lambda_max with the weights of Algorithm 1
    double movement;

    double stable_rate() const { return 2 / spectrum.front(); }
    double imbalance() const;
    double wait() const;           // the longest
    double balanced_wait() const;  // the longest
    double gain() const;           // 1 if both are infinite
    std::size_t rank() const;
    double condition() const;
};

// Throws as kernel() and Trainer do, NumericalError if a condition has weights of its points (no trace knows them) or
// K is zero.
Diagnosis diagnose(const Mlp<double>& network, const std::vector<Condition<double>>& conditions,
                   const DiagnosisSettings& settings = {});

// The lines of a diagnosis: name, formula, what to make of it, and the chapter that derives it.
struct DiagnosisLine {
    std::string name, formula, meaning, chapter;
};
std::vector<DiagnosisLine> diagnosis_lines();

// A table of the terms, and one of the lines with their formulas.
std::string to_string(const Diagnosis& diagnosis);

}  // namespace pinn
