#!/bin/sh
# Draws figures from the data of chapters.
#
#     plots/draw.sh BUILD FOLDER NAME ...      BUILD/plot-NAME reads and writes FOLDER/figures
#
# A gnuplot that is missing, or that has no PNG, costs pictures and not the run: one line says so.
set -u
build=$1 folder=$2
shift 2

svg_only=''
if ! command -v gnuplot >/dev/null; then
    echo 'figures are not drawn: gnuplot is missing; install it by: make deps'
    exit 0
elif ! echo 'set terminal pngcairo' | gnuplot -d 2>/dev/null; then
    echo 'figures are drawn as SVG only: this gnuplot has no terminal pngcairo; that of the package gnuplot-nox has'
    svg_only=svg
fi
for name; do
    "$build/plot-$name" "$folder" $svg_only || exit 1
done
