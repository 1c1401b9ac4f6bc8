#!/usr/bin/env python3
"""Mistakes that only a look at several files shows: finds them with `custody link`, over the prepared Linux tree.

usage: cross.py [--missed] [--custody COMMAND] [--plugin SO] [--kernel DIR] [NAME...]
Every cross/*.bug: one file is edited, and linked with those that the bug names. The link must have a new finding in the bug's
function, the edited file alone must not. README.md has the format of a bug; `with` lists the other files.
--missed: of the bugs that known-missed.txt lists, which are found with all files of the folder, as `custody check` has them?
Environment: CUSTODY_COMMAND, CUSTODY_PLUGIN, CUSTODY_KDIR."""
import argparse, collections, glob, os, subprocess, sys, tempfile

import run


class Cross:
    def __init__(self, tree, custody, folder):
        self.tree, self.custody, self.folder = tree, custody, folder
        self.collected = {}

    def collect(self, file, text=None, name=None):
        """The .cir file of FILE, or of TEXT in its place; once for each unedited file."""
        if text is None and file in self.collected:
            return self.collected[file]
        cir = os.path.join(self.folder, (name or file).replace('/', '-') + '.cir')
        self.tree.extra = ['-w', '-fplugin-arg-custody-collect', '-fplugin-arg-custody-ir=' + cir]
        r = self.tree.compile(file, text, name)
        if r.status != 'ok':
            sys.exit('cross: %s does not compile: %s' % (name or file, run.first_error(r.output)))
        if text is None:
            self.collected[file] = cir
        return cir

    def link(self, cirs, file, text):
        p = subprocess.run([self.custody, 'link'] + cirs, capture_output=True, text=True, cwd=self.tree.root)
        if p.returncode not in (0, 1):
            sys.exit('cross: custody link: ' + p.stderr)
        return run.findings(p.stdout, file, text)


def judge(cross, bug):
    text = cross.tree.read(bug.file)
    edited, why = bug.apply(text)
    if edited is None:
        return 'BROKEN', why
    name = 'custody-%s-%d.c' % (bug.id, os.getpid())
    others = [cross.collect(f) for f in bug.others]
    before, after = cross.collect(bug.file), cross.collect(bug.file, edited, name)
    alone = run.new_findings(cross.link([after], name, edited), cross.link([before], bug.file, text))
    found = run.new_findings(cross.link([after] + others, name, edited), cross.link([before] + others, bug.file, text))
    rules = sorted({f.rule for f in found if f.function == bug.function})
    if [f for f in alone if f.function == bug.function]:
        return 'ALONE', 'its own file shows it: it belongs to bugs/'
    return ('caught', ','.join(rules)) if rules else ('MISSED', ', '.join(sorted({f.function + ': ' + f.rule for f in found})))


def missed(tree):
    """The bugs that their own file does not show, each with the rest of its folder."""
    bugs = [run.Bug(path) for path in sorted(glob.glob(run.HERE + '/bugs/*.bug'))]
    known = run.known_missed(bugs)
    bugs = [b for b in bugs if b.id in known]
    for b in bugs:
        folder = os.path.dirname(b.file)
        b.others = sorted(f for f in tree.commands if os.path.dirname(f) == folder and f != b.file)
    return bugs


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('--custody', default=os.environ.get('CUSTODY_COMMAND', 'build/bin/custody'))
    p.add_argument('--plugin', default=os.environ.get('CUSTODY_PLUGIN', 'build/lib/custody.so'))
    p.add_argument('--kernel', default=os.environ.get('CUSTODY_KDIR') or os.path.expanduser('~/.cache/custody/linux'))
    p.add_argument('--missed', action='store_true')
    p.add_argument('names', nargs='*')
    a = p.parse_args()
    tree, count = run.Tree(a.kernel, os.path.abspath(a.plugin)), collections.Counter()
    bugs = [run.Bug(path) for path in sorted(glob.glob(run.HERE + '/cross/*.bug'))] if not a.missed else missed(tree)
    with tempfile.TemporaryDirectory() as folder:
        cross = Cross(tree, os.path.abspath(a.custody), folder)
        for bug in run.chosen(bugs, a.names, lambda b: b.id):
            status, note = judge(cross, bug)
            count[status] += 1
            print('cross: %-7s %-44s %-32s %s' % (status, bug.id, bug.function, note), flush=True)
    print('cross: %d; %s' % (sum(count.values()), ', '.join('%s %d' % i for i in sorted(count.items()))))
    sys.exit(0 if sum(count.values()) == count['caught'] else 1)


if __name__ == '__main__':
    main()
