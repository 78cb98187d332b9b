#!/bin/sh
# Runs a chapter and draws its figures; what `make run-chapter-NN` and `make study-chapter-NN` do.
#
#     chapters/run.sh BUILD NN PROFILE "FIGURES" [OPTION ...]
#
# BUILD holds the programs, FIGURES are names of plots/. --profile and --out among the options beat PROFILE and BUILD.
# Figures are drawn in the folder that the results went to, and only if there are new results (not for --help).
set -u
build=$1 chapter=$2 profile=$3 figures=$4
shift 4

out=$build out_given='' profile_given='' previous=''
for option; do
    case $option in
        --out=*) out=${option#--out=} out_given=yes ;;
        --out) out_given=yes ;;
        --profile | --profile=*) profile_given=yes ;;
    esac
    [ "$previous" != --out ] || out=$option
    previous=$option
done
[ "$out_given" ] || set -- --out "$build" "$@"
[ "$profile_given" ] || set -- --profile "$profile" "$@"

touch "$build/chapter-$chapter.started"
echo "$build/chapter-$chapter $*"
"$build/chapter-$chapter" "$@" || exit
for results in "$out/results/chapter-$chapter.csv" "$out/results/chapter-$chapter-study.csv"; do
    [ ! "$results" -nt "$build/chapter-$chapter.started" ] || exec plots/draw.sh "$build" "$out" $figures
done
