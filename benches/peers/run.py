#!/usr/bin/env python3
"""Compares skillmix with the best that was found for DuckDB and Polars, and with wc -l, on generated data.

usage: python3 benches/peers/run.py [--size trust-plus|england] [--pairs N] [--work FOLDER] [--only duck,pol] [--engines]

Installs DuckDB and Polars at pinned versions into FOLDER/venv, generates the data, has skillmix export what the peers
need (each task with the class of who is admitted: no peer evaluates rules), checks that every peer's answers are the
same bytes, and then runs skillmix (its whole job, from the raw files to written matches.csv) and each peer in turn.
Peers do the people stage alone: able by level, before supervision, with expiry and the covers closure. With --engines,
rule engines and datalog libraries are compared too (a Cargo project of their own, in engines/).
"""
import argparse
import csv
import filecmp
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AS_AT = "2026-01-01"
PINNED = ["duckdb==2.0.1", "polars==2.1.0"]
SIZES = {
    "trust-plus": ["--staff", "100000", "--holdings", "3000000", "--tasks", "20000", "--sites", "63"],
    "england": ["--size", "england"],
}


def call(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def measured(command):
    """Runs a command; gives CPU seconds, wall seconds, and its peak memory in MiB."""
    begun = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def covers_only(dataset, folder):
    """The dataset with covers links alone: peers know neither prerequisites nor two names of one competency."""
    folder.mkdir(exist_ok=True)
    for name in ("staff", "holdings", "tasks", "competencies"):
        link = folder / f"{name}.csv"
        if not link.exists():
            link.symlink_to(dataset / f"{name}.csv")
    with open(dataset / "links.csv", newline="") as source, open(folder / "links.csv", "w", newline="") as target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["kind"] == "covers")


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", choices=SIZES, default="trust-plus")
    options.add_argument("--pairs", type=int, default=3)
    options.add_argument("--work", type=pathlib.Path, default=ROOT / "target" / "peers")
    options.add_argument("--only", default="duck,pol,wc")
    options.add_argument("--engines", action="store_true")
    asked = options.parse_args()
    work = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    call("cargo", "build", "--release", "--manifest-path", ROOT / "Cargo.toml", "--bins", "--example", "export")
    built = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    venv = work / "venv"
    if not venv.exists():
        call(sys.executable, "-m", "venv", venv)
        call(venv / "bin" / "pip", "install", "--quiet", *PINNED)
    dataset = work / asked.size
    if not (dataset / "generated.json").exists():
        call(built / "skillmix", "generate", *SIZES[asked.size], "--out", dataset)
    covers, export = work / f"{asked.size}-covers", work / f"{asked.size}-export"
    covers_only(dataset, covers)
    call(built / "examples" / "export", covers, export, AS_AT)

    python = venv / "bin" / "python"
    own = [built / "skillmix", "match", covers, "--as-at", AS_AT, "--out", work / "out", "--quiet"]
    peers = {"wc -l": ["wc", "-l", covers / "holdings.csv"]}
    for key, name in (("duck", "DuckDB, bitstrings"), ("pol", "Polars, rarest first")):
        if key in asked.only.split(","):
            out = work / f"{key}.csv"
            peers[name] = [python, HERE / f"{key}.py", covers, export, AS_AT, out]
            measured(peers[name])
            if not filecmp.cmp(out, export / "answers.csv", shallow=False):
                sys.exit(f"{name} has other answers than skillmix: nothing is compared")
            print(f"{name}: the same answers", flush=True)
    measured(own)
    print(f"{asked.size}, {asked.pairs} pairs; median (lowest to highest)")
    for name, command in peers.items():
        pairs = [(measured(own), measured(command)) for _ in range(asked.pairs)]
        for place, (what, unit) in enumerate((("CPU", "s"), ("wall", "s"), ("peak", "MiB"))):
            ratios = [ours[place] / max(theirs[place], 0.001) for ours, theirs in pairs]
            print(f"  skillmix / {name:<21} {what:<5} {spread(ratios)}; "
                  f"{spread([ours[place] for ours, _ in pairs])} against "
                  f"{spread([theirs[place] for _, theirs in pairs])} {unit}", flush=True)
    if asked.engines:
        subprocess.run(["cargo", "run", "--release", "--locked"], cwd=HERE / "engines", check=True)


if __name__ == "__main__":
    main()
