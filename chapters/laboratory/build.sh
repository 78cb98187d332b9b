#!/bin/sh
# Makes the laboratory: BUILD/laboratory, a page that opens from a folder, or checks its numbers.
#
#     chapters/laboratory/build.sh BUILD laboratory MAKE          the page
#     chapters/laboratory/build.sh BUILD check-laboratory MAKE    its module against a native program, in node; where
#                                                                 there is a chromium, every lesson to its end
#
# Objects for WebAssembly lie in BUILD/wasm, those of the native program in BUILD/portable: the module has vectors of
# 128 bits, as any x86-64 has.
set -eu
build=$1 goal=$2
shift 2
here=chapters/laboratory page=chapters/laboratory/page wasm=$build/wasm out=$build/laboratory
command -v em++ >/dev/null || { echo 'em++ is missing; install it by: make deps laboratory'; exit 1; }

# boost/ in a folder of its own: beside it lie the headers of this machine's C library.
mkdir -p "$wasm/include" "$out"
boost=$(echo '#include <boost/version.hpp>' | c++ -M -x c++ - | grep -o '/[^ ]*/boost/version.hpp') ||
    { echo 'the headers of Boost are missing; install them by: make deps'; exit 1; }
ln -sfn "${boost%/version.hpp}" "$wasm/include/boost"
"$@" --no-print-directory B="$wasm" CXX=em++ PORTABLE=1 "$wasm/laboratory.wasm" \
    CXXFLAGS="-fno-openmp -Wno-unknown-pragmas -msimd128 -fwasm-exceptions -isystem $here/shim -isystem $wasm/include"

# Chapters are pages of the book, if that is made.
chapter="../../chapters/' + name + '/README.md"
[ ! -e "$build/edition/index.html" ] || chapter="../edition/chapters/' + name + '/README.html"
{
    printf "const module64 = '"
    base64 -w0 "$wasm/laboratory.wasm"
    printf "';\nconst chapterAddress = (name) => '%s';\n" "$chapter"
    cat "$page/module.js" "$page/worker.js" "$page/draw.js" "$page/pictures.js" "$page/lessons.js" "$page/page.js"
} >"$out/laboratory.js"
cp "$page/style.css" "$out/laboratory.css"
cp "$page/index.html" "$out/index.html"
kB() { echo $(($(cat "$@" | wc -c) / 1000)) kB; }
echo "$out/index.html: module $(kB "$wasm/laboratory.wasm"), page $(kB "$out"/*)"
[ "$goal" = check-laboratory ] || exit 0

portable=$build/portable
"$@" --no-print-directory B="$portable" PORTABLE=1 "$portable/laboratory-numbers"
"$portable/laboratory-numbers" >"$portable/laboratory.txt"
node "$page/same.js" "$wasm/laboratory.wasm" "$portable/laboratory.txt"
command -v chromium >/dev/null || { echo 'chromium is not there: no lesson was run'; exit 0; }
node "$page/drive.mjs" "$out/index.html"
