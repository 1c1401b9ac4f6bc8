#!/bin/sh
# SPDX-License-Identifier: MIT
# One CI job, without any container: checks the tree, writes the reports, fails on what is new.
#
#   custody-ci.sh [PATH...]      PATH: folders or files to check; none: all of the compile database
#
# From the environment, all optional:
#   CUSTODY           the command (default: custody)
#   CUSTODY_DB        the folder with compile_commands.json (default: .)
#   CUSTODY_BASE      the commit that the change starts from: only what it touches counts
#   CUSTODY_BASELINE  findings that are known (default: custody.baseline, if it is there)
#   CUSTODY_OUT       where the reports go (default: custody-report)
#   CUSTODY_FAIL_ON   certain, likely (default), possible or never
set -eu

custody=${CUSTODY:-custody}
out=${CUSTODY_OUT:-custody-report}
baseline=${CUSTODY_BASELINE:-custody.baseline}
first=${CUSTODY_BASE:-}

mkdir -p "$out"
[ $# -gt 0 ] || set -- .
set -- -p "${CUSTODY_DB:-.}" --sarif="$out/custody.sarif" --html="$out/custody.html" \
	--graphs="${CUSTODY_DB:-.}/.custody" --json="$out/custody.jsonl" --fail-on="${CUSTODY_FAIL_ON:-likely}" "$@"
if [ -f "$baseline" ]; then
	set -- --baseline="$baseline" "$@"
fi
if [ -n "$first" ]; then
	# Three dots: from where the change left its branch. A shallow clone may not have that.
	git diff "$first...HEAD" >"$out/change.diff"
	set -- --diff="$out/change.diff" "$@"
fi
status=0
"$custody" check "$@" >"$out/custody.txt" || status=$?
cat "$out/custody.txt"
exit "$status"
