#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rules.sh ROOT: every rule that the library traps is one of rules/, or stands in the README's table, and no rule of
# that table is in rules/ or unused.
set -u
cd "$1" || exit 2
kernel=corpus/kernel
trapped=$(find $kernel -name "*.c" ! -path "*/test/*" -exec cat {} + | grep -ohE '"[a-z]+(-[a-z0-9]+)+"' | tr -d '"' | sort -u)
known=$(cat rules/*.rules rules/*/*.rules | sed -n 's/^rule \([a-z0-9-]*\).*/\1/p' | sort -u)
told=$(sed -n 's/^| `\([a-z0-9-]*\)` |.*/\1/p' $kernel/README.md | grep -- - | sort -u)
status=0
[ -n "$trapped" ] && [ -n "$known" ] && [ -n "$told" ] || exit 2
for rule in $trapped; do
	printf '%s\n' "$known" "$told" | grep -qx -- "$rule" && continue
	echo "$rule is trapped, but is neither in rules/ nor in $kernel/README.md"
	status=1
done
for rule in $told; do
	if printf '%s\n' "$known" | grep -qx -- "$rule"; then
		echo "$rule is in rules/: it does not exist at run time only"
		status=1
	elif ! printf '%s\n' "$trapped" | grep -qx -- "$rule"; then
		echo "$rule is in $kernel/README.md, but nothing traps it"
		status=1
	fi
done
exit $status
