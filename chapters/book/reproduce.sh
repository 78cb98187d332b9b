#!/bin/sh
# Runs the chapters as published, one after the other, and holds their rows against the published ones: make reproduce.
#
#     chapters/book/reproduce.sh BUILD "MAKE" NN ...      MAKE makes the target run-chapter-NN
#
# A chapter whose results are those of the published run, and newer than its program, is not run again.
set -u
build=$1 make=$2
shift 2

finished() {
    results=$build/results/chapter-$1.csv
    [ "$results" -nt "$build/chapter-$1" ] && grep -q '^. profile: paper' "$results" &&
        ! grep -qE '^. (changed|chosen seeds):' "$results"
}
# minutes NN: by the line "// Takes:  4 s; 1 minute with PROFILE=paper" of its main.cpp; seconds are taken for a minute.
minutes() {
    time=$(grep -hoE '[0-9]+ (s|minutes?) with PROFILE=paper' chapters/"$1"-*/main.cpp)
    case $time in *' s with '*) echo 1 ;; *) echo "${time%% *}" ;; esac
}

left=0
for chapter; do
    finished "$chapter" || left=$((left + $(minutes "$chapter")))
done
for chapter; do
    if finished "$chapter"; then
        echo "reproduce: chapter $chapter is finished"
    else
        echo "reproduce: chapter $chapter, about $(minutes "$chapter") min; about $left min to the end"
        $make "run-chapter-$chapter" PROFILE=paper ARGS= || exit
        left=$((left - $(minutes "$chapter")))
    fi
done
echo
exec "$build/book" --build "$build" confirm
