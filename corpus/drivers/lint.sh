#!/bin/sh
# SPDX-License-Identifier: MIT
#
# lint.sh MODE CLANG PLUGIN ROOT FILE...: the plugin has nothing to say about the drivers, compiled against the
# reference kernel library, and clang accepts them. The files are named relative to this folder.
set -u
mode=$1 clang=$2 plugin=$3 root=$4
shift 4
cd "$root/corpus/drivers" || exit 2
status=0
for file; do
	output=$("$clang" -fplugin="$plugin" -fplugin-arg-custody-mode=$mode -fsyntax-only -std=gnu11 -Wall -Wextra -Wno-unused-parameter \
		-Wno-sign-compare -Wno-missing-field-initializers -D_GNU_SOURCE -DKERNEL_CHECKED=1 \
		-I../kernel/include -I../kernel -I"$root/annotations" "$file" 2>&1)
	[ -z "$output" ] && continue
	printf '%s\n' "$output"
	status=1
done
exit $status
