"""Runs the statements of a file in DuckDB and prints the one column of each: python duck.py FILE.sql"""

import sys

import duckdb

with open(sys.argv[1], encoding="utf-8") as file:
    for statement in duckdb.extract_statements(file.read()):
        for (line,) in duckdb.execute(statement).fetchall():
            print(line)
