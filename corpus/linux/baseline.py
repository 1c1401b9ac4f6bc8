#!/usr/bin/env python3
"""A baseline taken on real files still fits after 200 lines were put in at random places.

usage: baseline.py [--custody COMMAND] [--plugin SO] [--kernel DIR] [--lines N] [FILE...]
The edited file has another name as well. Lines are empty, and never go into a macro or a string that goes on.
Environment: CUSTODY_COMMAND, CUSTODY_PLUGIN, CUSTODY_KDIR."""
import argparse, os, random, re, subprocess, sys, tempfile

import run

FILES = ['drivers/block/drbd/drbd_req.c', 'drivers/block/mtip32xx/mtip32xx.c', 'drivers/nvme/target/passthru.c']


def with_lines(text, n):
    lines, rng = text.split('\n'), random.Random(n)
    for _ in range(n):
        at = rng.randrange(1, len(lines))
        while lines[at - 1].endswith('\\'):
            at = rng.randrange(1, len(lines))
        lines.insert(at, '')
    return '\n'.join(lines)


def report(custody, tree, *args):
    p = subprocess.run([custody, 'report', '--fail-on=never'] + list(args), capture_output=True, text=True, cwd=tree.root)
    if p.returncode:
        sys.exit('baseline: custody report: ' + p.stderr)
    return p.stderr


def judge(custody, tree, file, count, folder):
    found, base = os.path.join(folder, 'findings'), os.path.join(folder, 'baseline')
    tree.extra = ['-w', '-fplugin-arg-custody-findings=' + found]
    if tree.compile(file).status != 'ok':
        return 'BROKEN', 'it does not compile'
    report(custody, tree, '--write-baseline=' + base, found)
    with open(base, encoding='utf-8') as f:
        known = sum(1 for line in f) - 1
    text = with_lines(tree.read(file), count)
    if tree.compile(file, text, 'custody-baseline-%d.c' % os.getpid()).status != 'ok':
        return 'BROKEN', 'it does not compile with more lines'
    said = report(custody, tree, '--baseline=' + base, found)
    m = re.search(r'(\d+) new findings; \d+ suppressed, (\d+) in the baseline', said)
    if not m:
        return 'BROKEN', said
    return 'ok' if m[1] == '0' and int(m[2]) == known > 0 else 'CHANGED', '%s new, %s of %d in the baseline' % (m[1], m[2], known)


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('--custody', default=os.environ.get('CUSTODY_COMMAND', 'build/bin/custody'))
    p.add_argument('--plugin', default=os.environ.get('CUSTODY_PLUGIN', 'build/lib/custody.so'))
    p.add_argument('--kernel', default=os.environ.get('CUSTODY_KDIR') or os.path.expanduser('~/.cache/custody/linux'))
    p.add_argument('--lines', type=int, default=200)
    p.add_argument('files', nargs='*')
    a = p.parse_args()
    tree, good = run.Tree(a.kernel, os.path.abspath(a.plugin)), True
    for file in a.files or FILES:
        with tempfile.TemporaryDirectory() as folder:
            status, note = judge(os.path.abspath(a.custody), tree, file, a.lines, folder)
        print('baseline: %-8s %-40s %s' % (status, file, note), flush=True)
        good &= status == 'ok'
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
