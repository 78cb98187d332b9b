#!/bin/sh
# Our numbers against those of bench/peers/crosscheck.py: make crosscheck.
#
#     bench/peers/crosscheck.sh BUILD      writes BUILD/timings/crosscheck.csv; ends with 1 if a number differs
set -u
build=$1
python=$(bench/peers/python.sh) || exit
rm -rf "$build/crosscheck"
"$build/peer-crosscheck" "$build/crosscheck" &&
    $python bench/peers/crosscheck.py "$build/crosscheck" "$build/timings/crosscheck.csv"
