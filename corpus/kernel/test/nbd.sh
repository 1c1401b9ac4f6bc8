#!/bin/sh
# SPDX-License-Identifier: MIT
#
# nbd.sh SERVER: ordinary NBD clients read what they wrote. 77 (skipped) if none is installed.
set -u
server=$1
command -v qemu-io >/dev/null && command -v nbdinfo >/dev/null && command -v nbdcopy >/dev/null || exit 77
dir=$(mktemp -d)
uri="nbd+unix:///ram0?socket=$dir/socket"
status=0

start()
{
	mkfifo "$dir/hold"
	: >"$dir/log" # that of the last one says ready too, and the one below is emptied by its own process
	"$server" "$dir/socket" "$@" <"$dir/hold" >"$dir/log" 2>&1 &
	pid=$!
	exec 3>"$dir/hold"
	i=0
	while ! grep -q ready "$dir/log" && [ $i -lt 100 ]; do
		sleep 0.1
		i=$((i + 1))
	done
}

# The server ends by itself when nobody holds its input, and says so if anything was left or trapped.
stop()
{
	exec 3>&-
	wait "$pid" || { echo "the server failed:"; cat "$dir/log"; status=1; }
	grep -q requests "$dir/log" || status=1
	rm -f "$dir/hold"
}

try()
{
	"$@" >"$dir/out" 2>&1 && ! grep -qi 'fail\|error\|mismatch' "$dir/out" && return 0
	echo "failed: $*"
	cat "$dir/out"
	status=1
}

start
try nbdinfo "$uri"
grep -q 67108864 "$dir/out" || { echo "wrong size"; status=1; }
try nbdinfo --list "nbd+unix:///?socket=$dir/socket"
try qemu-io -f raw -c 'write -P 0x5a 0 4M' -c 'write -P 0xa5 1234k 77k' -c flush \
	-c 'read -P 0x5a 0 1234k' -c 'read -P 0xa5 1234k 77k' -c 'read -P 0x5a 1311k 64k' \
	-c 'write -z 2M 512k' -c 'read -P 0 2M 512k' -c 'discard 3M 256k' "$uri"
head -c 64M /dev/urandom >"$dir/image"
try nbdcopy --requests=16 --connections=2 "$dir/image" "$uri"
try nbdcopy --requests=16 --connections=2 "$uri" "$dir/copy"
cmp "$dir/image" "$dir/copy" || status=1
stop
start trouble
try nbdcopy --requests=8 "$dir/image" "$uri"
try nbdcopy --requests=8 "$uri" "$dir/copy"
cmp "$dir/image" "$dir/copy" || status=1
stop
rm -rf "$dir"
exit $status
