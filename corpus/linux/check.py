#!/usr/bin/env python3
"""Mistakes put into the prepared Linux tree and looked for as a user would: with `custody check` over the file's folder.

usage: check.py [--custody COMMAND] [--kernel DIR] [--work DIR] [--also PATH]... BUG...
BUG is a .bug file (README.md), or a .json file {"id", "file", "function", "edits": [{"find", "replace"}]} whose finds occur once.
The tree is not written to: clang sees the edited text through an overlay. A line for each says
  check     found by check, and not by what its file shows alone: a new finding stands in the bug's function
  alone     its own file shows it
  LOST      its own file shows it, but check does not
  elsewhere new findings, but none in the function
  MISSED    no new finding
--work: where the .cir files are kept for the next run. --also: check this path too, for functions of other folders.
Exit status 0 if all are found by check. Environment: CUSTODY_COMMAND, CUSTODY_KDIR."""
import argparse, collections, hashlib, json, os, shutil, subprocess, sys, tempfile, time

import run


class Case:
    """A .json file as a run.Bug."""

    def __init__(self, path):
        case = json.load(open(path, encoding='utf-8'))
        self.id, self.file, self.function = case['id'], case['file'], case['function']
        self.edits, self.others = case['edits'], []

    def apply(self, text):
        for n, e in enumerate(self.edits, 1):
            if text.count(e['find']) != 1:
                return None, 'edit %d applies %d times, not once' % (n, text.count(e['find']))
            text = text.replace(e['find'], e['replace'])
        return text, None


class Checker:
    def __init__(self, kernel, custody, work, also):
        database = json.load(open(os.path.join(kernel, 'compile_commands.json')))
        self.commands = {e['file']: e for e in database}
        self.root, self.custody, self.work, self.also = database[0]['directory'], custody, work, also
        self.bases = {}

    def check(self, paths, edited=None, overlay=None):
        """What custody check prints; EDITED is compiled as OVERLAY has it."""
        inside = [e for f, e in sorted(self.commands.items()) if any(f == p or f.startswith(p + '/') for p in paths)]
        if edited:
            inside = [dict(e, command=e['command'].replace(' -c ', ' -ivfsoverlay %s -c ' % overlay, 1)) if e['file'] == edited else e for e in inside]
        with open(self.work + '/compile_commands.json', 'w') as f:
            json.dump(inside, f)
        p = subprocess.run([self.custody, 'check', '-q', '-p', self.work] + paths, capture_output=True, text=True, cwd=self.root)
        if p.returncode not in (0, 1):
            sys.exit('check: ' + p.stderr)
        return p.stdout

    def alone(self, cir):
        return subprocess.run([self.custody, 'link', cir], capture_output=True, text=True, cwd=self.root).stdout

    def base(self, file, paths):
        """What check and link say of the unedited file."""
        key = tuple(paths)
        if key not in self.bases:
            self.bases[key] = self.check(paths)
        return self.bases[key], self.alone(self.cir(file))

    def cir(self, file):
        return '%s/.custody/%s.cir' % (self.work, file)

    def overlay(self, file, text):
        """The file that shows clang TEXT as FILE; named after its contents, so that ninja sees a change."""
        stem = '%s/%s' % (self.work, hashlib.sha256((file + text).encode('utf-8', 'surrogateescape')).hexdigest()[:16])
        with open(stem + '.c', 'w', encoding='utf-8', errors='surrogateescape') as f:
            f.write(text)
        with open(stem + '.yaml', 'w') as f:
            json.dump({'version': 0, 'use-external-names': False, 'roots': [{'type': 'file', 'name': os.path.join(self.root, file), 'external-contents': stem + '.c'}]}, f)
        return stem + '.yaml'


def judge(checker, bug):
    if bug.file not in checker.commands:
        return 'BROKEN', 'no compile command for ' + bug.file
    with open(os.path.join(checker.root, bug.file), encoding='utf-8', errors='surrogateescape') as f:
        text = f.read()
    edited, why = bug.apply(text)
    if edited is None:
        return 'BROKEN', why
    paths = sorted({os.path.dirname(f) for f in [bug.file] + bug.others} | set(checker.also))
    before, before_alone = checker.base(bug.file, paths)
    began = time.time()
    after = checker.check(paths, bug.file, checker.overlay(bug.file, edited))
    spent = time.time() - began
    if not os.path.exists(checker.cir(bug.file)):
        return 'BROKEN', 'does not compile'

    def new(old, out):
        return run.new_findings(run.findings(out, bug.file, edited), run.findings(old, bug.file, text))
    found, alone = new(before, after), new(before_alone, checker.alone(checker.cir(bug.file)))
    functions = {name for _, _, name in run.functions(edited)}
    here, own = ([f for f in list_ if f.function == bug.function or bug.function not in functions] for list_ in (found, alone))
    note = ', '.join(sorted({f.rule if f in here else '%s: %s' % (f.function, f.rule) for f in found or alone})) + ' (%.1f s)' % spent
    if here:
        return ('alone' if own else 'check'), note
    return ('LOST' if own else 'elsewhere' if found else 'MISSED'), note


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('--custody', default=os.environ.get('CUSTODY_COMMAND', 'build/bin/custody'))
    p.add_argument('--kernel', default=os.environ.get('CUSTODY_KDIR') or os.path.expanduser('~/.cache/custody/linux'))
    p.add_argument('--work')
    p.add_argument('--also', action='append', default=[])
    p.add_argument('bugs', nargs='+')
    a = p.parse_args()
    work, count = os.path.abspath(a.work or tempfile.mkdtemp(prefix='custody-check-')), collections.Counter()
    os.makedirs(work, exist_ok=True)
    checker = Checker(a.kernel, os.path.abspath(a.custody), work, [path.rstrip('/') for path in a.also])
    try:
        for path in a.bugs:
            bug = (Case if path.endswith('.json') else run.Bug)(path)
            status, note = judge(checker, bug)
            count[status] += 1
            print('check: %-9s %-44s %-32s %s' % (status, bug.id, bug.function, note), flush=True)
    finally:
        if not a.work:
            shutil.rmtree(work)
    print('check: %d; %s' % (len(a.bugs), ', '.join('%s %d' % i for i in sorted(count.items()))))
    sys.exit(0 if count['check'] + count['alone'] == len(a.bugs) else 1)


if __name__ == '__main__':
    main()
