#!/bin/sh
# Runs benchmarks: medians of five repetitions, on the console and in BUILD/timings for `make publish-bench`.
#
#     bench/run.sh BUILD NAME ...      BUILD/bench-NAME writes BUILD/timings/NAME.json
set -u
build=$1
shift
mkdir -p "$build/timings"
for name; do
    "$build/bench-$name" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true --benchmark_min_time=0.1 \
        --benchmark_out="$build/timings/$name.json" || exit
done
