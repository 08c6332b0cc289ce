#!/usr/bin/env bash
# The check of packs at 1,500 rules and seven criteria: sound rows, and as many faults as there are rows. Run by hand.
#   bash tests/long/audit.sh [rows]
set -euo pipefail
cd "$(dirname "$0")/../.."
rows=${1:-1500}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --locked --quiet
for kind in sound faulty; do
    python3 - "$rows" "$work/$kind" "$kind" <<'PY'
import csv, random, shutil, sys

rows, out, kind = int(sys.argv[1]), sys.argv[2], sys.argv[3]
shutil.copytree("rules/calderdale", out)
criteria = {row["criterion"]: row for row in csv.DictReader(open(f"{out}/criteria.csv"))}
seven = ["activity_kind", "harm_consequence", "harm_likelihood", "patient_stability",
         "problem_solving", "training_need", "complexity"]
random.seed(2)
table = list(csv.reader(open(f"{out}/floor.csv")))
header = table[0]
for name in seven:
    if name not in header:
        header.insert(-2, name)
        for row in table[1:]:
            row.insert(-2, "")
at = {name: place for place, name in enumerate(header)}
for number in range(rows):
    row = [""] * len(header)
    row[at["rule"]], row[at["because"]], row[at["source"]] = f"Z{number:04}", "Synthetic.", "J-FLOOR"
    depth = 0
    for name in seven:
        values = criteria[name]["values"].split(";")
        low = random.randrange(len(values))
        if criteria[name]["ordered"] == "no":
            row[at[name]] = values[low]
        elif kind == "sound":
            depth += low / (len(values) - 1)
            row[at[name]] = f">= {values[low]}" if low else ""
        else:
            row[at[name]] = f"[{values[low]}..{values[random.randrange(low, len(values))]}]"
    row[at["floor"]] = str(min(7, 1 + int(depth)) if kind == "sound" else random.randint(1, 7))
    table.append(row)
csv.writer(open(f"{out}/floor.csv", "w", newline=""), lineterminator="\n").writerows(table)
PY
    echo "== $kind, $rows rows"
    time (target/release/skillmix rules check --rules "$work/$kind" --as-at 2026-11-01 || true) | tail -6
done
