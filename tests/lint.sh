#!/bin/sh
# The rules of the sources and pages, and their format: make lint.
#
#     tests/lint.sh BUILD      ends with 1 if there is a finding
set -u
"$1/lint" . || exit
command -v clang-format >/dev/null || { echo 'clang-format is missing; install it by: make deps lint'; exit 1; }
find lib chapters tests bench plots -name '*.?pp' ! -name answer.cpp -exec clang-format --dry-run -Werror {} +
