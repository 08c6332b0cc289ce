#!/usr/bin/env bash
# What a history weighs after 365 runs, and how long it takes to show it:
#   bash tests/long/history.sh PROGRAM [SITES]
# Twelve runs of a made trust (nobody in it is real), each a month later, stand for the days of a year.
set -euo pipefail
program=$(realpath "$1")
sites=${2:-60}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$program" generate --staff 2000 --holdings 40000 --tasks 3000 --sites "$sites" --seed 1 --out data --quiet
cat >job.toml <<'END'
version = 1
name = "year"
as_at = "2026-01-01"
[inputs]
folder = "data"
[publish]
folder = "published"
keep_inputs = false
[history]
file = "live.sqlite"
END
for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
    "$program" run job.toml --quiet --as-at "2026-$month-01"
done
mapfile -t runs < <(find "$PWD/published" -mindepth 1 -maxdepth 1 -type d -name '20*' | sort -V)
mkdir year
for day in $(seq 0 364); do
    ln -s "${runs[day % ${#runs[@]}]}" "year/$(date -u -d "2026-01-01 +$day days" +%F)"
done
time "$program" history year.sqlite --quiet --add year/*
sqlite3 year.sqlite "SELECT 'runs ' || count(*) FROM runs; SELECT 'sites ' || count(*) FROM sites; SELECT 'rows of counts ' || count(*) FROM counts; PRAGMA integrity_check"
echo "bytes $(stat -c %s year.sqlite)"
time "$program" history year.sqlite --last 365 >shown.txt
tail -3 shown.txt
