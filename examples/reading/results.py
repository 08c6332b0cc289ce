"""Reads the results of `skillmix match` with pandas.   python results.py OUT TASKS.csv

Prints tasks by status, and minutes a week by the lowest safe level at each site.
"""

import sys

import pandas as pd

out, tasks_file = sys.argv[1:3]
# Without the two arguments pandas reads the role code NA (nursing associate) as "nothing".
csv = dict(keep_default_na=False, na_values=[""])
matches = pd.read_csv(f"{out}/matches.csv", **csv, dtype={"task_id": str, "site": str, "level": "Int64", "able": "Int64"})
tasks = pd.read_csv(tasks_file, **csv, dtype={"task_id": str, "site": str})

status = matches.groupby("status").size()
for word, count in status.items():
    print(f"{word} {count}")

placed = matches[matches.status == "placed"].merge(tasks, on=["task_id", "site"])
placed["weekly"] = placed.minutes * placed.per_week  # blank where either is not known
weekly = placed.dropna(subset="weekly").groupby(["site", "level"]).weekly.sum()
for (site, level), minutes in weekly.items():
    print(f"{site} {level} {minutes:.0f}")

# A list has `;` between; a row for each role that is safe:
roles = placed.assign(role=placed.roles.str.split(";")).explode("role")
print("tasks for which NA is safe:", (roles.role == "NA").sum())
