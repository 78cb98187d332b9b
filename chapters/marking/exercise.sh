#!/bin/sh
# Marks the answer to a chapter's exercises, which is a copy of the stub the first time: make exercise-NN.
#
#     chapters/marking/exercise.sh BUILD NN [OPTION ...] -- COMPILER [FLAG ...]      options of chapters/mark.cpp
#
# The report for Gradescope is BUILD/grades/exercise-NN.json.
set -eu
build=$1 chapter=$2
shift 2
folder=$(echo chapters/"$chapter"-*/exercises)
answer=$folder/answer.cpp

[ -e "$answer" ] || { cp "$folder/stub.cpp" "$answer"; echo "your answer: $answer"; }
mkdir -p "$build/grades"
exec "$build/mark" "$chapter" --build "$build" --json "$build/grades/exercise-$chapter.json" --answer "$answer" "$@"
