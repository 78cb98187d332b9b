#!/bin/sh
# The parts of `make test`, which run side by side, and the sum of them.
#
#     tests/part.sh run BUILD PART COMMAND ...   runs it; one line if it succeeds, all it printed if it fails
#     tests/part.sh sum BUILD SECONDS PART ...   one line: what passed since SECONDS (of `date +%s`), or what failed
#
# What a part prints is kept in BUILD/test/PART.log; BUILD/test/PART.passed is there once it has succeeded. Of exercises
# and attacks, which are targets of their own, BUILD/checked/PART is there.
set -uf
order=$1 build=$2
shift 2
case $order in
    run)
        part=$1 begin=$(date +%s)
        shift
        mkdir -p "$build/test"
        if "$@" >"$build/test/$part.log" 2>&1; then
            : >"$build/test/$part.passed"
            echo "$part: passed, $(($(date +%s) - begin)) s"
        else
            code=$?
            cat "$build/test/$part.log"
            echo "$part: FAILED (exit $code): $*"
            exit 1
        fi
        ;;
    sum)
        begin=$1 failed='' exercises=0
        shift
        for part; do
            [ -e "$build/test/$part.passed" ] || [ -e "$build/checked/$part" ] || failed="$failed $part"
            case $part in exercises-*) exercises=$((exercises + 1)) ;; esac
        done
        seconds=$(($(date +%s) - begin))
        if [ "$failed" ]; then
            echo "make test: FAILED:$failed ($seconds s)"
            exit 1
        fi
        set -- $(grep '^\[doctest\] test cases:' "$build/test/unit-tests.log")
        cases=$4
        set -- $(tail -n 1 "$build/test/rows.log")
        echo "make test: passed: $cases unit cases, $1 rows, exercises of $exercises chapters," \
            "$(cat "$build/checked/attacks") attacks on marking, $seconds s"
        ;;
esac
