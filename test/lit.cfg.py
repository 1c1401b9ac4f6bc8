# SPDX-License-Identifier: MIT
"""How tests on source run. Each suite's lit.site.cfg.py (in the build folder) loads this.

A RUN line may say:
  %clang             clang of the version that the plugin is built for
  %plugin            the path of custody.so
  %custody_cc        clang with the plugin, checking only, as most tests want it
  %custody_compile   the same, making an object file
  %plain_compile     as %custody_compile, without the plugin
  %custody           the custody command
  %builddir          the build folder
  %browser           a headless browser (needs: REQUIRES: browser)
  %wrong_clang       a clang of another major version (needs: REQUIRES: wrong-clang)
FileCheck, not and the other LLVM tools are on the PATH; %FileCheck is FileCheck.
"""
import os
import shutil
import subprocess
import sys


with open(os.path.join(config.source_dir, "test", "known-failures.txt"), encoding="utf-8") as file:
    known_failures = {line.split()[0] for line in file if line.strip() and line[0] != "#"}
sys.path.insert(0, os.path.join(config.source_dir, "test"))
from watched import Tests  # noqa: E402

config.test_format = Tests(known_failures)
config.suffixes = [".c", ".test"]
config.excludes = ["Inputs", "include"]

path = [config.tools_dir, config.environment.get("PATH", os.environ["PATH"])]
config.environment["PATH"] = os.pathsep.join(path)
config.environment["LC_ALL"] = "C.UTF-8"


def sanitizer_environment():
    """A sanitized plugin needs its runtime in the compiler that loads it."""
    if "address" not in config.sanitize:
        return ""
    runtime = subprocess.check_output(
        [config.c_compiler, "-print-file-name=libasan.so"], text=True).strip()
    return f"env LD_PRELOAD={os.path.realpath(runtime)} ASAN_OPTIONS=detect_leaks=0 "


def wrong_clang():
    for major in range(11, 40):
        found = shutil.which(f"clang-{major}")
        if found and str(major) != config.llvm_version:
            return found
    return None


clang = sanitizer_environment() + os.path.join(config.tools_dir, "clang")
root = config.source_dir
flags = f"-std=gnu11 -w -I {root}/corpus/cases/include -I {root}/annotations"
with_plugin = f"{clang} -fplugin={config.plugin} {flags}"

# Longer names first: lit replaces in order, and %custody is a prefix of %custody_cc.
config.substitutions += [
    ("%custody_cc", with_plugin + " -fsyntax-only"),
    ("%custody_compile", with_plugin + " -c"),
    ("%plain_compile", f"{clang} {flags} -c"),
    ("%custody", config.custody),
    ("%plugin", config.plugin),
    ("%clang", clang),
    ("%FileCheck", "FileCheck"),
    ("%builddir", config.build_dir),
]

browser = shutil.which("chromium-headless-shell") or shutil.which("chromium")
if browser:
    config.available_features.add("browser")
    config.substitutions.append(
        ("%browser", f"{browser} --headless --no-sandbox --disable-gpu --user-data-dir=%t.profile"))
else:
    lit_config.note("no chromium here: the test of the HTML report is UNSUPPORTED")
if shutil.which("dot"):
    config.available_features.add("dot")
other = wrong_clang()
if other:
    config.available_features.add("wrong-clang")
    config.substitutions.append(("%wrong_clang", other))
else:
    lit_config.note("no clang of another major version here: its test is UNSUPPORTED")
if config.sanitize:
    config.available_features.add("sanitized")
