#!/usr/bin/env bash
# Every fuzz target for some seconds, from the committed corpus; new inputs are not kept. Run by hand; needs cargo-fuzz.
#   bash tests/long/fuzz.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
export RUSTC_BOOTSTRAP=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for target in $(cargo fuzz list); do
    mkdir -p "$work/$target"
    crashes=fuzz/crashes/$target
    [ -d "$crashes" ] || crashes=
    cargo fuzz run "$target" "$work/$target" "fuzz/corpus/$target" $crashes -- \
        -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=20 -print_final_stats=1 >"$work/$target.log" 2>&1 || {
        tail -40 "$work/$target.log"
        exit 1
    }
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log") executions in $seconds s"
done
