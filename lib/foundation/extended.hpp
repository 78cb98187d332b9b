// Numbers of 100 digits, for the one place where double is not enough: the true tail of a spectrum (chapter 06), and
// the oracles of tests. Boost.Multiprecision does the arithmetic; a product takes about a hundred times that of
// doubles. jacobi_reference is instantiated for it.
#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>

namespace pinn {

using Extended = boost::multiprecision::cpp_bin_float_100;

}  // namespace pinn
