#!/usr/bin/env bash
# The ranks of an MPI program, and what kills them: `make test-ranks MPI=1`.
#
#     tests/ranks.sh BUILD [KILLS]
#
# A chapter without mpirun, and on 1, 2, 3 and 5 ranks with one folder or one each: the same bytes. One rank or mpirun
# itself killed at a random moment, KILLS times each, and started again with another number of ranks: the same bytes,
# and what was finished is found. A full disk: one line. Ends with 1 if anything was not so.
set -u
build=$(realpath "${1:?usage: tests/ranks.sh BUILD [KILLS]}") kills=${2:-20}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pinn-ranks.XXXXXX")
trap 'mountpoint -q "$scratch/disk" && umount "$scratch/disk"; rm -rf "$scratch"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_WAIT_POLICY=passive
failures=0
say() { printf '%-64s %s\n' "$1" "$2"; [ "$2" = right ] || failures=$((failures + 1)); }

# The chapters, with small settings.
declare -A small=([05]='--steps 100 --sweep-steps 100 --first-order-widths 256,512 --first-order-seeds 2 --deep-widths 10,50'
    [07]='--steps 200 --width 8 --seeds 2' [08]='--steps 1000 --width 8'
    [09]='--lazy-width 200 --poisson-seeds 1 --newton-steps 40 --long-steps 40 --adam-steps 100 --wave-width 8 --wave-side 8
        --wave-t 8 --wave-x 8 --wave-steps 20 --wave-fewer-steps 10 --wave-adam-steps 20 --norm-seeds 4 --drift-seeds 2
        --drift-widths 64,128 --feature-steps 40 --feature-newton 10'
    [10]='--steps 40 --newton-steps 2 --widest 8')
# start RANKS one|each CHAPTER OUT [OPTION ...]: results are in OUT/0.
start() {
    local ranks=$1 folders=$2 chapter=$3 out=$4
    shift 4
    # The shell becomes the chapter.
    exec mpirun -q --oversubscribe --mca mpi_yield_when_idle 1 -n "$ranks" sh -c \
        "exec '$build/chapter-$chapter' $(echo ${small[$chapter]}) $* --threads 1 --out '$out'/\$(($([ "$folders" = one ] ||
            echo '$OMPI_COMM_WORLD_RANK + ')0))"
}
bytes() { (cd "$1" && find results figures -name '*.csv' -exec sha256sum {} + | sort -k 2); }
units() { (cd "$1" && find . -name '*-seed*.csv' | sed 's,^\./[0-9]*/,,' | sort -u | wc -l); }
# check "what" OUT CHAPTER
check() { say "$1" "$([ "$(bytes "$2/0")" = "$(bytes "$scratch/alone-$3")" ] && echo right || echo 'OTHER BYTES')"; }

for chapter in ${CHAPTERS:-05 07 08 09 10}; do
    "$build/chapter-$chapter" ${small[$chapter]} --threads 1 --out "$scratch/alone-$chapter" >/dev/null || exit 1
    for ranks in 1 2 3 5; do
        for folders in one each; do
            out="$scratch/$chapter-$ranks-$folders"
            (start $ranks $folders $chapter "$out") >/dev/null || failures=$((failures + 1))
            check "chapter $chapter on $ranks ranks, folders: $folders" "$out" $chapter
        done
    done
done

all=$(units "$scratch/alone-07")
for ((i = 0; i < kills; ++i)); do
    for victim in rank mpirun; do
        out="$scratch/killed-$victim-$i" ranks=$((2 + RANDOM % 3)) folders=$([ $((RANDOM % 2)) = 0 ] && echo one || echo each)
        moment=$((RANDOM % all)) again=$((1 + RANDOM % 5))
        mkdir -p "$out"
        (start $ranks $folders 07 "$out") >/dev/null 2>&1 &
        mpirun=$!
        while [ "$(units "$out")" -lt $moment ] && kill -0 $mpirun 2>/dev/null; do sleep 0.02; done
        members=$(pgrep -P $mpirun)
        [ $victim = mpirun ] && kill -9 $mpirun || kill -9 "$(shuf -n 1 -e $members)"
        wait $mpirun 2>/dev/null
        for member in $members; do while kill -0 $member 2>/dev/null; do sleep 0.05; done; done
        # Folders of ranks that are not there any more count as lost, but the first one has what it was sent.
        for ((r = again; r < ranks; ++r)); do rm -rf "${out:?}/$r"; done
        kept=$(units "$out")
        said=$( (start $again $folders 07 "$out") 2>&1 | grep '^units:')
        check "a $victim of $ranks killed after $kept of $all, $again go on, folders: $folders" "$out" 07
        [ "${said%%. nan*}" = "units: $((all - kept)) computed, $kept found from an earlier run" ] || say "$said" "NOT $kept"
    done
done

mkdir "$scratch/disk" && if mount -t tmpfs -o size=300k tmpfs "$scratch/disk" 2>/dev/null; then
    (start 3 each 07 "$scratch/disk") >"$scratch/out" 2>"$scratch/err"
    code=$?
    say "a full disk: $(head -1 "$scratch/err" | cut -c1-120)" \
        "$([ $code = 1 ] && [ "$(wc -l <"$scratch/err")" = 1 ] && echo right || echo "exit $code, $(wc -l <"$scratch/err") lines")"
fi
exit $((failures > 0))
