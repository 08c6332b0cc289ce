"""Checks a folder of outputs against datapackage.json and csvw-metadata.json; that a planted fault is found shows that they check."""

import pathlib
import shutil
import sys
import tempfile

from csvw import TableGroup
from frictionless import Package, system

out = pathlib.Path(sys.argv[1])


def frictionless(folder):
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [str(error) for error in report.flatten(["type", "rowNumber", "fieldName"])]


def csvw(folder):
    group = TableGroup.from_file(folder / "csvw-metadata.json")
    try:
        for table in group.tables:
            assert list(table.iterdicts(strict=True)), table.url
    except (ValueError, AssertionError) as error:
        return [str(error)]
    return []


for check in (frictionless, csvw):
    faults = check(out)
    assert not faults, (check.__name__, faults[:5])
    for column, before, after in (("status", "placed", "placd"), ("able", ",3,", ",three,")):
        with tempfile.TemporaryDirectory() as folder:
            bad = shutil.copytree(out, pathlib.Path(folder) / "out")
            text = (bad / "matches.csv").read_text()
            assert before in text
            (bad / "matches.csv").write_text(text.replace(before, after, 1))
            assert check(bad), (check.__name__, column, "was not found")
