#!/usr/bin/env python3
"""Holds docs/query-parity.md to the tests: each of the 240 behaviours has its row, says what became of it, and where it
was kept or adapted names tests that exist. Says `N passed, N failed`, a row each.

check-parity.py [--allow-empty]   rows that nobody has filled yet are listed, and do not fail
"""
import pathlib
import re
import sys

ROWS = 240
root = pathlib.Path(__file__).resolve().parent.parent
allow_empty = "--allow-empty" in sys.argv[1:]


def test_names():
    names = set()
    macro = re.compile(r"^\s*(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
    for source in (root / "tests").rglob("*.cpp"):
        names.update(f"{suite}.{name}" for suite, name in macro.findall(source.read_text(encoding="utf-8")))
    return names


def cells(line):
    """Of a table's row; a | within backticks or after a backslash is text."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|(?=(?:[^`]*`[^`]*`)*[^`]*$)", line)[1:-1]]


def complaint(row, known):
    """What is wrong with a row, or None."""
    if len(row) != 4:
        return "has not four columns"
    _, behaviour, here, tests = row
    if not behaviour:
        return "does not say the behaviour"
    named = re.findall(r"`([^`]+)`", tests)
    missing = [name for name in named if name not in known]
    if missing:
        return "names tests that are not there: " + ", ".join(missing)
    if re.match(r"left out: \S", here):
        return None
    if not re.match(r"(kept\b|adapted: \S)", here):
        return "is neither `kept`, nor `adapted: how`, nor `left out: why`"
    return None if named else "names no test"


def main():
    known = test_names()
    page = (root / "docs/query-parity.md").read_text(encoding="utf-8")
    rows = {}
    failures = []
    for line in page.splitlines():
        row = cells(line)
        if not row or not row[0].isdigit():
            continue
        number = int(row[0])
        if number in rows:
            failures.append((number, "is there twice"))
        rows[number] = row
    empty = []
    for number in range(1, ROWS + 1):
        if number not in rows:
            failures.append((number, "is not there"))
        elif not any(rows[number][1:]):
            empty.append(number)
        elif wrong := complaint(rows[number], known):
            failures.append((number, wrong))
    failures += [(number, "is of nobody's inventory") for number in rows if not 1 <= number <= ROWS]
    if not allow_empty:
        failures += [(number, "is empty") for number in empty]

    for number, wrong in sorted(failures):
        print(f"row {number} {wrong}")
    if empty:
        print(f"{len(empty)} rows are empty: {' '.join(map(str, empty))}")
    print(f"{ROWS - len(empty) - len({n for n, _ in failures if n not in empty})} passed, {len(failures)} failed")
    return bool(failures)


sys.exit(main())
