#!/usr/bin/env bash
# Small wrong changes to the numerics, one at a time: does a test turn red?
#
#     tests/mutants.sh BUILD N SEED        make mutants N=100 SEED=1
#
# N changes are drawn with SEED from all that tests/mutants.awk finds in lib/: another operator or constant, a condition
# that always or never holds, two arguments in the other order, a statement left out. Each is made in a copy of the
# tree, one copy for each processor. The unit tests run on it, those of the changed file's folder first, and, if all
# pass, the quick profile of the chapter that the file's header names, whose rows are compared with the expected ones.
# What does not compile is not counted. Survivors are printed as they are found: each is a test that is missing, or a
# change that means the same. Ends with 1 if there are any.
set -eu
build=$1 wanted=$2 seed=$3
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pinn-mutants.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
workers=$(lib/foundation/processors.sh)

files=$(ls lib/{dense,autodiff,spectrum,network,pde,kernel,training}/*.?pp)
# shellcheck disable=SC2086
awk -f tests/mutants.awk $files | awk -v seed="$seed" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' |
    sort -n | cut -f2- >"$scratch/all"
echo "$(wc -l <"$scratch/all") changes, of which $wanted are drawn with seed $seed"

# Whether a test turns red in the copy $1 of the tree with the change in the file $2.
killed() (
    cd "$1"
    tests=$(basename "$(dirname "$2")")
    timeout 300 "$build/unit-tests" --abort-after=1 --source-file="*tests/$tests/*" >/dev/null 2>&1 || exit 0
    timeout 300 "$build/unit-tests" --abort-after=1 >/dev/null 2>&1 || exit 0
    chapter=$(sed -nE 's/.*Introduced in chapter ([0-9]{2}).*/\1/p' "${2%.*}.hpp" | head -n 1)
    [ -n "$chapter" ] || exit 1
    make -s "$build/chapter-$chapter" >/dev/null 2>&1 || exit 0
    timeout 300 "$build/chapter-$chapter" --out "$build/test" >/dev/null 2>&1 || exit 0
    "$build/book" --build "$build/test" compare 2>&1 | grep -q "^chapter $chapter:"
)

# Worker $1 takes every $workers-th change until its share of $2 has been made; one line for each in $scratch/made.
work() {
    local copy=$scratch/$1 made=0 file line kind text touched
    mkdir -p "$copy/$build"
    cp -a Makefile README.md lib chapters tests bench plots "$copy"
    cp -a "$build"/{obj,flags,packages,unit-tests,book,lib*.a,chapter-*} "$copy/$build"
    while [ "$made" -lt "$2" ] && IFS=$'\t' read -r file line kind text; do
        touch "$scratch/$1.begun"
        awk -v n="$line" -v text="$text" 'NR == n { sub(/^ */, ""); print text; next } { print }' "$file" >"$copy/$file"
        if make -s -C "$copy" "$build/unit-tests" >/dev/null 2>&1; then
            made=$((made + 1))
            if killed "$copy" "$file" 2>/dev/null; then  # a crash is no message
                echo killed >>"$scratch/made"
            else
                echo survived >>"$scratch/made"
                printf '%s:%s: %s\n    - %s\n    + %s\n' "$file" "$line" "$kind" \
                    "$(sed -n "${line}s/^ *//p" "$file")" "${text#"${text%%[! ]*}"}"
            fi
        fi
        # What was made with the change is as before, and only that has to be copied.
        cp -p "$file" "$copy/$file"
        while read -r touched; do
            cp -p "$build/$touched" "$copy/$build/$touched" 2>/dev/null || rm "$copy/$build/$touched"
        done < <(find "$copy/$build" -type f -newer "$scratch/$1.begun" -printf '%P\n')
    done < <(awk -v w="$workers" -v k="$1" 'NR % w == k' "$scratch/all")
}

for ((k = 0; k < workers; ++k)); do
    work "$k" $((wanted * (k + 1) / workers - wanted * k / workers)) &
done
wait
made=$(wc -l <"$scratch/made") survived=$(grep -c survived "$scratch/made" || true)
echo "$made changes: $((made - survived)) turn a test red, $survived do not"
[ "$survived" = 0 ]
