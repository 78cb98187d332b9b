#!/bin/sh
# Keeps a file that is newer than all objects of another compiler, of other flags, or of another processor.
#
#     lib/foundation/flags.sh FILE COMPILER [FLAG ...]
#
# FILE is written if its text changes: the command, and a checksum of the macros that the compiler defines, which show
# what -march=native means here. It means another processor in a build folder that moved.
set -u
file=$1
shift
mkdir -p "$(dirname "$file")"
{
    echo "$*"
    "$@" -dM -E -x c++ /dev/null 2>/dev/null | cksum
} >"$file.now"
if cmp -s "$file.now" "$file"; then rm "$file.now"; else mv "$file.now" "$file"; fi
