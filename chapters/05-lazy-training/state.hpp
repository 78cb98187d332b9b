// A network of one hidden layer at one time of its training, with everything that Appendix D bounds.
//
//     u(x) = factor W1 . tanh(W0 z + b0) + b1,   z = (x - mu)/s  or  x
//
// J has one row for each point: u at the two ends of [0, 1], then u_xx at the interior points. The paper's 50 copies of
// an end are one row of weight 50 (PoissonExperiment).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "lib/training/poisson_experiment.hpp"

namespace pinn::lazy {

// All parameters in one vector, in the order W^(0), b^(0), W^(1), ...
std::vector<double> theta(const Mlp<double>& network);

// ||v||_2 and ||v - w||_2.  O(n).  For the entries of matrices: the Frobenius norm.
double norm(std::span<const double> v);
double distance(std::span<const double> v, std::span<const double> w);
inline double relative_change(std::span<const double> now, std::span<const double> start) {
    return distance(now, start) / norm(start);
}

// A - B, of one shape.  O(size).
Matrix<double> difference(Matrix<double> A, const Matrix<double>& B);

// ||A||_2 = max |eigenvalue| of a symmetric matrix, by power iteration from a fixed vector until it changes by less
// than 1e-9 (at most 500 products).  Never too large; O(n^2) a product.
double spectral_norm(const Matrix<double>& A);

// The largest ||v_i - w_i||_2 over rows i.  O(size).
double row_distance(ConstMatrixView<double> v, ConstMatrixView<double> w);
inline double row_distance(const Matrix<double>& v, const Matrix<double>& w) {
    return row_distance(v.view(), w.view());
}

// Of some rows of J without the column of b1: the root mean square and the largest absolute value.
struct Entries {
    double rms, largest;
};

struct State {
    PoissonExperiment experiment;
    double root_N;  // of the width
    std::vector<double> theta;
    Matrix<double> J;                     // 102 x P, rows without weights; columns W0, b0, W1, b1
    Matrix<double> K;                     // 102 x 102, with copies  (paper: Eq. (3.9))
    Entries u, r;                         // of du/dtheta and of du_xx/dtheta
    std::array<Matrix<double>, 4> sigma;  // sigma^(k)(W0 z + b0) at the interior points, 100 x N, k = 0..3

    // O(102^2 P).  Throws ShapeError unless there is one hidden layer.
    State(const PoissonExperiment& experiment, const Mlp<double>& network);

    std::span<const double> W0() const { return block(0); }
    std::span<const double> b0() const { return block(1); }
    std::span<const double> W1() const { return block(2); }
    ConstMatrixView<double> J_u() const { return J.view().row_block(0, ends()); }
    ConstMatrixView<double> J_r() const { return J.view().row_block(ends(), J.rows() - ends()); }

    // J J^T with copies. Its spectral norm is the square of that of J, with copies.
    Matrix<double> gram(const Matrix<double>& J) const;

  private:
    std::size_t ends() const { return experiment.ends.rows(); }
    std::span<const double> block(std::size_t i) const {
        return std::span(theta).subspan(i * sigma[0].cols(), sigma[0].cols());
    }
};

}  // namespace pinn::lazy
