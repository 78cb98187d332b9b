#!/bin/sh
# Compares our programs with those of other software: the end of make bench-peers.
#
#     bench/peers/run.sh BUILD [OPTION ...]      options of BUILD/peer-compare
set -u
build=$1
shift
python=$(bench/peers/python.sh 2>/dev/null) && { bench/peers/crosscheck.sh "$build" || exit; }
"$build/peer-compare" --build "$build" --python "${python:-python3}" "$@"
