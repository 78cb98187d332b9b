#!/bin/sh
# Draws figures from the data of chapters.
#
#     plots/draw.sh BUILD FOLDER NAME ...      BUILD/plot-NAME reads and writes FOLDER/figures
#     plots/draw.sh check                      can it? ends with 1 if not: make plots
#
# A gnuplot that is missing, or that has no PNG, costs a run its pictures and no more: one line says so.
set -u
no_gnuplot='gnuplot is missing; install it by: make deps'
no_png='this gnuplot has no terminal pngcairo; that of the package gnuplot-nox has'

lack=''
if ! command -v gnuplot >/dev/null; then
    lack=$no_gnuplot
elif ! echo 'set terminal pngcairo' | gnuplot -d 2>/dev/null; then
    lack=$no_png
fi
if [ "$1" = check ]; then
    [ -z "$lack" ] || { echo "$lack"; exit 1; }
    exit 0
fi

build=$1 folder=$2 svg_only=''
shift 2
case $lack in
    "$no_gnuplot") echo "figures are not drawn: $lack"; exit 0 ;;
    "$no_png") echo "figures are drawn as SVG only: $lack"; svg_only=svg ;;
esac
for name; do
    # Measured where there is a cluster, and kept.
    [ ! -e "bench/$name.csv" ] || { mkdir -p "$folder/figures" && cp "bench/$name.csv" "$folder/figures/"; } || exit 1
    "$build/plot-$name" "$folder" $svg_only || exit 1
done
