#!/usr/bin/env python3
"""Every long check stands in script/check's table, with all its columns, and every file of script/check.d in some row.

usage: check_table.py SOURCE
"""
import pathlib
import re
import subprocess
import sys

source = pathlib.Path(sys.argv[1])
text = (source / "script/check").read_text()
rows = re.search(r"<<'TABLE'\n(.*?)\nTABLE", text, re.S).group(1).split("\n")
names, files = [], set()
for row in rows:
    columns = [c.strip() for c in row.split("|")]
    assert len(columns) == 5 and columns[0] and columns[2] and columns[3] and columns[4], f"five columns: {row}"
    names.append(columns[0])
    files |= set(re.findall(r"check\.d/([\w-]+)", columns[3]))
assert names == sorted(names), "the table is in alphabetical order"
assert files == {p.name for p in (source / "script/check.d").iterdir()}, "script/check.d and the table name the same files"
told = subprocess.run([source / "script/check"], capture_output=True, text=True, check=True).stdout.splitlines()
assert [line.split()[0] for line in told] == names, "./script/check prints the table"
wrong = subprocess.run(["bash", "-c", f"set -e; cd {source}; sed '/bootstrap/d' script/check | sed 's#dirname \"$0\"#echo script#' | bash -s no-such"],
                       capture_output=True, text=True)
assert wrong.returncode != 0 and "no such check: no-such" in wrong.stderr, wrong.stderr
print(f"{len(names)} checks in the table")
