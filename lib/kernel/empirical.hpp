// The kernel of a finite network: K = J J^T  (paper: Eq. (3.9), Remark 3.3).
//
// For conditions A[u] and B[u] at their points, (K_AB)_ij = < dA[u](x_i)/dtheta, dB[u](x_j)/dtheta >: with A = u at
// boundary points and B = the residual at interior points these are the paper's K_uu, K_ur, K_rr.
//
// Here the Jacobian is explicit, one row per point, one reverse sweep per row: the definition.
// Cost: O(N P) time and memory for a Jacobian of N points and P parameters.
//
// Introduced in chapter 07.
#pragma once

#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace pinn {

// J, row i = d A[u](x_i) / d theta; theta in the order of MlpOnTape::parameters().  Returns N x P.
// O(N P).  Throws ShapeError if the points do not fit the network.
template <class T>
Matrix<T> jacobian(const Mlp<T>& network, const Condition<T>& condition);

// Tr(J J^T) = sum of the squares of J's entries  (paper: Definition 5.1).  O(N P).
template <class T>
double kernel_trace(const Matrix<T>& jacobian);

}  // namespace pinn
