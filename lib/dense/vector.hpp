// Sums over lists of numbers: norms, distances and products of vectors.
//
// A span reads a std::vector, a std::array, a row of a matrix or, by values(), all its entries: the norm is then that
// of Frobenius. Every sum is the plain one, from the first entry to the last, so a result does not depend on the
// caller; hot loops have sums of their own (loops.hpp).  O(n).  What takes two vectors throws ShapeError "dot: 3x1 with
// 2x1" if they differ in length.
//
// Used from chapter 01 on.
#pragma once

#include <span>

namespace pinn {

// sum_i v_i
double sum(std::span<const double> v);

// v . w = sum_i v_i w_i
double dot(std::span<const double> v, std::span<const double> w);

// ||v||_2.  Squares of entries beyond 1e154 overflow.
double norm(std::span<const double> v);

// ||v - w||_2
double distance(std::span<const double> v, std::span<const double> w);

// ||v - exact||_2 / ||exact||_2; not finite if exact = 0.
double relative_error(std::span<const double> v, std::span<const double> exact);

}  // namespace pinn
