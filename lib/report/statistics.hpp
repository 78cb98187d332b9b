// The few numbers by which a chapter sums up its seeds.
//
// A random quantity is reported as its median over seeds, with the smallest and the largest beside it; a
// statement about second moments as a root mean square. A NaN among the values makes every summary NaN, so that a
// diverged run cannot hide in a median. Every function throws NumericalError on no values; all are O(n) or O(n log n).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace pinn {

struct Spread {
    double median = 0;
    double low = 0;   // the smallest value
    double high = 0;  // the largest
};

Spread spread(std::span<const double> values);

// The middle value; the mean of the two middle ones if their number is even.
double median(std::span<const double> values);
double minimum(std::span<const double> values);
double maximum(std::span<const double> values);

// (1/n) sum v_i
double mean(std::span<const double> values);
// sqrt( (1/n) sum (v_i - mean)^2 ), the population's
double standard_deviation(std::span<const double> values);
// sqrt( (1/n) sum v_i^2 )
double root_mean_square(std::span<const double> values);

// The exponent p of the least-squares fit y ~ C x^p: the slope of log y against log x. A rate in the width is read off
// so.  Throws NumericalError unless x and y are equally many (at least 2), positive, and x takes two values.
double log_log_slope(std::span<const double> x, std::span<const double> y);

}  // namespace pinn
