#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/requirements.md from docs/requirements.in, the rules' pages and the cases: which rules, annotations and cases stand
# for a requirement. Says which part is missing without a reason, and which reason has gone.
#
# usage: requirements.sh CUSTODY SOURCE_DIR > PAGE
#        requirements.sh CUSTODY SOURCE_DIR --check      is docs/requirements.md that page?
# Exit status 1 if something is wrong.
set -eu
custody=$1
cd "$2"

# rule level id: what the pages say
uphold()
{
	"$custody" rules | while read -r rule level _; do
		page=docs/rules/$rule.md
		[ -f "$page" ] || continue
		sed -n 's/^Upholds \[\([A-E0-9, ]*\)\].*/\1/p' "$page" | tr -d , | tr ' ' '\n' |
			sed "s/^/uphold $rule $level /"
	done
}

# case rule file bad good: how many functions and tables of each kind are in the files that expect the rule
cases()
{
	grep -rlE --include='*.c' 'CHECK.*\[custody-' corpus/cases | sort | while read -r file; do
		bad=$(grep -cE '^[a-z].*[a-z0-9]_bad[[(]' "$file") || :
		good=$(grep -cE '^[a-z].*[a-z0-9]_ok[[(]' "$file") || :
		grep -oE '\[custody-[a-z0-9-]+\]' "$file" | sort -u | tr -d '[]' |
			sed "s|^custody-\(.*\)|case \1 $file $bad $good|"
	done
}

words()
{
	sed -n 's/^#define \(__[a-z_]*\).*/word \1/p' annotations/custody.h | sort -u
}

page()
{
	{ uphold; cases; words; cat docs/requirements.in; } | awk -f test/requirements.awk
}

if [ "${3-}" != --check ]; then
	page
	exit
fi
made=$(page)
if ! printf '%s\n' "$made" | diff docs/requirements.md -; then
	echo "requirements: docs/requirements.md is out of date; make it anew: test/requirements.sh CUSTODY . > docs/requirements.md" >&2
	exit 1
fi
