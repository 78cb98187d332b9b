#!/bin/sh
# Feeds any bytes to what comes from outside: make fuzz. Goes on with the inputs of the last time.
#
#     tests/fuzz/run.sh BUILD SECONDS TARGET ...      SECONDS for each TARGET
set -u
build=$1 seconds=$2
shift 2
for target; do
    mkdir -p "$build/corpus/$target"
    echo "fuzz: $target, $seconds s"
    "$build/fuzz-$target" -max_total_time="$seconds" -timeout=10 -print_final_stats=1 -artifact_prefix="$build/" \
        "$build/corpus/$target" "tests/fuzz/corpus/$target" || exit
done
