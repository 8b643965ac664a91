#!/usr/bin/env python3
"""Counts the test cases in CTest's JUnit file: each GoogleTest case one, any other program one.

A program that failed, crashed or timed out counts as one failure at least; so does one that ran no test.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree


def count(program):
    output = program.findtext("system-out") or ""
    failed_to_run = program.get("status") != "run"
    if not re.search(r"^\[==========\] ", output, re.MULTILINE):
        return (0, 1) if failed_to_run else (1, 0)
    passed = sum(map(int, re.findall(r"^\[  PASSED  \] (\d+) tests?\.", output, re.MULTILINE)))
    failed = sum(map(int, re.findall(r"^\[  FAILED  \] (\d+) tests?, listed below:", output, re.MULTILINE)))
    if failed == 0 and (failed_to_run or passed == 0):
        failed = 1
    return passed, failed


programs = ElementTree.parse(sys.argv[1]).getroot().iter("testcase")
counts = [count(program) for program in programs]
total_passed, total_failed = sum(c[0] for c in counts), sum(c[1] for c in counts)
print(f"{total_passed} passed, {total_failed} failed")
sys.exit(total_failed > 0)
