// Recording what a run found for readers: the results of the paper profile, benchmarks, pictures.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "lib/report/chapter_files.hpp"

namespace pinn {

// Copies paper-profile results to chapters/NN-*/published.csv with machine and date (of a study to study.csv), their
// figures' pictures to plots/gallery/, and refreshes the READMEs. Beside a study's rows go the data of its figures:
// hours of work in a few kilobytes.  Chapters: those named, or all that have results.  Refuses quick results, results
// of changed options or chosen seeds, and pictures older than their data, before anything is written.
void book_publish(const BookPaths& paths, const std::vector<std::string>& chapters, std::ostream& out);

// Records the medians of Google Benchmark's build/timings/*.json as bench/published.csv (work, value, unit, with
// machine and date). Value: the counter "GFLOP/s" where there is one, with the time in a row "<work> time"; else the
// time. Every other counter becomes a row of its own: "<work> memory" in MB for the counter "MB", else
// "<work> <counter>". With them build/timings/peers.csv of bench/peers/compare.cpp and crosscheck.csv of crosscheck.py,
// into bench/. Refused, before anything is written: a comparison that was changed by options, failed or did not end; a
// cross-check that differs. The READMEs wait for publish or readme.  Throws if there is none of the three.
void book_publish_bench(const BookPaths& paths, std::ostream& out);

// "AMD EPYC 7B13, 2 cores, AVX, g++ 12.2": the vectors are those the program was compiled for.
std::string machine_description();

}  // namespace pinn
