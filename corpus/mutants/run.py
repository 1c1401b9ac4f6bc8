#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the mutants of the sample drivers, runs each with the driver's own tests on the checked library, and judges it by
the plugin, in lint mode and, if the plugin has it, in strict mode. README.md says what the verdicts mean.

usage: run.py --build DIR [--plugin SO] [--jobs N] [--quick] [--sample FILE] [--again FILE] [--missed] [DRIVER...]

--quick judges only what trapped: the last line is the same, what is found in other mutants is not told.
--again judges only, and only what trapped by FILE, the results.jsonl of an earlier run: nothing is run, and of the tests nothing
has to be built. It is for work on the plugin and on annotations, as long as drivers and library do what they did. --missed lists what is missed.
--sample runs the mutants that FILE names, and compares. Without it, all are run, and the last line is
`mutants N, trapped N, missed by strict N, missed by lint N`. Verdicts are kept in DIR/mutants: an interrupted run goes on
where it was, and another plugin only judges again."""

import argparse
import collections
import concurrent.futures
import contextlib
import functools
import hashlib
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
from findings import fresh, told

CPU_LIMIT = 4  # seconds of a test program's processor time; a good one needs half of one
WALL_FACTOR = 12  # so many times what the driver's own tests take, it counts as hanging
QUICK = 2  # seconds; tests that take longer wait most of the time, and not all of them at once
SAMPLE_WALL_LIMIT = 300  # those of the sample end by themselves
OUTPUT_LIMIT = 16 << 20  # bytes that it may write
LINT_BAR = 85  # percent of what traps that lint mode has to find
# What a compile of the driver is for.
PLAIN = ["-O1", "-g0"]  # equal object files: equal mutants
# AddressSanitizer's reports that break a rule; others are crashes.
RULES_OF_ASAN = {"heap-use-after-free": "use-after-free", "stack-use-after-return": "use-after-free",
                 "stack-use-after-scope": "use-after-free", "attempting double-free": "double-free"}
TRAP = re.compile(r"^custody: .*\[([a-z0-9-]+)\](?: in \S+)?$", re.MULTILINE)


def digest(*parts):
    state = hashlib.sha256()
    for part in parts:
        state.update(part if isinstance(part, bytes) else str(part).encode())
        state.update(b"\0")
    return state.hexdigest()[:32]


class Driver:
    """A sample driver: how it is compiled and linked, and which tests it has."""

    def __init__(self, build, source, programs, seconds, tests):
        self.build, self.source, self.seconds, self.tests = build, ROOT / source, seconds, tests
        self.name = self.source.stem
        self.text = self.source.read_bytes()
        self.programs = dict(zip(("asan", "tsan"), programs))
        self.compiles, self.links, self.linked = {}, {}, {}
        for kind, program in self.programs.items():
            self.read_commands(kind, program)

    def read_commands(self, kind, program):
        done = subprocess.run(["ninja", "-t", "commands", program], cwd=self.build, stdout=subprocess.PIPE, text=True, check=True)
        lines = done.stdout.splitlines()
        words = shlex.split(lines[-1])
        link = words[words.index("&&") + 1:words.index("&&", words.index("&&") + 1)]
        at = next(i for i, w in enumerate(link) if w.endswith(f"/{self.name}.c.o"))
        compile_line = next(line for line in lines if line.split()[-1] == str(self.source) and f"-o {link[at]} " in line)
        self.compiles[kind] = self.flags_of(shlex.split(compile_line))
        self.linked[kind] = lines[-1], [self.build / w for w in link if w.endswith((".o", ".a")) and w != link[at]]
        link[at] = "@object@"
        link[link.index("-o") + 1] = "@program@"
        if shutil.which("ld.lld"):
            link.append("-fuse-ld=lld")  # takes half of the time
        self.links[kind] = [str(self.build / w) if w.endswith((".o", ".a")) else w for w in link]

    @functools.lru_cache(maxsize=None)
    def rest(self, kind):
        """The hash of what its test program has besides the driver itself."""
        line, files = self.linked[kind]
        return digest(line, *[file.read_bytes() for file in files])

    def flags_of(self, words):
        """The compiler with its flags, without what names files or makes warnings errors."""
        result, skip = [], False
        for word in words:
            if skip or word in ("-c", "-Werror", "-MD", str(self.source)):
                skip = False
            elif word in ("-o", "-MT", "-MF"):
                skip = True
            else:
                result.append(word)
        return result + ["-w", "-g1", f"-I{self.source.parent}"]

    def clang_flags(self):
        return ["-std=gnu11"] + [w for w in self.compiles["asan"] if w.startswith(("-D", "-I"))]

    def plain_flags(self):
        return [w for w in self.compiles["asan"] if "sanitize" not in w and w not in ("-g", "-g1")] + PLAIN


class Kept:
    """Verdicts by key, in a file that only grows; without a path, in memory."""

    def __init__(self, path):
        self.path, self.lock, self.known = path, threading.Lock(), {}
        if path and path.exists():
            for line in path.read_text().splitlines():
                try:
                    key, value = json.loads(line)
                except ValueError:  # cut off by an interruption
                    continue
                self.known[key] = value

    def get(self, key, make):
        if key not in self.known:
            value = make()
            with self.lock:
                self.known[key] = value
                if self.path:
                    with self.path.open("a") as file:
                        file.write(json.dumps([key, value]) + "\n")
        return self.known[key]


def limits(wall):
    signal.alarm(wall + 10)  # ends it as well if nobody is left to end it
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_LIMIT, OUTPUT_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_limited(command, folder, wall):
    """Exit status, or None if it had to be ended; and what it wrote."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   start_new_session=True, preexec_fn=lambda: limits(wall))
        try:
            status = process.wait(timeout=wall)
        except subprocess.TimeoutExpired:
            status = None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        output.seek(0)
        return status, output.read(1 << 20).decode("utf-8", "replace")


def verdict_of(status, output):
    """[VERDICT, RULE or reason]."""
    trap = TRAP.search(output)
    if trap:
        return ["trapped", trap.group(1)]
    if "ERROR: LeakSanitizer" in output:
        return ["trapped", "leak"]
    if "WARNING: ThreadSanitizer: data race" in output:
        return ["trapped", "data-race"]
    for report, rule in RULES_OF_ASAN.items():
        if f"AddressSanitizer: {report}" in output:
            return ["trapped", rule]
    if status is None or status == -signal.SIGXCPU:
        return ["hang", "processor" if status else "clock"]
    report = re.search(r"(?:AddressSanitizer|ThreadSanitizer):? ([A-Za-z-]+)|runtime error: ([a-z ]+)", output)
    if report or status < 0:
        return ["crash", (report.group(1) or report.group(2)).strip() if report else signal.Signals(-status).name]
    return ["failed", ""] if status else ["passed", ""]


class Runner:
    def __init__(self, arguments):
        self.build = pathlib.Path(arguments.build).resolve()
        self.folder = self.build / "mutants"
        self.plugin = str(pathlib.Path(arguments.plugin or self.build / "lib/custody.so").resolve())
        self.plugin_hash = digest(pathlib.Path(self.plugin).read_bytes())
        self.quick, self.runs_base = arguments.quick, not (arguments.sample or arguments.again)
        self.again, self.missed = arguments.again, arguments.missed
        self.sample = arguments.sample
        self.jobs = threading.Semaphore(arguments.jobs)  # of what needs the processor; tests mostly wait
        self.slow = threading.Semaphore(2 * arguments.jobs)  # tests that would get in each other's way
        self.kept = Kept(None if arguments.sample else self.folder / "verdicts.jsonl")
        self.clang = arguments.clang
        self.base = {}
        self.strict = None

    # --- making ---

    def mutants(self, driver, ids):
        mutate = self.build / "test/mutate"
        contracts = self.folder / "contracts"
        if not contracts.exists() or contracts.read_bytes() != self.contracts():
            contracts.write_bytes(self.contracts())
        command = [mutate, contracts, driver.source] + driver.clang_flags() + (["--"] + ids if ids else [])
        key = digest("made", mutate.read_bytes(), contracts.read_bytes(), driver.text, *command)
        return self.kept.get(key, lambda: [json.loads(line) for line in subprocess.run(
            command, stdout=subprocess.PIPE, check=True).stdout.splitlines()])

    def contracts(self):
        return subprocess.run([self.build / "bin/custody", "rules", "--functions"], stdout=subprocess.PIPE, check=True).stdout

    @staticmethod
    def text_of(driver, mutant):
        text, at = b"", 0
        for start, end, new in mutant["edits"]:
            text += driver.text[at:start] + new.encode()
            at = end
        return text + driver.text[at:]

    # --- running ---

    def compile(self, driver, text, flags, folder, name):
        (folder / driver.source.name).write_bytes(text)
        with self.jobs:
            return subprocess.run(flags + ["-c", driver.source.name, "-o", name], cwd=folder, stderr=subprocess.DEVNULL,
                                  check=False).returncode == 0

    def object_of(self, driver, text):
        """The hash of the object file; "" if it does not compile."""
        def make():
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                folder = pathlib.Path(folder)
                if not self.compile(driver, text, driver.plain_flags(), folder, "plain.o"):
                    return ""
                return digest((folder / "plain.o").read_bytes())
        return self.kept.get(digest("object", driver.name, text, *driver.plain_flags()), make)

    def wall(self, driver):
        return SAMPLE_WALL_LIMIT if self.sample else WALL_FACTOR * driver.seconds + 1

    def run(self, driver, text, kind):
        wall = self.wall(driver)
        slots = self.slow if driver.seconds > QUICK else contextlib.nullcontext()

        def make():
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                folder = pathlib.Path(folder)
                if not self.compile(driver, text, driver.compiles[kind], folder, "driver.o"):
                    return ["error", "does not compile"]
                names = {"@object@": str(folder / "driver.o"), "@program@": str(folder / "program")}
                with self.jobs:
                    subprocess.run([names.get(w, w) for w in driver.links[kind]], cwd=folder, check=True)
                with slots:
                    return verdict_of(*run_limited([folder / "program"] + driver.tests, folder, wall))
        return self.kept.get(digest("run", kind, wall, driver.rest(kind), driver.tests, text, *driver.compiles[kind]), make)

    # --- judging ---

    def judge(self, driver, text, mode):
        """What the plugin finds; None if it does not know the mode."""
        def make():
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                (pathlib.Path(folder) / driver.source.name).write_bytes(text)
                command = [self.clang, f"-fplugin={self.plugin}", "-fsyntax-only", "-w", f"-I{driver.source.parent}"]
                if mode == "strict":
                    command.append("-fplugin-arg-custody-mode=strict")
                with self.jobs:
                    done = subprocess.run(command + driver.clang_flags() + [driver.source.name], cwd=folder,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                findings = [(f.message, f.rule) for f in told(done.stdout)]
                return None if done.returncode and not findings else findings
        return self.kept.get(digest("judged", mode, self.plugin_hash, text, *driver.clang_flags()), make)

    def found(self, driver, text, mode):
        """The rules of what the mutant has and the driver has not."""
        findings = self.judge(driver, text, mode)
        if findings is None:
            return ["error"]
        return sorted({rule for _, rule in fresh(findings, self.base[driver.name, mode], tuple)})

    def check_base(self, drivers):
        """The unmodified drivers: their tests pass, which other tests see to in a sample; what is found in them counts as nothing."""
        for driver in drivers:
            for kind in driver.programs if self.runs_base else ():
                verdict = self.run(driver, driver.text, kind)
                if verdict[0] != "passed":
                    sys.exit(f"mutants: {driver.name}: the unmodified driver's tests: {' '.join(verdict)}")
            for mode in ("lint", "strict"):
                self.base[driver.name, mode] = self.judge(driver, driver.text, mode)
            if self.base[driver.name, "lint"] is None:
                sys.exit(f"mutants: {driver.name}: clang does not take the unmodified driver")
        self.strict = all(self.base[d.name, "strict"] is not None for d in drivers)

    def judge_again(self, driver, result, made):
        """The same mutant with the plugin's verdicts anew. Where it stands may have changed: an annotation is no other code."""
        if result["verdict"] != "trapped":
            return result
        if result["id"] not in made:
            sys.exit(f"mutants: {result['id']} is no mutant any more: the drivers have changed, run them again")
        text = self.text_of(driver, made[result["id"]])
        return dict(result, lint=self.found(driver, text, "lint"), strict=self.found(driver, text, "strict"))

    def work(self, driver, mutant):
        text = self.text_of(driver, mutant)
        verdict = self.run(driver, text, "asan")
        if mutant["area"] == "lock" and verdict[0] == "passed":
            verdict = self.run(driver, text, "tsan")
        result = dict(mutant, driver=driver.name, verdict=verdict[0], trap=verdict[1])
        if verdict[0] == "trapped" or not self.quick:
            result["lint"] = self.found(driver, text, "lint")
        if verdict[0] == "trapped" and self.strict:
            result["strict"] = self.found(driver, text, "strict")
        return result


def distinct(runner, driver, mutants, pool):
    """Those whose object file is neither the driver's nor another's; and how many were left out."""
    seen, result, dropped = {runner.object_of(driver, driver.text)}, [], 0
    objects = pool.map(lambda m: runner.object_of(driver, runner.text_of(driver, m)), mutants)
    for mutant, code in zip(mutants, objects):
        if not code or code in seen:
            dropped += 1
            continue
        seen.add(code)
        result.append((driver, mutant))
    return result, dropped


# --- tables ---


def share(part, whole):
    return f"{100 * part // whole}%" if whole else "-"


def table(title, results, key, strict):
    groups = collections.defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    columns = ["mutants", "trapped", "lint", "", "strict", "hang", "crash", "failed", "passed", "only lint"]
    print(f"\n{title:<24}" + "".join(f"{c:>9}" for c in columns))
    for name in sorted(groups, key=lambda n: (-len(groups[n]), n)) + ["all"]:
        group = results if name == "all" else groups[name]
        count = collections.Counter(r["verdict"] for r in group)
        trapped = [r for r in group if r["verdict"] == "trapped"]
        lint = sum(bool(r["lint"]) for r in trapped)
        found = sum(bool(r["strict"]) for r in trapped) if strict else "not run"
        silent = sum(bool(r.get("lint")) for r in group if r["verdict"] != "trapped")
        row = [len(group), len(trapped), lint, share(lint, len(trapped)), found, count["hang"], count["crash"],
               count["failed"], count["passed"], silent]
        print(f"{name:<24}" + "".join(f"{c:>9}" for c in row))


def list_missed(trapped):
    print()
    for result in sorted(trapped, key=lambda r: (r["trap"], r["id"])):
        modes = [mode for mode in ("lint", "strict") if not result.get(mode, True)]
        if modes:
            print(f"missed by {' and '.join(modes)}: {result['trap']} {result['id']} line {result['line']}")


def report(runner, results, dropped):
    trapped = [r for r in results if r["verdict"] == "trapped"]
    lint = sum(not r["lint"] for r in trapped)
    table("operator", results, lambda r: r["operator"], runner.strict)
    table("driver", results, lambda r: r["driver"], runner.strict)
    table("area of the call", results, lambda r: r["area"], runner.strict)
    table("rule that trapped", trapped, lambda r: r["trap"], runner.strict)
    if runner.quick or runner.again:
        print("\nWhat did not trap was not judged: the last column says nothing.")
    print(f"\n{dropped} more have the object code of the driver or of another mutant.")
    if not runner.strict:
        print("Strict mode was not run: the plugin does not know it, or does not take the unmodified drivers.")
    if runner.missed:
        list_missed(trapped)
    strict = sum(not r["strict"] for r in trapped) if runner.strict else "not run"
    print(f"mutants {len(results)}, trapped {len(trapped)}, missed by strict {strict}, missed by lint {lint}")
    return bool(trapped) and not strict and 100 * lint <= (100 - LINT_BAR) * len(trapped)


def read_sample(path):
    sample = {}
    for line in pathlib.Path(path).read_text().splitlines():
        if line and not line.startswith("#"):
            name, *expected = line.split()
            sample[name] = expected
    return sample


def compare(sample, results):
    """A line of the sample has: ID, VERDICT, RULE that trapped or "-", a rule that lint mode finds or "-"."""
    good, by_id = True, {r["id"]: r for r in results}
    for name, (verdict, trap, rule) in sample.items():
        result = by_id.get(name)
        if result and result["verdict"] == verdict and (result["trap"] or "-") == trap and \
                (rule in result["lint"] if rule != "-" else not result["lint"]):
            continue
        good = False
        seen = "no such mutant" if not result else f"{result['verdict']} {result['trap'] or '-'} {','.join(result['lint']) or '-'}"
        print(f"{name}: expected {verdict} {trap} {rule}, got: {seen}")
    print(f"sample of {len(sample)} mutants: {'as expected' if good else 'not as expected'}")
    return good


def judge_again(runner, drivers, arguments):
    named = {driver.name: driver for driver in drivers}
    kept = [json.loads(line) for line in pathlib.Path(arguments.again).read_text().splitlines()]
    kept = [result for result in kept if result["driver"] in named]
    made = {name: {m["id"]: m for m in runner.mutants(driver, [])} for name, driver in named.items()}
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda r: runner.judge_again(named[r["driver"]], r, made[r["driver"]]), kept))
    return report(runner, results, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--plugin")
    parser.add_argument("--clang", default="clang-22")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sample")
    parser.add_argument("--again", metavar="FILE")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("drivers", nargs="*", metavar="DRIVER")
    arguments = parser.parse_args()
    runner = Runner(arguments)
    sample = read_sample(arguments.sample) if arguments.sample else {}
    drivers = []
    for line in (runner.folder / "drivers.txt").read_text().splitlines():
        source, asan, tsan, seconds, *tests = line.split()
        name = pathlib.Path(source).stem
        if (not arguments.drivers or name in arguments.drivers) and \
                (not sample or any(wanted.startswith(name + "-") for wanted in sample)):
            drivers.append(Driver(runner.build, source, (asan, tsan), int(seconds), tests))
    runner.check_base(drivers)
    if arguments.again:
        return 0 if judge_again(runner, drivers, arguments) else 1
    work, dropped, results = [], 0, []
    with concurrent.futures.ThreadPoolExecutor(8 * arguments.jobs) as pool:
        for driver in drivers:
            mutants = runner.mutants(driver, [n for n in sample if n.startswith(driver.name + "-")])
            some, alike = distinct(runner, driver, mutants, pool)
            work += some
            dropped += alike
        # in an order that mixes drivers and operators, so that an unfinished run tells something
        work.sort(key=lambda w: digest(w[1]["id"]))
        for done, result in enumerate(pool.map(lambda w: runner.work(*w), work), 1):
            results.append(result)
            if done % 100 == 0:
                print(f"{done} of {len(work)}", file=sys.stderr, flush=True)
    if sample:
        return 0 if compare(sample, results) else 1
    results.sort(key=lambda r: (r["driver"], r["line"], r["id"]))
    (runner.folder / "results.jsonl").write_text("".join(json.dumps(r) + "\n" for r in results))
    return 0 if report(runner, results, dropped) else 1


if __name__ == "__main__":
    sys.exit(main())
