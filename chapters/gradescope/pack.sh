#!/bin/sh
# Makes a zip for Gradescope's autograder: make gradescope-NN.
#
#     chapters/gradescope/pack.sh BUILD NN COMPILER [FLAG ...]      writes BUILD/gradescope-NN.zip
#
# Its two scripts stand on top. harness/ holds the Makefile, the library, and what the sources of the grader include.
set -eu
build=$1 chapter=$2 name=gradescope-$2
shift 2

if command -v zip >/dev/null; then
    zip='zip -qrX'
elif python3 -c 'import zipfile' 2>/dev/null; then
    zip='python3 -m zipfile -c'
else
    echo "$name: neither zip nor python3 is here to make the zip; install one by: apt-get install zip"
    exit 1
fi

folder=$build/$name
rm -rf "$folder" "$folder.zip"
mkdir -p "$folder/harness"
cp -p chapters/gradescope/setup.sh chapters/gradescope/run_autograder "$folder"
# The compiler's list of includes is a rule of make: "mark.o: a.cpp b.hpp \".
"$@" -MM chapters/mark.cpp chapters/grader.cpp chapters/test_runner.cpp chapters/marking/*.cpp \
    chapters/"$chapter"-*/exercises/grade.cpp chapters/"$chapter"-*/exercises/stub.cpp >"$folder/includes"
{
    ls Makefile lib/*/*.?pp lib/foundation/*.sh chapters/marking/exercise.sh chapters/marking/tests.map
    tr -s ' \\' '\n' <"$folder/includes" | grep '\..pp$'
} | sort -u | tar -cf - -T - | tar -xf - -C "$folder/harness"
(cd "$folder" && $zip "../$name.zip" setup.sh run_autograder harness)
rm -r "$folder"
echo "$folder.zip: the autograder of a programming assignment, for chapter $chapter"
