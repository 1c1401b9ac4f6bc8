#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: options.sh CUSTODY SCRIPT
# Of each command of CUSTODY: the options in its help text that SCRIPT does not print, each on a line of its own; $c is the command.
custody=$1
for c in $("$custody" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' | sort -u); do
	wanted=$("$custody" "$c" --help | sed -n 's/^ \{2,6\}\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' | sort -u)
	found=$(export c; sh -c "$2")
	[ -n "$wanted" ] || echo "$c: no options"
	for option in $wanted; do
		printf '%s\n' "$found" | grep -qx -e "$option" || echo "$c: no $option"
	done
done
