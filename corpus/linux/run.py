#!/usr/bin/env python3
"""Runs custody over the prepared Linux tree (prepare.sh).

usage: run.py [--plugin SO] [--kernel DIR] [--jobs N] [--update] MODE... [NAME...]
  drivers   every file of drivers.txt: no crash, no time-out, no finding that expected.txt has not
  bugs      every bugs/*.bug but those in known-missed.txt: in the edited file a new finding stands in the bug's function
  check     the same edits, compiled without the plugin: do they apply, do they compile
  objects   object files of some of the drivers: the same bytes with and without the plugin
  cost      user time with and without the plugin over some of the drivers
NAMEs restrict a mode to the files or bug ids that contain one of them.
--update writes what drivers and bugs see to expected.txt and known-missed.txt, instead of comparing. What is new there has
  the verdict "unread" or the cause "not looked into": read it, and say which it is.
Environment: CUSTODY_PLUGIN, CUSTODY_KDIR, CUSTODY_ARGS (further compiler arguments). README.md has the formats."""
import argparse, collections, concurrent.futures, glob, itertools, json, os, re, shlex, signal, statistics, subprocess, sys, tempfile, threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from findings import fresh, told

CPU_LIMIT = 30              # seconds of CPU time of one compile; a plain one takes one or two
WALL_LIMIT = 600            # the same by the clock, far enough out that a busy machine doesn't matter
WRITTEN_FOR = '6.12.117'    # the kernel that edits and expectations were written for

Result = collections.namedtuple('Result', 'status output user')    # status: ok, error, crash, time-out
Finding = collections.namedtuple('Finding', 'function rule message line')


class Tree:
    def __init__(self, directory, plugin):
        database = os.path.join(directory, 'compile_commands.json')
        if not os.path.exists(database):
            sys.exit('linux: no compile_commands.json in %s: run prepare.sh first' % directory)
        self.commands = {}
        for entry in json.load(open(database)):
            self.root = entry['directory']
            self.commands[entry['file']] = re.sub(r'-Wp,-MMD,\S+| -c -o \S+ \S+$', '', entry['command'])
        self.plugin = plugin
        self.extra = shlex.split(os.environ.get('CUSTODY_ARGS', ''))
        self.version = subprocess.run(['make', '-s', '-C', self.root, 'kernelversion'], capture_output=True, text=True).stdout.strip()
        self.unedited = {}

    def read(self, file):
        with open(os.path.join(self.root, file), encoding='utf-8', errors='surrogateescape') as f:
            return f.read()

    def compile(self, file, text=None, name=None, plugin=True, output=None):
        """Compiles FILE, or TEXT in its place as a sibling called NAME, with FILE's own flags; into OUTPUT, or only checks."""
        target = file
        if text is not None:
            target = os.path.join(os.path.dirname(file), name)
            with open(os.path.join(self.root, target), 'w', encoding='utf-8', errors='surrogateescape') as f:
                f.write(text)
        argv = ['sh', '-c', 'ulimit -t %d; exec "$@"' % CPU_LIMIT, 'sh'] + shlex.split(self.commands[file])
        argv += ['-c', '-o', output] if output else ['-fsyntax-only']
        if plugin:
            argv += ['-fplugin=' + self.plugin] + self.extra
        try:
            with tempfile.TemporaryFile() as out:
                p = subprocess.Popen(argv + [target], cwd=self.root, stdout=out, stderr=out)
                late = threading.Event()
                timer = threading.Timer(WALL_LIMIT, lambda: (late.set(), p.kill()))
                timer.start()
                _, status, usage = os.wait4(p.pid, 0)
                timer.cancel()
                p.returncode = code = os.waitstatus_to_exitcode(status)
                out.seek(0)
                output = out.read().decode('utf-8', 'replace')
        finally:
            if text is not None:
                os.unlink(os.path.join(self.root, target))
        slow = late.is_set() or code != 0 and usage.ru_utime + usage.ru_stime > CPU_LIMIT - 1
        kind = ('time-out' if slow else 'ok' if code == 0 else
                'error' if code == 1 and 'PLEASE submit a bug report' not in output else 'crash')
        return Result(kind, output, usage.ru_utime)

    def try_plugin(self):
        """Ends the run at once if the compiler can't load the plugin."""
        p = subprocess.run(['clang-22', '-fsyntax-only', '-fplugin=' + self.plugin] + self.extra + ['-x', 'c', '-'], input='', capture_output=True, text=True)
        if p.returncode:
            sys.exit('linux: the plugin does not load: ' + first_error(p.stderr))

    def base(self, mode, files, pool):
        """Compiles the unedited FILES once, for all modes, and shows progress."""
        new = [f for f in files if f not in self.unedited]
        for n, (f, r) in enumerate(zip(new, pool.map(self.compile, new)), 1):
            self.unedited[f] = r
            print('%s: %d/%d  %4.1f s  %s%s' % (mode, n, len(new), r.user, f, '' if r.status == 'ok' else '  ' + r.status), flush=True)


HEAD = re.compile(r'\b(?!__(?:releases|acquires|must_hold|printf|attribute__|alloc_size)\b)(\w+)\s*\(')
TABLE = re.compile(r'(\w+)\s*(?:\[[^]]*\]\s*)*=\s*\{$')


def functions(text):
    """The functions and tables of a C file in kernel style, whose bodies end with a brace in the first column: [(first, last, name)]."""
    found, head, first, name = [], '', 0, None
    for n, line in enumerate(text.split('\n'), 1):
        if name is not None:
            if line.startswith('}'):
                found.append((first, n, name))
                head, name = '', None
            continue
        inner = line[:1] in (' ', '\t')
        if not line or line[0] in '#/*' or line.endswith((';', '*/')) or inner and (not head or line.lstrip()[:1] in '*#'):
            head = ''                                       # a comment, a directive, a declaration
            continue
        if not head:
            first = n
        head += ' ' + line
        if line.rstrip().endswith('{'):
            m = TABLE.search(head) or HEAD.search(head)
            name = m.group(1) if m else ''
    return found


def findings(output, file, text):
    """The findings in a compiler's output; a finding outside FILE's functions has function '-'."""
    spans, found = functions(text), []
    for f in told(output):
        inside = [n for a, b, n in spans if a <= f.line <= b] if os.path.basename(f.file) == os.path.basename(file) else []
        found.append(Finding(inside[0] if inside else '-', f.rule, f.message, f.line))
    return found


def new_findings(edited, unedited):
    return fresh(edited, unedited, lambda f: f[:3])


# ---- the catalogue ----------------------------------------------------------------------------------------------------

class Bug:
    """One .bug file: 'key: value' lines (continued by indented lines), then edits, each 'edit:' and a hunk."""
    KEYS = {'file', 'function', 'rule', 'origin', 'what'}
    OPTIONAL = {'with'}         # other files that must be seen too, for cross.py

    def __init__(self, path):
        self.id, self.edits, field, key = os.path.basename(path)[:-4], [], {}, None
        for n, line in enumerate(open(path, encoding='utf-8').read().split('\n'), 1):
            m = re.match(r'([a-z-]+):\s*(.*)$', line)
            if line.rstrip() == 'edit:':
                self.edits.append(([], []))
            elif self.edits and line[:1] in (' ', '-', '+'):
                old, new = self.edits[-1]
                if line[0] != '+':
                    old.append(line[1:])
                if line[0] != '-':
                    new.append(line[1:])
            elif not line.strip() or line.startswith('#'):
                pass
            elif m and not self.edits and m[1] in self.KEYS | self.OPTIONAL and m[1] not in field:
                key = m[1]
                field[key] = m[2]
            elif line[0] in ' \t' and key:
                field[key] += ' ' + line.strip()
            else:
                sys.exit('%s:%d: expected a key (%s), "edit:", or a line that begins with blank, - or +' % (path, n, ', '.join(sorted(self.KEYS))))
        absent = self.KEYS - {k for k in field if field[k].strip()}
        if absent or not self.edits:
            sys.exit('%s: no %s' % (path, ', '.join(sorted(absent)) or 'edit'))
        self.others = field.get('with', '').split()
        self.file, self.function, self.rule, self.origin, self.what = (field[k] for k in ('file', 'function', 'rule', 'origin', 'what'))

    def apply(self, text):
        """TEXT with the bug, or None and the reason."""
        for n, (old, new) in enumerate(self.edits, 1):
            if old == new:
                return None, 'edit %d changes nothing' % n
            lines, block = '\n' + text, '\n' + ''.join(l + '\n' for l in old)
            if not old or lines.count(block) != 1:
                return None, 'edit %d applies %d times, not once' % (n, lines.count(block) if old else 0)
            text = lines.replace(block, '\n' + ''.join(l + '\n' for l in new))[1:]
        if self.function not in {name for _, _, name in functions(text)}:
            return None, 'no function %s' % self.function
        return text, None


def chosen(all_of_them, names, key):
    return [x for x in all_of_them if not names or any(n in key(x) for n in names)]


def first_error(output):
    """The line of a compiler's output that says best what went wrong."""
    lines = [l.strip() for l in output.split('\n') if l.strip()] or ['no output']
    told = [l for l in lines if ' error: ' in l or 'Assertion' in l or 'UNREACHABLE' in l] or [l for l in lines if re.match(r'\d+\.\s', l)]
    return (told or lines)[-1 if told and told[-1][:1].isdigit() else 0][:200]


def read_list(name):
    """The lines of a list, without comments and empty ones: [(number, words)]."""
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        return [(n, line.split()) for n, line in enumerate(f, 1) if line.split() and line[0] != '#']


def write_list(name, lines):
    """Replaces all lines of a list but the comment at its head."""
    path = os.path.join(HERE, name)
    with open(path, encoding='utf-8') as f:
        head = list(itertools.takewhile(lambda line: line[0] == '#', f))
    with open(path, 'w', encoding='utf-8') as f:
        f.writelines(head + [line + '\n' for line in lines])


def known_missed(bugs):
    """The causes in known-missed.txt, by bug."""
    missed = {}
    for n, words in read_list('known-missed.txt'):
        if words[0] not in {b.id for b in bugs} or len(words) < 2 or words[0] in missed:
            sys.exit('known-missed.txt:%d: want a bug (once), then why it is missed' % n)
        missed[words[0]] = ' '.join(words[1:])
    return missed


def update_missed(bugs, missed, statuses, rules):
    for bug in bugs:
        if statuses.get(bug.id) in ('caught', 'NOW-CAUGHT'):
            missed.pop(bug.id, None)
        elif statuses.get(bug.id) == 'MISSED':
            missed[bug.id] = 'not looked into' if bug.rule in rules else 'no rules yet'
    write_list('known-missed.txt', ['%s  %s' % (b.id, missed[b.id]) for b in bugs if b.id in missed])


def rule_names():
    """The rules there are: those that have a page."""
    return {os.path.basename(p)[:-3] for p in glob.glob(HERE + '/../../docs/rules/*.md')}


def run_bugs(tree, names, pool, plugin=True, update=False):
    all_bugs = [Bug(p) for p in sorted(glob.glob(HERE + '/bugs/*.bug'))]
    bugs, missed = chosen(all_bugs, names, lambda b: b.id), known_missed(all_bugs)
    if plugin:
        tree.base('unedited', sorted({b.file for b in bugs if b.file in tree.commands}), pool)

    def one(bug):
        if bug.file not in tree.commands:
            return 'BROKEN', 'no compile command for ' + bug.file
        text = tree.read(bug.file)
        edited, why = bug.apply(text)
        if edited is None:
            return 'BROKEN', why
        name = 'custody-%s-%d.c' % (bug.id, os.getpid())
        r = tree.compile(bug.file, edited, name, plugin)
        if r.status == 'crash' or r.status == 'time-out':
            return r.status.upper(), first_error(r.output)
        if not plugin:
            warnings = [l for l in r.output.split('\n') if name + ':' in l and ' warning: ' in l]
            return ('ok', '; '.join(warnings)) if r.status == 'ok' else ('BROKEN', 'does not compile: ' + first_error(r.output))
        new = findings(r.output, name, edited)
        if r.status == 'error' and not new:
            return 'BROKEN', 'does not compile: ' + first_error(r.output)
        found = new_findings(new, findings(tree.unedited[bug.file].output, bug.file, text))
        here = sorted({f.rule for f in found if f.function == bug.function})
        if here:
            note = ','.join(here) + ('' if bug.rule in here else ' (expected %s)' % bug.rule)
            return ('NOW-CAUGHT' if bug.id in missed else 'caught'), note
        elsewhere = ', '.join(sorted({'%s in %s' % (f.rule, f.function) for f in found}))
        note = missed.get(bug.id, bug.rule) + (' (elsewhere: %s)' % elsewhere if elsewhere else '')
        return ('known-miss' if bug.id in missed else 'MISSED'), note

    count, statuses = collections.Counter(), {}
    for n, (bug, (status, note)) in enumerate(zip(bugs, pool.map(one, bugs)), 1):
        count[status] += 1
        statuses[bug.id] = status
        print('bugs: %d/%d  %-10s %-44s %-32s %s' % (n, len(bugs), status, bug.id, bug.function, note), flush=True)
    print('bugs: %d; %s' % (len(bugs), ', '.join('%s %d' % i for i in sorted(count.items()))))
    if update:
        update_missed(all_bugs, missed, statuses, rule_names())
        count['MISSED'] = 0
    elif count['NOW-CAUGHT']:
        print('bugs: take those that are NOW-CAUGHT out of known-missed.txt: ' +
              ' '.join(b for b in statuses if statuses[b] == 'NOW-CAUGHT'))
    broken = count['BROKEN']
    if broken and tree.version != WRITTEN_FOR and broken * 10 <= len(bugs):
        print('bugs: the catalogue is for Linux %s, this is %s: the broken ones are not counted' % (WRITTEN_FOR, tree.version))
        broken = 0
    return not (broken or count['MISSED'] or count['CRASH'] or count['TIME-OUT'])


# ---- unmodified drivers -----------------------------------------------------------------------------------------------

def driver_list(tree):
    files = []
    for line in open(HERE + '/drivers.txt'):
        want = line.split('#')[0].strip()
        if want:
            found = sorted(f for f in tree.commands if f == want or want.endswith('/') and f.startswith(want))
            if not found:
                sys.exit('drivers.txt: no compile command for ' + want)
            files += [f for f in found if f not in files]
    return files


def read_expected():
    """expected.txt: {(file, rule, function): [(verdict, why), ...]}, one entry for each finding."""
    expected = {}
    for n, words in read_list('expected.txt'):
        if len(words) < 5 - (words[3:] == ['unread']) or words[3] not in ('real', 'wrong', 'unread'):
            sys.exit('expected.txt:%d: want FILE RULE FUNCTION real|wrong why' % n)
        expected.setdefault(tuple(words[:3]), []).append((words[3], ' '.join(words[4:])))
    return expected


def update_expected(expected, files, seen):
    lines = []
    for key in sorted(set(expected) | set(seen)):
        said = expected.get(key, [])
        if key[0] in files:
            said = (said + [('unread', '')] * len(seen.get(key, [])))[:len(seen.get(key, []))]
        lines += [' '.join(key + verdict).rstrip() for verdict in said]
    write_list('expected.txt', lines)


def run_drivers(tree, names, pool, update):
    files, expected = chosen(driver_list(tree), names, str), read_expected()
    seen, good = {}, True
    tree.base('drivers', files, pool)
    for file in files:
        r = tree.unedited[file]
        if r.status != 'ok':
            good = False
            print('drivers: %s: %s' % (file, first_error(r.output) if r.status == 'error' else r.status))
        for f in findings(r.output, file, tree.read(file)):
            seen.setdefault((file, f.rule, f.function), []).append(f)
    new = 0
    for key, found in seen.items():
        listed = len([v for v in expected.get(key, []) if v[0] != 'unread'])
        if len(found) > listed:
            new += len(found) - listed
            print('drivers: %s: %s in %s: %d expected, %d found:' % (key + (listed, len(found))))
            for f in found:
                print('  %s:%d: %s' % (key[0], f.line, f.message))
    for key, said in expected.items():
        if key[0] in files and len(said) > len(seen.get(key, [])):
            print('drivers: no longer found: %s %s in %s (%s)' % (key + ('; '.join(' '.join(v) for v in said),)))
            good &= update or all(verdict != 'real' for verdict, _ in said)
    print('drivers: %d files, %d crashes or time-outs, %d findings, %d of them not expected; %.0f s of user time' %
          (len(files), len([f for f in files if tree.unedited[f].status in ('crash', 'time-out')]),
           sum(map(len, seen.values())), new, sum(tree.unedited[f].user for f in files)))
    if update:
        update_expected(expected, files, seen)
    return good and (update or not new)


def spread(files, most):
    """MOST of FILES, from all over the list."""
    return files[::max(1, len(files) // most)][:most]


def run_objects(tree, names, pool, most=10):
    files, good = spread(chosen(driver_list(tree), names, str), most), True

    def one(file):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'driver.o')        # the same for both: debug information may hold it
            made = []
            for plugin in (False, True):
                r = tree.compile(file, plugin=plugin, output=name)
                if r.status != 'ok':
                    return 'does not compile: ' + first_error(r.output)
                with open(name, 'rb') as f:
                    made.append(f.read())
                os.unlink(name)
            return 'same' if made[0] == made[1] else 'DIFFERS'

    for file, verdict in zip(files, pool.map(one, files)):
        good &= verdict == 'same'
        print('objects: %-8s %s' % (verdict, file), flush=True)
    print('objects: %d files, %s' % (len(files), 'all the same with and without the plugin' if good else 'NOT all the same'))
    return good


def run_cost(tree, names, rounds=5, most=12):
    ratios = []
    for file in spread(chosen(driver_list(tree), names, str), most):
        ratio = []
        for n in range(rounds):                     # in pairs, the order alternating, so that drift of the machine cancels
            order = (False, True) if n % 2 else (True, False)
            user = {with_plugin: tree.compile(file, plugin=with_plugin).user for with_plugin in order}
            ratio.append(user[True] / user[False])
        ratios.append(statistics.median(ratio))
        print('%.3f  %s' % (ratios[-1], file), flush=True)
    print('cost: user time with / without the plugin over %d files: median %.3f, worst %.3f' % (len(ratios), statistics.median(ratios), max(ratios)))
    return True


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))     # the edited copies are removed on the way out
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('--plugin', default=os.environ.get('CUSTODY_PLUGIN', 'build/lib/custody.so'))
    p.add_argument('--kernel', default=os.environ.get('CUSTODY_KDIR') or os.path.expanduser('~/.cache/custody/linux'))
    p.add_argument('--jobs', type=int, default=max(2, os.cpu_count() or 2))
    p.add_argument('--update', action='store_true')
    p.add_argument('words', nargs='+')
    a = p.parse_args()
    modes = [w for w in a.words if w in ('drivers', 'bugs', 'check', 'objects', 'cost')]
    names = [w for w in a.words if w not in modes]
    if not modes:
        p.error('no mode given')
    a.plugin = os.path.abspath(a.plugin)
    if modes != ['check'] and not os.path.exists(a.plugin):
        sys.exit('linux: no plugin %s' % a.plugin)
    tree, good = Tree(a.kernel, a.plugin), True
    if modes != ['check']:
        tree.try_plugin()
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for mode in modes:
            if mode == 'cost':
                good &= run_cost(tree, names)
            elif mode == 'objects':
                good &= run_objects(tree, names, pool)
            elif mode == 'drivers':
                good &= run_drivers(tree, names, pool, a.update)
            else:
                good &= run_bugs(tree, names, pool, mode == 'bugs', a.update)
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
