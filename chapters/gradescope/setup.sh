#!/usr/bin/env bash
# Gradescope runs this once, as root, when it makes the image of an assignment: packages, and everything that can be
# built before the first answer is there. The stub has to be marked with no points, or the image is not made.
#
# The image runs on other machines than the one that made it, so nothing is built for one processor (PORTABLE=1). Its
# compiler may warn of other things than the course's, so warnings are no errors here; run_autograder does the same.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
cd "$root/source/harness"
folder=$(echo chapters/[0-9][0-9]-*)
chapter=$(basename "$folder" | cut -d- -f1)

if ! command -v make >/dev/null || ! command -v g++ >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends make g++
fi
make deps
make PORTABLE=1 CXXFLAGS=-Wno-error build/mark build/grader "build/grade-$chapter.so" "build/answer-$chapter-stub.so"
build/mark "$chapter" --library "build/answer-$chapter-stub.so" --expect zero
echo "exercises of chapter $chapter: ready"
