#!/usr/bin/env bash
# Small wrong changes to the numerics, one at a time: does a test turn red?
#
#     tests/mutants.sh BUILD N SEED        make mutants N=100 SEED=1
#
# N changes are drawn with SEED from all that tests/mutants.awk finds in lib/: another operator or constant, a condition
# that always or never holds, two arguments in the other order, a statement left out. Each is made in a copy of the
# tree; the unit tests run on it and, if all pass, the quick profile of the chapter that the file's header names, whose
# rows are compared with the expected ones. What does not compile is not counted. Survivors are printed as they are
# found: each is a test that is missing, or a change that means the same. Ends with 1 if there are any.
set -eu
build=$1 wanted=$2 seed=$3
copy=$(mktemp -d "${TMPDIR:-/tmp}/pinn-mutants.XXXXXX")
trap 'rm -rf "$copy"' EXIT
cp -a Makefile README.md lib chapters tests bench plots "$copy"
# Objects and programs as they are without the change, with their times, so that only what it touches is made anew.
fresh() {
    rm -rf "$copy/$build"
    mkdir -p "$copy/$build"
    cp -a "$build"/{obj,flags,packages,unit-tests,book,lib*.a,chapter-*} "$copy/$build"
}

files=$(ls lib/{dense,autodiff,spectrum,network,pde,kernel,training}/*.?pp)
# shellcheck disable=SC2086
awk -f tests/mutants.awk $files | awk -v seed="$seed" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' |
    sort -n | cut -f2- >"$copy/all"
echo "$(wc -l <"$copy/all") changes, of which $wanted are drawn with seed $seed"

made=0 survived=0
while [ "$made" -lt "$wanted" ] && IFS=$'\t' read -r file line kind text; do
    fresh
    awk -v n="$line" -v text="$text" 'NR == n { sub(/^ */, ""); print text; next } { print }' "$file" >"$copy/$file"
    (cd "$copy" && make -s "$build/unit-tests" >/dev/null 2>&1) || { cp -p "$file" "$copy/$file"; continue; }
    made=$((made + 1))
    verdict=killed
    if (cd "$copy" && timeout 300 "$build/unit-tests" --abort-after=1 >/dev/null 2>&1); then
        verdict=survived
        chapter=$(sed -nE 's/.*Introduced in chapter ([0-9]{2}).*/\1/p' "${file%.*}.hpp" | head -n 1)
        if [ -n "$chapter" ] && ! (cd "$copy" && make -s "$build/chapter-$chapter" >/dev/null 2>&1 &&
            timeout 300 "$build/chapter-$chapter" --out "$build/test" >/dev/null 2>&1 &&
            ! "$build/book" --build "$build/test" compare 2>&1 | grep -q "^chapter $chapter:"); then
            verdict=killed
        fi
    fi
    cp -p "$file" "$copy/$file"
    [ "$verdict" = survived ] || continue
    survived=$((survived + 1))
    echo "$file:$line: $kind"
    echo "    - $(sed -n "${line}s/^ *//p" "$file")"
    echo "    + ${text#"${text%%[! ]*}"}"
done <"$copy/all"
echo "$made changes: $((made - survived)) turn a test red, $survived do not"
[ "$survived" = 0 ]
