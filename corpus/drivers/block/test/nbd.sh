#!/bin/sh
# SPDX-License-Identifier: MIT
#
# nbd.sh SERVER DISK SIZE PARAMETERS [NAME=VALUE...]: ordinary NBD clients write and read the driver's disk of SIZE MiB,
# loaded with PARAMETERS, first undisturbed, then with the others set, which make things go wrong, while another client
# keeps the disk busy. What is read must be what was written. 77 (skipped) without the clients.
set -u
server=$1 disk=$2 size=$3 parameters=$4
shift 4
command -v qemu-io >/dev/null && command -v nbdcopy >/dev/null || exit 77
dir=$(mktemp -d)
uri="nbd+unix:///$disk?socket=$dir/socket"
status=0

fail()
{
	echo "$*"
	status=1
}

try()
{
	"$@" >"$dir/out" 2>&1 && ! grep -qi 'fail\|error\|mismatch' "$dir/out" && return 0
	fail "failed: $*"
	cat "$dir/out"
}

# Writes an image of the first MiBs with several requests and connections at once, and reads it back.
copy()
{
	try nbdcopy --requests=16 --connections=2 "$1" "$uri"
	try nbdcopy --requests=16 --connections=2 "$uri" "$dir/copy"
	cmp "$1" "$dir/copy" || fail "the copy differs"
	rm -f "$dir/copy"
}

# Patterns near the end of the disk, which copy() leaves alone.
patterns()
{
	try qemu-io -f raw -c "write -P $1 ${last}M 700k" -c "read -P $1 ${last}M 700k" \
		-c "write -z ${last}M 64k" -c "read -P 0 ${last}M 64k" -c flush \
		-c "read -P $1 $((last * 1024 + 64))k 600k" -c "discard ${last}M 128k" "$uri"
}

mkfifo "$dir/control"
# shellcheck disable=SC2086 # a list of parameters
"$server" "$disk" "$dir/socket" size_mb="$size" $parameters <"$dir/control" >"$dir/log" 2>&1 &
pid=$!
exec 3>"$dir/control"
i=0
while ! grep -q ready "$dir/log" && kill -0 "$pid" 2>/dev/null && [ $i -lt 300 ]; do
	sleep 0.1
	i=$((i + 1))
done

last=$((size - 1))
head -c "$((size - 1))M" /dev/urandom >"$dir/image"
truncate -s "${size}M" "$dir/image"
copy "$dir/image"
patterns 0x5a
for assignment; do
	echo "$assignment" >&3
done
sleep 0.2
(
	for byte in 0x11 0x22 0x33; do
		patterns $byte
	done
	exit $status
) &
other=$!
head -c "$((last / 2))M" /dev/urandom >"$dir/image"
try nbdcopy --requests=16 --connections=2 "$dir/image" "$uri"
wait "$other" || fail "the other client failed"
try nbdcopy --requests=16 "$uri" "$dir/copy"
cmp -n "$((last / 2 * 1024 * 1024))" "$dir/image" "$dir/copy" || fail "the copy differs"
exec 3>&-
wait "$pid" || fail "the server failed"
grep -q unloaded "$dir/log" || fail "not unloaded"
[ $status = 0 ] || cat "$dir/log"
rm -rf "$dir"
exit $status
