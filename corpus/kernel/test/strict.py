#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""strict.py CLANG PLUGIN CUSTODY ROOT: strict mode, with the rules of corpus/kernel/rules, on the library as one program.

test/strict.txt holds what it is known to say, one finding a line: FILE RULE FUNCTION, and why. A finding that is not there fails
the test, and so does one that is there and is no longer told.
"""
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

clang, plugin, custody, root = (os.path.abspath(p) if os.sep in p else p for p in sys.argv[1:])
library = os.path.join(root, "corpus", "kernel")
others = ("test", "bench", "include")
flags = ["-fsyntax-only", "-std=gnu11", "-w", "-D_GNU_SOURCE", "-DKERNEL_CHECKED=1", '-DKERNEL_SOURCE_DIR=""',
         "-Iinclude", "-I.", "-Ikernel", "-I" + os.path.join(root, "annotations"), "-fplugin=" + plugin,
         "-fplugin-arg-custody-collect", "-fplugin-arg-custody-mode=strict"]


def sources():
    for folder, folders, files in os.walk(library):
        if folder == library:
            folders[:] = [f for f in folders if f not in others]
        for name in files:
            if name.endswith(".c"):
                yield os.path.relpath(os.path.join(folder, name), library)


def collect(source, cir):
    run = subprocess.run([clang, *flags, "-fplugin-arg-custody-ir=" + cir, source], cwd=library,
                         stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode or run.stderr:
        sys.exit(f"{source}: {run.stderr}")
    return cir


def findings(folder):
    """As (FILE, RULE, FUNCTION), each with the message of the first one."""
    files = sorted(sources())
    told = os.path.join(folder, "findings")
    with ThreadPoolExecutor() as pool:
        cirs = list(pool.map(collect, files, (os.path.join(folder, f"{i}.cir") for i in range(len(files)))))
    link = subprocess.run([custody, "link", "-s", "mode=strict", "-s", "rules=" + os.path.join(library, "rules"),
                           "--json=" + told, *cirs], cwd=library, stdout=subprocess.DEVNULL, check=False)
    if link.returncode not in (0, 1):
        sys.exit(f"custody link: exit status {link.returncode}")
    found = {}
    with open(told, encoding="utf-8") as lines:
        for line in lines:
            f = json.loads(line)
            if "rule" in f:
                found.setdefault((f["file"] or "-", f["rule"], f["function"]), f"{f['line']}: {f['message']}")
    print(f"{len(files)} files, {len(found)} findings")
    return found


def known():
    with open(os.path.join(library, "test", "strict.txt"), encoding="utf-8") as lines:
        for line in lines:
            words = line.split(maxsplit=3)
            if words and not line.startswith("#"):
                if len(words) < 4:
                    sys.exit(f"test/strict.txt: no reason: {line}")
                yield tuple(words[:3])


with tempfile.TemporaryDirectory() as scratch:
    now = findings(scratch)
before = set(known())
for place in sorted(now.keys() - before):
    print("new:", *place, "line", now[place])
for place in sorted(before - now.keys()):
    print("no longer told, remove it from test/strict.txt:", *place)
sys.exit(1 if now.keys() != before else 0)
