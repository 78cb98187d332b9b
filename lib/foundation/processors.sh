#!/bin/sh
# Prints how many jobs make runs at once: the processors that this process may use, found as usable_processors() of
# parallel.hpp does: nproc knows to which ones it is bound, the files of its control groups grant it a share of them.
count=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

# at_most <quota> <period>: rounded up; a quota of "max" or -1 is none.
at_most() {
    case ${1:-max}${2:-max} in *[!0-9]*) return ;; esac
    [ "$1" -gt 0 ] && [ "$2" -gt 0 ] && [ $((($1 + $2 - 1) / $2)) -lt "$count" ] && count=$((($1 + $2 - 1) / $2))
}

[ ! -r /proc/self/cgroup ] || while IFS=: read -r number controllers path; do
    case ,$controllers, in *,cpu,* | ,,) ;; *) continue ;; esac
    for mount in . unified cpu cpu,cpuacct; do
        group=$path
        while :; do
            folder=/sys/fs/cgroup/$mount$group
            [ ! -r "$folder/cpu.max" ] || at_most $(cat "$folder/cpu.max")
            [ ! -r "$folder/cpu.cfs_quota_us" ] || at_most $(cat "$folder/cpu.cfs_quota_us" "$folder/cpu.cfs_period_us")
            [ "${group%/}" ] || break
            group=${group%/*}
        done
    done
done </proc/self/cgroup
echo "$count"
