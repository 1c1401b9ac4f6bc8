#!/bin/sh
# SPDX-License-Identifier: MIT
# A rule exists only with a page and with tested cases: docs/rules/RULE.md, and below corpus/cases
# a file that expects [custody-RULE] and has functions called ..._bad and ..._ok. Part of every build.
#
# usage: registry.sh CUSTODY SOURCE_DIR
set -eu
custody=$1
cd "$2"
status=0

fail()
{
	echo "registry: $*" >&2
	status=1
}

rules=$("$custody" rules | cut -d ' ' -f 1)
for rule in $rules; do
	[ -s "docs/rules/$rule.md" ] || fail "rule $rule has no page docs/rules/$rule.md"
	cases=$(grep -rlE --include='*.c' "^.*CHECK.*\[custody-$rule\]" corpus/cases) || cases=
	for kind in bad ok; do
		# shellcheck disable=SC2086 # a list of files
		{ [ -n "$cases" ] && grep -qE "[a-z0-9]_$kind\(" $cases; } ||
			fail "rule $rule has no _$kind case below corpus/cases"
	done
done
for page in docs/rules/*.md; do
	name=$(basename "$page" .md)
	[ "$name" = README ] || echo "$rules" | grep -qx "$name" ||
		fail "$page is about no rule"
done
exit $status
