#!/usr/bin/env bash
# Everything that goes wrong around a program, done on purpose: `make test-faults`.
#
#     tests/faults.sh build
#
# Works in a copy of the checkout, in a folder whose name has spaces and letters beyond ASCII, so nothing of yours is
# touched. One line for each fault: what was done, what happened, what is lost. Ends with 1 if anything was not as it
# should be. What this machine cannot do (no root for a small disk, no locale to compile) is named as not tried.
set -u
shopt -s nullglob

build=${1:?usage: tests/faults.sh build}
[ -x "$build/chapter-01" ] || { echo "faults: $build/chapter-01 is not there; run: make test-faults"; exit 1; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pinn-faults.XXXXXX")
from=$PWD
copy="$scratch/mit Leerzeichen ümläut"
trap 'mountpoint -q "$scratch/disk" 2>/dev/null && umount "$scratch/disk"; chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
mkdir -p "$copy"
tar -cf - --exclude=./.git --exclude="./$build/runs" --exclude="./$build/units" . | tar -xf - -C "$copy"
cd "$copy" || exit 1
chmod 755 "$scratch" "$copy"
b="$copy/$build"
chapters=$(cd "$b" && ls -d chapter-[0-9][0-9])

faults=0 failures=0 skipped=0
# report "fault" "what happened" "what is lost"
report() { faults=$((faults + 1)); printf '%-52s | %-70s | %s\n' "$1" "$2" "${3:-nothing}"; }
# wrong "fault" "what should have been"
wrong() { failures=$((failures + 1)); printf '%-52s | NOT AS IT SHOULD BE: %s\n' "$1" "$2"; sed 's/^/    /' "$scratch/err" | head -5; }
not_tried() { skipped=$((skipped + 1)); printf '%-52s | not tried here: %s\n' "$1" "$2"; }

# run <command...>: stdout and stderr into files, the exit code into $code.
run() { "$@" >"$scratch/out" 2>"$scratch/err" </dev/null; code=$?; }
lines() { wc -l <"$1" | tr -d ' '; }
# The one line a user sees, without the name of the program and shortened.
said() { sed 's/^[a-z0-9-]*: //' "$scratch/err" | head -1 | sed "s,$scratch/,,g; s,$copy/,,g" | cut -c1-70; }
# expect "fault" code: the exit code, one line on stderr, and nothing half written.
expect() {
    local parts
    parts=$(find "$scratch" -name '*.part-*' 2>/dev/null | wc -l)
    if [ "$code" != "$2" ]; then wrong "$1" "exit $2, not $code"
    elif [ "$(lines "$scratch/err")" != 1 ]; then wrong "$1" "one line on stderr, not $(lines "$scratch/err")"
    elif [ "$parts" != 0 ]; then wrong "$1" "no half-written file, not $parts"
    else report "$1" "exit $code: $(said)"; fi
}
# Results and figures of a run, without measured times.
fingerprint() { (cd "$1" && find results figures -name '*.csv' -exec sha256sum {} + 2>/dev/null | sort -k 2); }

# Small settings of the quick profile, 1 to 3 s each.
small=(--neurons 65536 --seeds 50 --width 50)
small_08=(--steps 1000 --width 16 --checkpoint 100)
long_08=(--steps 100000 --width 16 --checkpoint 100)
small_07=(--steps 800 --width 20)
"$b/chapter-04" "${small[@]}" --out "$scratch/alone" >/dev/null || exit 1
alone=$(fingerprint "$scratch/alone")

printf '%-52s | %-70s | %s\n' fault 'what happened' lost

# ---- Wrong options, in every chapter --------------------------------------------------------------------------------
tried=0
for chapter in $chapters; do
    while IFS= read -r arguments; do
        eval "set -- $arguments"
        run "$b/$chapter" "$@" --out "$scratch/never"
        tried=$((tried + 1))
        [ $code = 2 ] && [ "$(lines "$scratch/err")" = 1 ] && [ ! -s "$scratch/out" ] && [ ! -e "$scratch/never" ] ||
            wrong "$chapter $arguments" "exit 2, one line on stderr, no output, no folder (exit $code)"
    done <<'END'
--profile fast
--profile
--seed -1
--seed 1.5
--seed 4294967296
--seeds 0
--seeds ten
--threads 0
--threads 1e3
--threads ''
--seed 1 --seed 2
--pro quick
--no-such-option 3
--progress=yes
-h
word
END
done
report "16 kinds of wrong options, in $(echo $chapters | wc -w) chapters" "$tried times exit 2 and one line, before any work"
for arguments in '07 --steps 3' '07 --rate 2' '07 --a zero' '08 --resume' '04 --at 0.5' '04 --end 0' '01 --dimension 4' '03 --exponent 15'; do
    set -- $arguments
    chapter=$1; shift
    run "$b/chapter-$chapter" "$@" --out "$scratch/never"
    expect "chapter-$chapter $*" 2
done

# ---- Output that cannot be written ----------------------------------------------------------------------------------
touch "$scratch/file"
run "$b/chapter-04" "${small[@]}" --out "$scratch/file"
expect "--out is a file" 1
run "$b/chapter-04" "${small[@]}" --out /proc/none
expect "--out in /proc" 1
if [ -e /dev/full ]; then
    "$b/chapter-04" "${small[@]}" --out "$scratch/full" >/dev/full 2>"$scratch/err"; code=$?
    [ "$(fingerprint "$scratch/full")" = "$alone" ] || wrong "stdout is full" "results are written all the same"
    expect "stdout is full" 1
fi
"$b/chapter-04" "${small[@]}" --out "$scratch/closed" 2>"$scratch/err" | head -1 >"$scratch/out"
code=${PIPESTATUS[0]}
[ "$(fingerprint "$scratch/closed")" = "$alone" ] && report "stdout is closed (| head -1)" "ends ($code), results as without it" ||
    wrong "stdout is closed (| head -1)" "results as without it"

# Root may write anywhere: such a fault is tried as another user.
user=()
[ "$(id -u)" != 0 ] || user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
chmod -R a+rX "$scratch"
if [ "$(id -u)" != 0 ] || command -v setpriv >/dev/null; then
    find . -type d -exec chmod a-w {} + ; find . -type f -exec chmod a-w {} +
    run "${user[@]}" "$b/chapter-04" "${small[@]}"
    expect "read-only checkout" 1
    run "${user[@]}" "$b/plot-limit-maps" "$build"
    expect "read-only checkout, a figure" 1
    mkdir "$scratch/elsewhere"; chmod 777 "$scratch/elsewhere"
    run "${user[@]}" "$b/chapter-04" "${small[@]}" --out "$scratch/elsewhere"
    [ $code = 0 ] && [ "$(fingerprint "$scratch/elsewhere")" = "$alone" ] &&
        report "read-only checkout, --out elsewhere" "results as without it" || wrong "read-only checkout, --out elsewhere" "works"
    run "${user[@]}" "$b/book" check-readme
    [ $code = 0 ] && report "read-only checkout, check-readme" "$(tail -1 "$scratch/out" | cut -c1-70)" || wrong "read-only checkout, check-readme" "works"
    chmod -R u+w .
else
    not_tried "read-only checkout" "root without setpriv"
fi

# A disk of four megabytes.
mkdir -p "$scratch/disk"
if mount -t tmpfs -o size=4m tmpfs "$scratch/disk" 2>/dev/null; then
    "$b/chapter-08" "${small_08[@]}" --out "$scratch/disk" >/dev/null 2>"$scratch/err" || wrong "full disk" "runs while there is room"
    before=$(fingerprint "$scratch/disk")
    dd if=/dev/zero of="$scratch/disk/filler" bs=1k 2>/dev/null
    run "$b/chapter-08" "${small_08[@]}" --out "$scratch/disk"
    [ "$(fingerprint "$scratch/disk")" = "$before" ] || wrong "full disk" "results of before survive"
    expect "full disk from the start" 1
    rm "$scratch/disk/filler"
    # Room for the first checkpoints, not for all results.
    dd if=/dev/zero of="$scratch/disk/filler" bs=1k count=$(($(df -k --output=avail "$scratch/disk" | tail -1) - 128)) 2>/dev/null
    run "$b/chapter-08" "${small_08[@]}" --out "$scratch/disk"
    [ -s "$scratch/disk/results/chapter-08.csv" ] || wrong "disk full in the middle" "results of before survive"
    expect "disk full in the middle" 1
    umount "$scratch/disk"
else
    not_tried "full disk" "may not mount a small one; unit tests limit the size of files instead"
fi

# ---- What is missing or foreign -------------------------------------------------------------------------------------
mkdir "$scratch/bin"
IFS=: read -ra folders <<<"$PATH"
for folder in "${folders[@]}"; do
    for tool in "$folder"/*; do [ -x "$tool" ] && [[ $tool != */gnuplot* ]] && ln -s "$tool" "$scratch/bin/" 2>/dev/null; done
done
if command -v make >/dev/null; then
    run env PATH="$scratch/bin" make run-chapter-04 ARGS="${small[*]}"
    grep -q 'gnuplot is missing; install it by: make deps' "$scratch/out" && [ $code = 0 ] &&
        report "gnuplot is missing, run-chapter-04" "exit 0: $(grep 'gnuplot is missing' "$scratch/out")" "figures, until make plots" ||
        wrong "gnuplot is missing, run-chapter-04" "exit 0 with one line"
    run env PATH="$scratch/bin" make plots
    [ $code != 0 ] && report "gnuplot is missing, make plots" "exit $code: $(head -1 "$scratch/out")" || wrong "gnuplot is missing, make plots" "fails"
    run make -C "$copy" run-chapter-04 ARGS="${small[*]}"
    [ $code = 0 ] && report "folder with spaces and ümläut, make -C" "results and figures" || wrong "folder with spaces, make -C" "works"
fi
run env -u HOME PATH="$scratch/bin" "$b/plot-limit-maps" "$scratch/alone"
expect "gnuplot is missing, a figure" 1
run env -i "$b/chapter-04" "${small[@]}" --out "$scratch/no-environment"
[ $code = 0 ] && [ "$(fingerprint "$scratch/no-environment")" = "$alone" ] &&
    report "no HOME, empty environment" "results as without it" || wrong "no HOME, empty environment" "works"
if command -v gnuplot >/dev/null; then
    run env -i PATH="$PATH" "$b/plot-limit-maps" "$scratch/alone"
    [ $code = 0 ] && report "no HOME, a figure" "drawn" || wrong "no HOME, a figure" "is drawn"
fi
run "$b/plot-limit-maps" "$scratch/never"
expect "a figure without its data" 1
(cd / && "$b/chapter-04" "${small[@]}" --out "$scratch/from the root" >"$scratch/out" 2>"$scratch/err")
[ "$(fingerprint "$scratch/from the root")" = "$alone" ] && report "called from another folder, --out with spaces" "results as without it" ||
    wrong "called from another folder, --out with spaces" "works"
if mkdir "$scratch/locale" && localedef -i de_DE -f UTF-8 "$scratch/locale/de_DE.UTF-8" 2>/dev/null; then
    comma=(env LOCPATH="$scratch/locale" LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8)
    run "${comma[@]}" "$b/chapter-04" "${small[@]}" --out "$scratch/comma"
    "$b/plot-limit-maps" "$scratch/alone" >/dev/null 2>&1; "${comma[@]}" "$b/plot-limit-maps" "$scratch/comma" >/dev/null 2>"$scratch/err"
    pictures=("$scratch/alone/figures/"*.svg)
    [ $code = 0 ] && [ "$(fingerprint "$scratch/comma")" = "$alone" ] && [ ${#pictures[@]} -gt 0 ] && cmp -s "${pictures[0]}" "$scratch/comma/figures/${pictures[0]##*/}" &&
        report "decimal comma (de_DE)" "results and figure byte for byte as without it" || wrong "decimal comma (de_DE)" "results and figures as without it"
    run "${comma[@]}" "$b/book" check-readme
    [ $code = 0 ] && report "decimal comma, check-readme" "$(tail -1 "$scratch/out" | cut -c1-70)" || wrong "decimal comma, check-readme" "works"
else
    not_tried "decimal comma (de_DE)" "localedef cannot make the locale"
fi

# ---- The user's machine ---------------------------------------------------------------------------------------------
# threads <fault> <number> <command...>: the number of threads that --help names.
threads() {
    local name=$1 expected=$2 found; shift 2
    found=$("$@" "$b/chapter-04" --help 2>"$scratch/err" | grep -A 1 -e --threads | tr -s ' \n' ' ' | grep -o 'default [0-9][0-9]*')
    [ "$found" = "default $expected" ] && report "$name" "threads: $found" || wrong "$name" "$expected threads, not ${found#default }"
}
if command -v taskset >/dev/null; then threads "bound to one processor (taskset)" 1 taskset -c "$(taskset -pc $$ | grep -o '[0-9]*$')"
else not_tried "bound to one processor" "taskset is missing"; fi
threads "OMP_NUM_THREADS=1" 1 env OMP_NUM_THREADS=1
for groups in /sys/fs/cgroup/cpu /sys/fs/cgroup; do
    group=$groups/pinn-faults.$$
    mkdir "$group" 2>/dev/null || continue
    { [ -e "$group/cpu.cfs_quota_us" ] && echo 100000 >"$group/cpu.cfs_period_us" && echo 100000 >"$group/cpu.cfs_quota_us"; } 2>/dev/null ||
        { [ -e "$group/cpu.max" ] && echo "100000 100000" >"$group/cpu.max"; } 2>/dev/null || { rmdir "$group"; continue; }
    threads "a control group's quota of one processor" 1 sh -c "echo \$\$ >$group/cgroup.procs && exec \"\$@\"" sh
    [ "$(sh -c "echo \$\$ >$group/cgroup.procs && exec lib/foundation/processors.sh")" = 1 ] || wrong "a quota of one processor, make" "one job at a time"
    rmdir "$group"; group=
    break
done
[ -z "$group" ] || not_tried "a control group's quota of one processor" "may not make a group; unit tests read made-up files"

if command -v gnuplot >/dev/null; then
    # pictures <folder> <command...>: draws there, and prints what came out.
    pictures() {
        local folder=$1; shift
        mkdir -p "$folder/figures"; cp "$scratch/alone/figures/"*.csv "$folder/figures/"
        "$@" "$b/plot-limit-maps" "$folder" >/dev/null 2>"$scratch/err"
        (cd "$folder/figures" && sha256sum *.svg *.png)
    }
    mkdir -p "$scratch/home/.config/fontconfig"
    echo 'set grid; set xrange [0:3]' >"$scratch/home/.gnuplot"
    cat >"$scratch/home/.config/fontconfig/fonts.conf" <<'END'
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><match target="pattern">
<edit name="family" mode="assign" binding="strong"><string>DejaVu Sans Mono</string></edit></match></fontconfig>
END
    own=$(pictures "$scratch/drawn" env)
    [ -n "$own" ] && [ "$own" = "$(pictures "$scratch/configured" env HOME="$scratch/home" GNUTERM=dumb GNUPLOT_LIB=/nowhere GNUPLOT_IOSTREAM_CMD=false)" ] &&
        report "~/.gnuplot, fonts.conf, GNUTERM and the like" "SVG and PNG byte for byte as without them" ||
        wrong "~/.gnuplot, fonts.conf, GNUTERM and the like" "the same pictures"

    mkdir "$scratch/no-png"
    printf '#!/bin/sh\nsed "s/^set terminal pngcairo/set terminal none-such/" | exec %s "$@"\n' "$(command -v gnuplot)" >"$scratch/no-png/gnuplot"
    chmod +x "$scratch/no-png/gnuplot"
    run env PATH="$scratch/no-png:$PATH" make run-chapter-04 ARGS="${small[*]} --out $scratch/svg"
    svg=("$scratch/svg/figures/"*.svg) rest=("$scratch/svg/figures/"*.png "$scratch/svg/figures/"*.tmp)
    [ $code = 0 ] && [ "$(grep -c 'no terminal pngcairo' "$scratch/out")" = 1 ] && [ ${#svg[@]} -gt 0 ] && [ ${#rest[@]} = 0 ] &&
        report "gnuplot without PNG, run-chapter-04" "exit 0, ${#svg[@]} SVG, one line" "PNGs, until make plots" ||
        wrong "gnuplot without PNG, run-chapter-04" "exit 0, SVGs, one line, no .tmp"
    [ -s "$scratch/svg/results/chapter-04.csv" ] && [ ${#svg[@]} -gt 0 ] &&
        report "make run-chapter-04 ARGS=\"--out X\"" "results and figures in X" || wrong "make run-chapter-04 ARGS=\"--out X\"" "results and figures in X"
    run env PATH="$scratch/no-png:$PATH" make plots
    [ $code != 0 ] && grep -q pngcairo "$scratch/out" && report "gnuplot without PNG, make plots" "exit $code: $(grep -m 1 pngcairo "$scratch/out" | cut -c1-60)" ||
        wrong "gnuplot without PNG, make plots" "fails"
fi
run make run-chapter-04 ARGS="--out a --out b"
[ $code != 0 ] && grep -q -e '--out b: given twice' "$scratch/err" && report "make run-chapter-04 ARGS=\"--out a --out b\"" "$(said)" ||
    wrong "make run-chapter-04 ARGS=\"--out a --out b\"" "given twice"

# A compiler that takes this processor for another.
mkdir "$scratch/other"
compiler=$(head -1 "$build/flags" | cut -d' ' -f1)
printf '#!/bin/bash\nPATH="%s" exec %s "${@/#-march=native/-march=x86-64}"\n' "$PATH" "$(command -v "$compiler")" >"$scratch/other/$compiler"
chmod +x "$scratch/other/$compiler"
if [ "$(uname -m)" = x86_64 ] && grep -q -e -march=native "$build/flags"; then
    object=$build/obj/lib/foundation/memory.o
    # Does make compile it, where the programs are found in $1?
    compiles() { run env PATH="$1" make CXX="$compiler" "$object"; grep -q memory.cpp "$scratch/out"; }
    compiles "$PATH"
    ! compiles "$PATH" && compiles "$scratch/other:$PATH" && ! compiles "$scratch/other:$PATH" &&
        report "a build folder of another processor" "is built again" || wrong "a build folder of another processor" "is built again, once"
else
    not_tried "a build folder of another processor" "not x86-64, or without -march=native"
fi

# As Git for Windows clones it.
if git -C "$from" rev-parse HEAD >/dev/null 2>&1 && git clone -q -c core.autocrlf=true "$from" "$scratch/crlf" 2>"$scratch/err"; then
    (cd "$scratch/crlf" && "$b/book" check-readme) >"$scratch/out" 2>"$scratch/err"; code=$?
    [ $code = 0 ] && ! grep -qr $'\r' "$scratch/crlf" --include='*.sh' --include='*.md' --include=run_autograder &&
        report "git clone -c core.autocrlf=true" "no carriage return, check-readme passes" || wrong "git clone -c core.autocrlf=true" "no carriage return"
else
    not_tried "git clone -c core.autocrlf=true" "not a git repository"
fi

# ---- Files that are damaged -----------------------------------------------------------------------------------------
cp -r "$scratch/alone" "$scratch/damaged"
data=("$scratch/damaged/figures/"*.csv)
for file in "${data[@]}"; do printf 'i,j\n1\n' >"$file"; done
pictures=("$scratch/damaged/figures/"*.svg)
before=$(sha256sum "${pictures[@]}" /dev/null)
run "$b/plot-limit-maps" "$scratch/damaged"
[ "$(sha256sum "${pictures[@]}" /dev/null)" = "$before" ] || wrong "damaged data of a figure" "the old picture survives"
expect "damaged data of a figure" 1
printf 'item,quantity\n"open' >"$scratch/damaged/results/chapter-04.csv"
run "$b/book" --build "$scratch/damaged" table
expect "damaged results, book table" 1
published=(chapters/04-*/published.csv)
before=$(sha256sum "${published[0]}")
run "$b/book" --build "$scratch/damaged" publish 04
[ "$(sha256sum "${published[0]}")" = "$before" ] || wrong "damaged results, book publish" "what is published survives"
expect "damaged results, book publish" 1

# ---- Two at once ----------------------------------------------------------------------------------------------------
# twice <name> <program> <options...>: alone, then two at the same time in one folder.
twice() {
    local name=$1; shift
    "$@" --out "$scratch/one" >/dev/null 2>"$scratch/err" || wrong "$name" "runs alone"
    "$@" --out "$scratch/two" >/dev/null 2>"$scratch/err" & local first=$!
    "$@" --out "$scratch/two" >/dev/null 2>"$scratch/err"; local second=$?
    wait $first && [ $second = 0 ] && [ "$(fingerprint "$scratch/one")" = "$(fingerprint "$scratch/two")" ] &&
        [ -z "$(find "$scratch/two" -name '*.part-*')" ] &&
        report "$name" "both succeed, files byte for byte those of a run alone" || wrong "$name" "both succeed with the same files"
    rm -rf "$scratch/one" "$scratch/two"
}
twice "chapter 04 twice at once" "$b/chapter-04" "${small[@]}"
twice "chapter 07 twice at once, units" "$b/chapter-07" "${small_07[@]}"
twice "chapter 08 twice at once, checkpoints" "$b/chapter-08" "${small_08[@]}"
"$b/chapter-02" --seeds 2 --out "$scratch/one" >/dev/null && "$b/chapter-04" "${small[@]}" --out "$scratch/one" >/dev/null; code=$?
"$b/chapter-02" --seeds 2 --out "$scratch/two" >/dev/null & first=$!; "$b/chapter-04" "${small[@]}" --out "$scratch/two" >/dev/null; second=$?
wait $first && [ $code = 0 ] && [ $second = 0 ] && [ "$(fingerprint "$scratch/one")" = "$(fingerprint "$scratch/two")" ] && report "chapters 02 and 04 at once in one folder" "files as one after the other" ||
    wrong "chapters 02 and 04 at once in one folder" "files as one after the other"
rm -rf "$scratch/one" "$scratch/two"

# ---- Killed -------------------------------------------------------------------------------------------------------
# killed <name> <seconds...> -- <program> <options...>: SIGKILL after so many seconds each time, then to the end.
killed() {
    local name=$1 kills=0; shift
    local moments=()
    while [ "$1" != -- ]; do moments+=("$1"); shift; done
    shift
    "$@" --out "$scratch/one" >/dev/null 2>"$scratch/err" || wrong "$name" "runs undisturbed"
    for moment in "${moments[@]}"; do
        { timeout -s KILL "$moment" "$@" --out "$scratch/two" >/dev/null 2>&1; } 2>/dev/null
        [ $? = 137 ] && kills=$((kills + 1))
    done
    "$@" --out "$scratch/two" >/dev/null 2>"$scratch/err"
    [ $kills -gt 0 ] && [ "$(fingerprint "$scratch/one")" = "$(fingerprint "$scratch/two")" ] &&
        report "$name" "killed $kills times, then byte for byte the undisturbed run" "at most the unit or 100 steps at work" ||
        wrong "$name" "killed ($kills times) and resumed, the same files"
    rm -rf "$scratch/one" "$scratch/two"
}
killed "SIGKILL in chapter 07's sweep" 0.3 0.7 1.1 -- "$b/chapter-07" "${small_07[@]}"
killed "SIGKILL in chapter 08's training" 1 2 25 -- "$b/chapter-08" --profile paper "${small_08[@]}"
for signal in INT TERM; do
    # A shell's background jobs ignore SIGINT; timeout's child does not, but timeout says 124 for it without this option.
    timeout --preserve-status -s $signal 1 "$b/chapter-08" --profile paper "${long_08[@]}" --out "$scratch/stopped" \
        >"$scratch/out" 2>"$scratch/err"; code=$?
    expect "SIG$signal in chapter 08's training" $([ $signal = INT ] && echo 130 || echo 143)
done
checkpoints=("$scratch/stopped/runs/chapter-08/paper/"*/latest.checkpoint)
head -c 1000 "${checkpoints[0]}" >"$scratch/cut.checkpoint"
run "$b/chapter-08" --profile paper "${long_08[@]}" --out "$scratch/stopped" --resume "$scratch/cut.checkpoint"
expect "a checkpoint that is cut off" 1
run "$b/chapter-08" --profile paper --steps 100000 --width 17 --checkpoint 100 --out "$scratch/stopped" --resume "${checkpoints[0]}"
expect "a checkpoint of another network" 1
run "$b/chapter-08" --profile paper "${long_08[@]}" --resume "$scratch/never.checkpoint" --out "$scratch/stopped"
expect "a checkpoint that is not there" 1

echo
echo "$faults faults, $failures not as they should be, $skipped not tried"
[ $failures = 0 ]
