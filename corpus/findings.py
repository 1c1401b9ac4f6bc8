# SPDX-License-Identifier: MIT
"""Findings as a compile or `custody link` prints them, for the scripts that judge custody."""
import collections
import re

Told = collections.namedtuple("Told", "file line message rule")
LINE = re.compile(r"^([^:\n]+):(\d+):\d+: (?:warning|error): (.*) \[custody-([a-z0-9-]+)\]$", re.MULTILINE)


def told(output):
    """The findings in OUTPUT, without their steps."""
    return [Told(file, int(line), message, rule) for file, line, message, rule in LINE.findall(output)]


def fresh(new, old, key):
    """Of the findings NEW those that OLD has not: of each KEY so many as there are more."""
    left, result = collections.Counter(map(key, old)), []
    for finding in new:
        left[key(finding)] -= 1
        if left[key(finding)] < 0:
            result.append(finding)
    return result
