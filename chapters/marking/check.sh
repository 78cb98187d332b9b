#!/bin/sh
# Marks the answers of a chapter whose points are known: make check-exercises-NN.
#
#     chapters/marking/check.sh BUILD NN
#
# BUILD/checked/exercises-NN says that all was well, with the number of answers.
set -eu
build=$1 chapter=$2
answer=$build/answer-$chapter

rm -f "$build/checked/exercises-$chapter"
"$build/mark" "$chapter" --build "$build" --library "$answer-solution.so" --expect full
"$build/mark" "$chapter" --build "$build" --library "$answer-stub.so" --expect zero
"$build/mark" "$chapter" --build "$build" --library "$answer-wrong.so" --expect less
"$build/mark" "$chapter" --build "$build" --library "$answer-constants.so" --expect zero
rm -f "$answer-solution.so" # which an answer could load, where there are no namespaces
mkdir -p "$build/checked"
echo 4 >"$build/checked/exercises-$chapter"
echo "exercises of chapter $chapter: solution, stub, wrong answer and constants marked as they should be"
