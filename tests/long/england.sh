#!/bin/bash
# National size, by hand: one and two threads, grouped and shuffled give the same bytes; what each costs.
# usage: bash tests/long/england.sh [FOLDER]   needs 8 GB in FOLDER and about ten minutes
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:-target/long}
mkdir -p "$work"
cargo build --release --quiet
skillmix=target/release/skillmix
for kind in "england" "england-shuffled --shuffled" "england-dirty --dirty 0.05" "england-one-site --sites 1"; do
    read -r name options <<<"$kind"
    # shellcheck disable=SC2086  options are words
    [ -f "$work/$name/generated.json" ] || "$skillmix" generate --size england $options --out "$work/$name" >"$work/log"
done
run() { # name, dataset, options
    local name=$1 dataset=$2
    shift 2
    /usr/bin/time -f "$name: CPU %U + %S s, wall %e s, peak %M KiB" \
        "$skillmix" match "$work/$dataset" --as-at 2026-01-01 --out "$work/out-$name" --quiet "$@"
}
run one-thread england --threads 1
run two-threads england --threads 2
run rungs england --rungs
run shuffled england-shuffled
run dirty england-dirty
run one-site england-one-site
cmp "$work/out-one-thread/matches.csv" "$work/out-two-threads/matches.csv"
cmp "$work/out-one-thread/findings.csv" "$work/out-two-threads/findings.csv"
cmp "$work/out-one-thread/matches.csv" "$work/out-shuffled/matches.csv"
cmp "$work/out-one-thread/matches.csv" "$work/out-rungs/matches.csv"
/usr/bin/time -f "wc -l: CPU %U + %S s, wall %e s" wc -l "$work/england/holdings.csv"
echo "one thread, two threads, shuffled: the same bytes"
