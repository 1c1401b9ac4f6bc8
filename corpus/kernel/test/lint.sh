#!/bin/sh
# SPDX-License-Identifier: MIT
#
# lint.sh CLANG PLUGIN ROOT: the plugin has nothing to say about the library's own code, and clang accepts it.
set -u
clang=$1 plugin=$2 root=$3
cd "$root/corpus/kernel" || exit 2
status=0
count=0
for file in *.c */*.c */*/*.c */*/*/*.c; do
	case $file in
	test/* | bench/* | include/*) continue ;;
	esac
	count=$((count + 1))
	output=$("$clang" -fplugin="$plugin" -fsyntax-only -std=gnu11 -Wall -Wextra \
		-Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -D_GNU_SOURCE \
		-DKERNEL_CHECKED=1 -DKERNEL_SOURCE_DIR='""' -Iinclude -I. -Ikernel -I"$root/annotations" "$file" 2>&1)
	[ -z "$output" ] && continue
	printf '%s\n' "$output"
	status=1
done
echo "$count files"
[ "$count" -gt 0 ] || exit 2
exit $status
