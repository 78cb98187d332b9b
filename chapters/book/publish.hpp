// Recording what a run found for readers: the results of the paper profile, benchmarks, pictures.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "chapters/book/chapters.hpp"

namespace pinn::book {

// Copies paper-profile results to chapters/NN-*/published.csv with machine and date (of a study to study.csv), their
// figures' pictures, PNG and SVG, to plots/gallery/, and refreshes the pages. Beside a study's rows go the data of its
// figures: hours of work in a few kilobytes.  Rows: "NN" or "NN-study", or all that have results.  Refuses quick
// results, results of changed options or chosen seeds, and pictures older than their data, before anything is written.
void publish(const Paths& paths, const std::vector<std::string>& rows, std::ostream& out);

// Records the medians of Google Benchmark's build/timings/*.json as bench/published.csv (work, value, unit, with
// machine and date). Value: the counter "GFLOP/s" where there is one, with the time in a row "<work> time"; else the
// time. Every other counter becomes a row of its own: "<work> memory" in MB for the counter "MB", else
// "<work> <counter>". With them build/timings/peers.csv of bench/peers/compare.cpp and crosscheck.csv of crosscheck.py,
// into bench/; then refreshes the pages. Refused, before anything is written: a comparison that was changed by options,
// failed or did not end; a cross-check that differs.  Throws if there is none of the three.
void publish_bench(const Paths& paths, std::ostream& out);

}  // namespace pinn::book
