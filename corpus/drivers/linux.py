#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles sample drivers against the headers of Linux 6.12, with the flags that the kernel's own make gives to a
driver, and with the plugin: no error, no warning, no finding.

The tree is the one that corpus/linux/prepare.sh makes."""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODEL = "drivers/block/loop.c"  # whose flags the drivers get


def command_of_model(kernel):
    """The compiler call of the model, without what names its files."""
    for entry in json.loads((kernel / "compile_commands.json").read_text()):
        if entry["file"].endswith(MODEL):
            words = shlex.split(entry["command"])
            break
    else:
        sys.exit(f"{MODEL} is not among the tree's compile commands")
    result, skip = [], False
    for word in words:
        if skip or word.endswith(MODEL) or word == "-c" or word.startswith("-Wp,-MMD"):
            skip = False
        elif word == "-o":
            skip = True
        elif word.startswith(("-DKBUILD_MODFILE=", "-DKBUILD_BASENAME=", "-DKBUILD_MODNAME=", "-D__KBUILD_MODNAME=")):
            pass
        else:
            result.append(word)
    return entry["directory"], result


def check(driver, directory, command, plugin):
    name = driver.stem.replace("-", "_")
    words = command + [
        f"-fplugin={plugin}", "-fsyntax-only", "-Wall", f"-I{ROOT / 'annotations'}",
        f'-DKBUILD_MODFILE="{name}"', f'-DKBUILD_BASENAME="{name}"', f'-DKBUILD_MODNAME="{name}"',
        f"-D__KBUILD_MODNAME=kmod_{name}", str(driver)]
    done = subprocess.run(words, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(f"{driver.name}: {'ok' if done.returncode == 0 and not done.stdout else 'FAILED'}")
    print(done.stdout, end="")
    return done.returncode == 0 and not done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("driver", nargs="+", help="relative to this folder")
    arguments = parser.parse_args()
    default = pathlib.Path.home() / ".cache/custody/linux"
    kernel = pathlib.Path(os.environ.get("CUSTODY_KDIR", default))
    subprocess.run([ROOT / "corpus/linux/prepare.sh", str(kernel)], check=True)
    directory, command = command_of_model(kernel)
    results = [check(HERE / driver, directory, command, arguments.plugin) for driver in arguments.driver]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
