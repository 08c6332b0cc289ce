#!/usr/bin/env python3
"""How the cost of a match grows with staff, holdings, tasks, competencies and sites: one of them changed at a time.

usage: python3 benches/peers/growth.py [--work FOLDER] [--runs N]
Prints CPU seconds, wall seconds and peak memory of the whole job on two threads, the median of the runs.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BASE = {"staff": 100_000, "holdings": 3_000_000, "tasks": 20_000, "competencies": 1_200, "sites": 63}
CHANGES = [("base", {})] + [
    (f"{name} x {factor}", {name: int(BASE[name] * factor)})
    for name in BASE
    for factor in (0.25, 4)
    if not (name == "staff" and factor == 4)
] + [("one site", {"sites": 1})]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--work", type=pathlib.Path, default=ROOT / "target" / "growth")
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet", "--bins"], cwd=ROOT, check=True)
    skillmix = ROOT / "target" / "release" / "skillmix"
    asked.work.mkdir(parents=True, exist_ok=True)
    for name, change in CHANGES:
        sizes = {**BASE, **change}
        dataset = asked.work / "data"
        shutil.rmtree(dataset, ignore_errors=True)
        words = [word for key, value in sizes.items() for word in (f"--{key}", str(value))]
        subprocess.run([skillmix, "generate", *words, "--out", dataset], check=True, stdout=subprocess.DEVNULL)
        runs = []
        for _ in range(asked.runs + 1):
            begun = time.perf_counter()
            process = subprocess.Popen(
                [skillmix, "match", dataset, "--as-at", "2026-01-01", "--out", asked.work / "out", "--quiet"]
            )
            _, _, usage = os.wait4(process.pid, 0)
            runs.append((usage.ru_utime + usage.ru_stime, time.perf_counter() - begun, usage.ru_maxrss / 1024))
        # the first one warms the files up
        cpu, wall, peak = (statistics.median(column) for column in zip(*runs[1:]))
        print(f"{name:<20} {cpu:6.2f} s CPU {wall:6.2f} s wall {peak:6.0f} MiB", flush=True)
    shutil.rmtree(asked.work / "data", ignore_errors=True)


if __name__ == "__main__":
    main()
