#!/usr/bin/env bash
# Marks answers that try to get points they did not earn: each has to get the points and the reason that it states in
# its first lines, and to leave no process and no file behind.
#
#     tests/attacks/run.sh BUILD COMPILER...         by mark itself: make check-exercises
#     tests/attacks/run.sh --bundle ROOT             by the scripts of an unpacked Gradescope bundle: make check-gradescope
#
# Limits are ATTACK_SECONDS (2) for a test and 6 s for compiling. Ends with 1 if anything was not as it should be.
set -u
attacks=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pinn-attacks.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
limits="--seconds ${ATTACK_SECONDS:-2} --compile-seconds 6"
bundle=
if [ "$1" = --bundle ]; then
    bundle=$(cd "$2" && pwd)
    build=$bundle/source/harness/build
else
    build=$(cd "$1" && pwd)
    shift
    compiler=("$@" -O0)
fi
mkdir -p "$build/grades"
rm -f "$build/checked/attacks"

# mark_answer FILE NAME [OPTIONS]: its report goes to $scratch/NAME.json, what was printed to $scratch/NAME.out.
mark_answer() {
    if [ -n "$bundle" ]; then
        mkdir -p "$bundle/submission"
        cp -p "$1" "$bundle/submission/answer.cpp"
        AUTOGRADER_ROOT=$bundle MARK_ARGS="$limits" "$bundle/source/run_autograder" >"$scratch/$2.out" 2>&1
        cp "$bundle/results/results.json" "$scratch/$2.json"
    else
        local json="$build/grades/attack-$2.json"
        # shellcheck disable=SC2086
        "$build/mark" 01 --build "$build" --json "$json" $limits "${@:3}" --answer "$1" -- "${compiler[@]}" >"$scratch/$2.out" 2>&1
        cp "$json" "$scratch/$2.json"
    fi
}
# Processes of this build that run or compile an answer.
survivors() { ps -eo pid,args | grep -E "$build/grader [^ ]*/answer\.so|(cc1plus|clang) .*$scratch" | grep -v grep; }

# judge NAME POINTS REASON
judge() {
    local score said
    score=$(sed -nE 's/^  "score": ([0-9]+),.*/\1/p' "$scratch/$1.json")
    [ "$score" = "$2" ] || { echo "attack $1: $score points, not $2"; cat "$scratch/$1.out"; return 1; }
    said=$(tr -d '\\' <"$scratch/$1.json")
    grep -qE -- "$3" <<<"$said" || { echo "attack $1: the report does not say: $3"; cat "$scratch/$1.out"; return 1; }
}

# One attack, with the options given.
attack() {
    local name=$1 file=$scratch/$1.cpp
    cp "$attacks/$name.cpp" "$file"
    ! grep -q 'Expectations attack(' "$file" || cat "$attacks/rest.txt" >>"$file"
    mark_answer "$file" "$name" "${@:2}"
    # A regular expression: the parentheses of CHECK( close( are meant as they stand.
    # What stops some of them is known to be missing there (chapters/COURSE.md).
    if grep -q '^// needs namespaces' "$file" && grep -q 'allows no user namespaces' "$scratch/$name.json"; then
        echo "attack $name: not judged, this system allows no user namespaces"
        return 0
    fi
    local reason
    reason=$(sed -n 's,^// reason: ,,p' "$file")
    # Sanitizers start programs of their own: there the kernel forbids an answer less.
    [ -z "${ATTACK_SECONDS:-}" ] || ! grep -q '^// reason under sanitizers: ' "$file" ||
        reason=$(sed -n 's,^// reason under sanitizers: ,,p' "$file")
    judge "$name" "$(sed -n 's,^// points: ,,p' "$file")" "$(sed 's/[()?[]/\\&/g' <<<"$reason")"
}

failures=0 count=0
check() { count=$((count + 1)); "$@" || failures=$((failures + 1)); }

# ---- The attacks beside this script ---------------------------------------------------------------------------------
names=$(cd "$attacks" && ls ./*.cpp | sed 's,^\./,,; s,\.cpp$,,')
if [ -n "$bundle" ]; then
    for name in $names; do check attack "$name"; done
else
    # Three at a time: most of them wait. Where the system allows no namespaces, orphans are ended one by one.
    in_turn() {
        while [ "$(jobs -pr | wc -l)" -ge 3 ]; do wait -n || failures=$((failures + 1)); done
        count=$((count + 1))
        "$@" &
    }
    for name in $names; do in_turn attack "$name"; done
    while [ -n "$(jobs -p)" ]; do wait -n || failures=$((failures + 1)); done
    for name in exits_while_loading endless_output forks_sleeper daemon makes_files_writable stops_thread_of_others assembles_solution; do in_turn attack "$name" --without-namespaces; done
    while [ -n "$(jobs -p)" ]; do wait -n || failures=$((failures + 1)); done
fi

# ---- What takes more than a file ------------------------------------------------------------------------------------
utf_16() {
    printf '\xff\xfe#\0i\0n\0c\0' >"$scratch/answer.cpp"
    mark_answer "$scratch/answer.cpp" utf_16
    judge utf_16 0 'answer.cpp is UTF-16: save it as UTF-8'
}
check utf_16

# An answer that is older than the one before, as unzip and cp -p leave it.
older_answer() {
    { cat "$attacks/not_a_number.cpp" "$attacks/rest.txt"; } >"$scratch/answer.cpp"
    mark_answer "$scratch/answer.cpp" first
    judge first 25 '.' || return 1
    echo 'int nothing;' >"$scratch/answer.cpp"
    touch -d '2001-01-01' "$scratch/answer.cpp"
    mark_answer "$scratch/answer.cpp" second
    judge second 0 'it does not define exercise::'
}
check older_answer

# A signal ends the marking of an answer that loops, at once and with everything that it has started.
interrupted() {
    { cat "$attacks/endless_loop.cpp" "$attacks/rest.txt"; } >"$scratch/answer.cpp"
    local json=$build/grades/attack-interrupted.json out=$scratch/interrupted.out marking code start
    mkdir "$scratch/folders"
    TMPDIR=$scratch/folders "$build/mark" 01 --build "$build" --json "$json" --answer "$scratch/answer.cpp" -- "${compiler[@]}" >"$out" 2>&1 &
    marking=$!
    while kill -0 $marking 2>/dev/null && ! ps -eo args | grep -q "[g]rader $scratch/folders"; do sleep 0.05; done
    sleep 0.3
    start=$(date +%s%N)
    kill -TERM $marking
    wait $marking
    code=$?
    [ $code = 143 ] || { echo "interrupted: exit $code, not 143"; return 1; }
    [ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ] || { echo 'interrupted: not within a second'; return 1; }
    [ ! -e "$json" ] && [ ! -s "$out" ] && [ -z "$(ls -A "$scratch/folders")" ] || { echo 'interrupted: something is left'; return 1; }
}
[ -n "$bundle" ] || check interrupted

dry_run() {
    local before
    before=$(find "$bundle/source" -printf '%p %T@\n' | sort)
    make -n -C "$bundle/source/harness" PORTABLE=1 CXXFLAGS=-Wno-error exercise-01 >/dev/null || return 1
    [ "$before" = "$(find "$bundle/source" -printf '%p %T@\n' | sort)" ] || { echo 'make -n exercise-01 changes files'; return 1; }
}
[ -z "$bundle" ] || check dry_run

# ---- What is left ---------------------------------------------------------------------------------------------------
sleep 4 # the daemon would wait so long
daemon_waits() {
    local json=$build/grades/attack-daemon.json
    [ -z "$bundle" ] || json=$scratch/daemon.json
    grep -q '"score": 25,' "$json"
}
check daemon_waits
nobody_left() { [ -z "$(survivors)" ] || { echo 'attacks: processes are left:'; survivors; return 1; }; }
check nobody_left
rm -f "$build"/grades/attack-*.json

[ $failures = 0 ] || { echo "attacks: $failures of $count not as they should be"; exit 1; }
mkdir -p "$build/checked"
echo $count >"$build/checked/attacks"
echo "attacks on marking: $count, none gets a point it did not earn, no process is left"
