#!/usr/bin/env bash
# A nightly job killed hundreds of times: before each system call that changes anything (where strace is here), and after
# random times. After each kill `skillmix verify` and a comparison of bytes say whether what is published is whole, and the
# next run must succeed and clean up.
#   bash tests/long/kills.sh [random kills, default 200] [most kills a system call, default 40]
# The program: $SKILLMIX, else target/release/skillmix.
set -euo pipefail
cd "$(dirname "$0")/../.."
random=${1:-200}
most=${2:-40}
program=$(realpath "${SKILLMIX:-target/release/skillmix}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r datasets/community-rehab "$work/data"
cd "$work"
cp data/tasks.csv tasks-0.csv
head -n -5 data/tasks.csv >tasks-1.csv
cat >job.toml <<'TOML'
version = 1
name = "kills"
as_at = "2026-11-01"
[inputs]
folder = "data"
[publish]
folder = "published"
rungs = true
report = true
[checks]
max_drop = "50%"
[retention]
keep_last = 2
[metrics]
file = "kills.prom"
TOML
for which in 0 1; do
    cp tasks-$which.csv data/tasks.csv
    "$program" match data --as-at 2026-11-01 --rungs --report --quiet --out out-$which
done

# which of the two a run is, in every byte that `match` writes but its timings
whole() {
    local which
    for which in 0 1; do
        if diff -rq --exclude=inputs --exclude=job.json --exclude=timings.json "out-$which" "published/$1" >/dev/null; then
            echo "$which"
            return
        fi
    done
    echo "published/$1 IS NOT WHOLE" >&2
    exit 1
}
latest() { readlink published/latest; }
left() { find published -name '.?*' ! -name .lock | wc -l; }

kills=0 old=0 new=0 unfinished=0 verified=0
# a run, killed by the command that is given; then what holds, then the next run
round() {
    local before wanted holds
    before=$(whole "$(latest)") || exit 1
    wanted=$((1 - before))
    cp tasks-$wanted.csv data/tasks.csv
    if { "$@"; } >/dev/null 2>&1; then
        return 1
    fi
    kills=$((kills + 1))
    holds=$(whole "$(latest)") || exit 1
    if [ "$holds" = "$before" ]; then old=$((old + 1)); else new=$((new + 1)); fi
    for run in published/2*; do whole "$(basename "$run")" >/dev/null || exit 1; done
    if [ "$(left)" != 0 ]; then unfinished=$((unfinished + 1)); fi
    "$program" verify published/latest --quiet || { echo "verify: published/$(latest)" >&2; exit 1; }
    verified=$((verified + 1))
    "$program" run job.toml --quiet || { echo "the next run fails" >&2; exit 1; }
    [ "$(whole "$(latest)")" = "$wanted" ] || { echo "the next run published something else" >&2; exit 1; }
    [ "$(left)" = 0 ] || { echo "something is left" >&2; exit 1; }
    tail -n 1 kills.prom | grep -q '^skillmix_' || { echo "metrics are not whole" >&2; exit 1; }
}
tell() { echo "$1: $kills kills, $old old run holds, $new new run holds, $unfinished left something, $verified verified"; }

cp tasks-0.csv data/tasks.csv
"$program" run job.toml --quiet
if command -v strace >/dev/null; then
    for call in mkdir openat write fsync rename symlink unlinkat flock ftruncate close read; do
        kills=0 old=0 new=0 unfinished=0 verified=0
        for ((number = 1; number <= most; number++)); do
            inject=$call:signal=SIGKILL:when=$number
            round strace -f -qq -o /dev/null -e trace="$call" -e inject="$inject" "$program" run job.toml --quiet || break
        done
        tell "before $call"
    done
fi
kills=0 old=0 new=0 unfinished=0 verified=0
start=$(date +%s%N)
"$program" run job.toml --quiet
took=$((($(date +%s%N) - start) / 1000))
for ((number = 1; number <= random; number++)); do
    after=$(awk -v took="$took" -v seed="$number" 'BEGIN { srand(seed); printf "%.6f", rand() * took * 1.1 / 1e6 }')
    # a run that ends before it is killed counts for nothing
    round timeout -s KILL "$after" "$program" run job.toml --quiet || true
done
tell "after up to ${took} us"
