#!/bin/sh
# Marks the answers that cheat by the bundle of chapter 01, unpacked and set up as Gradescope does it:
# make check-gradescope.
#
#     chapters/gradescope/check.sh BUILD      where gradescope-01.zip is
set -eu
unset MAKEFLAGS MAKELEVEL # those of the make that calls this
root=$(cd "$1" && pwd)/gradescope

rm -rf "$root"
mkdir -p "$root/source"
(
    cd "$root/source"
    unzip -q ../../gradescope-01.zip || python3 -m zipfile -e ../../gradescope-01.zip .
    chmod +x setup.sh run_autograder
)
AUTOGRADER_ROOT=$root "$root/source/setup.sh" >"$root/setup.log" 2>&1 || { cat "$root/setup.log"; exit 1; }
exec tests/attacks/run.sh --bundle "$root"
