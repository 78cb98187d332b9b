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

// Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs; infinities have ranks
// too. NaN if a value is NaN, or all x or all y are equal.  Throws NumericalError unless x and y are equally many.
double rank_correlation(std::span<const double> x, std::span<const double> y);

// The 95 % interval of a rank correlation r of n pairs, tanh(artanh r -+ 1.96 sqrt((1 + r^2/2)/(n - 3))).
// Throws NumericalError for n < 4.  Source: Bonett and Wright, Psychometrika 65 (2000) 23.
struct Interval {
    double low = 0, high = 0;
};
Interval rank_interval(double r, std::size_t n);

// The share of all n! orders of y whose rank correlation with x is at least as large as that of y itself: how often
// chance does as well. 2 <= n <= 9, else NumericalError.  O(n n!).
double rank_chance(std::span<const double> x, std::span<const double> y);

}  // namespace pinn
