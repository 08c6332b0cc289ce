#!/usr/bin/env python3
"""Nights on a generated dataset: each is matched in full and with a memory of the night before, and every byte compared.

    tests/long/nights.py [--program target/release/skillmix] [--nights 300] [--staff 3000] [--seed 1] [--folder DIR]

Every night something small happens: nothing, a day passes, one rule row changes, 0.2 % of the rows change anywhere, twenty
people leave, sheets are shuffled. Prints how many nights were compared and what they cost in CPU seconds.
"""

import argparse
import csv
import filecmp
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path


def run(*args):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def stir(path, share, dice):
    lines = path.read_text().splitlines()
    header, rows = lines[0], lines[1:]
    for _ in range(max(1, int(len(rows) * share))):
        at = dice.randrange(len(rows))
        other = dice.choice(rows)
        kind = dice.randrange(5)
        if kind == 0:
            rows.pop(at)
        elif kind == 1:
            rows.insert(at, other)
        elif kind == 2:
            rows[at] = rows[at].replace("competent", dice.choice(["none", "compétent", '"competent"']), 1)
        else:
            cells, others = rows[at].split(","), other.split(",")
            column = dice.randrange(min(len(cells), len(others)))
            cells[column] = others[column]
            rows[at] = ",".join(cells)
    path.write_text("\n".join([header, *rows]) + "\n")


def leave(path, dice):
    lines = path.read_text().splitlines()
    for at in dice.sample(range(1, len(lines)), min(20, len(lines) - 1)):
        lines[at] = lines[at].replace(",active", ",left")
    path.write_text("\n".join(lines) + "\n")


def shuffle(path, dice):
    lines = path.read_text().splitlines()
    rows = lines[1:]
    dice.shuffle(rows)
    path.write_text("\n".join([lines[0], *rows]) + "\n")


def rule(pack, dice):
    """Raises or lowers one floor, or takes a row out of force for a day."""
    path = pack / "floor.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    row = dice.choice(rows)
    row["floor"] = dice.choice([other["floor"] for other in rows])
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def same(one, other):
    names = sorted(str(path.relative_to(one)) for path in one.rglob("*") if path.is_file())
    others = sorted(str(path.relative_to(other)) for path in other.rglob("*") if path.is_file())
    compared = [name for name in names if name != "timings.json"]
    _, wrong, errors = filecmp.cmpfiles(one, other, compared, shallow=False)
    return names == others and not wrong and not errors


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default="target/release/skillmix")
    options.add_argument("--nights", type=int, default=300)
    options.add_argument("--staff", type=int, default=3000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder")
    asked = options.parse_args()
    program = str(Path(asked.program).resolve())
    dice = random.Random(asked.seed)
    place = Path(asked.folder or tempfile.mkdtemp(prefix="nights-"))
    data, pack, plain, quick, memory = (place / name for name in ("data", "pack", "plain", "quick", "memory"))
    for folder in (data, pack):
        shutil.rmtree(folder, ignore_errors=True)
    memory.unlink(missing_ok=True)
    shutil.copytree(Path(__file__).resolve().parents[2] / "rules/calderdale", pack)
    size = ["--staff", asked.staff, "--holdings", asked.staff * 30, "--tasks", 300, "--sites", 5]
    size += ["--competencies", 200, "--seed", asked.seed, "--as-at", "2026-01-01"]
    run(program, "generate", *map(str, size), "--out", str(data), "--quiet")
    day, costs = date(2026, 1, 1), {}
    for night in range(asked.nights):
        kind = dice.choice(["nothing", "a day", "a rule", "0.2 %", "0.2 %", "leavers", "order"])
        if kind == "a day":
            day += timedelta(days=1)
        elif kind == "a rule":
            rule(pack, dice)
        elif kind == "0.2 %":
            stir(data / dice.choice(["holdings.csv"] * 3 + ["staff.csv", "tasks.csv"]), 0.002, dice)
        elif kind == "leavers":
            leave(data / "staff.csv", dice)
        elif kind == "order":
            shuffle(data / dice.choice(["holdings.csv", "staff.csv"]), dice)
        args = [program, "match", str(data), "--rules", str(pack), "--as-at", str(day), "--rungs", "--quiet", "--out"]
        full = run(*args, str(plain))
        little = run(*args, str(quick), "--memory", str(memory))
        if not same(plain, quick):
            sys.exit(f"night {night} ({kind}): results differ; see {place}")
        costs.setdefault(kind, []).append((full, little))
    print(f"{asked.nights} nights compared, none differs")
    for kind, pairs in sorted(costs.items()):
        full, little = (sum(pair[at] for pair in pairs) for at in (0, 1))
        print(f"  {kind:8} {len(pairs):4} nights, CPU with memory / full {little / full:.2f}")
    if not asked.folder:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
