#!/bin/sh
# Prepares the Linux tree that the tests check: Debian's linux-source-6.12, configured but not built, with the
# compile commands of the folders below. About three minutes the first time; afterwards it returns at once.
#
# usage: prepare.sh [DIR]      DIR: $CUSTODY_KDIR, or ~/.cache/custody/linux
set -eu

DIR=${1:-${CUSTODY_KDIR:-${HOME:-/root}/.cache/custody/linux}}
FOLDERS="ata block block/aoe nvme scsi ufs md mmc memstick mtd target
         gpu/drm accel media/platform/rockchip media/platform/st media/usb/go7007
         bluetooth clk/imx clk/qcom crypto dma dma-buf firmware gpio hwmon i2c iio input leds misc net/can net/ethernet/altera
         net/ethernet/freescale net/ethernet/qualcomm
         pci/controller power/supply spi tty/serial usb/gadget usb/host usb/typec w1"
PACKAGES="clang-22 lld-22 llvm-22 linux-source-6.12 make gcc libc6-dev flex bison bc xz-utils libelf-dev libssl-dev python3"
TARBALL=/usr/src/linux-source-6.12.tar.xz

say() { echo "linux: $*"; }
die() { echo "linux: $*" >&2; exit 1; }

mkdir -p "$DIR"
DIR=$(cd "$DIR" && pwd)
TREE=$DIR/tree
DB=$DIR/compile_commands.json
STAMP=$DIR/prepared
# What the result depends on: this script itself.
WANT=$(cksum <"$0")

missing=
for p in $PACKAGES; do
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing="$missing $p"
done
if [ -s "$DB" ] && [ -s "$STAMP" ] && [ "$(cat "$STAMP")" = "$WANT" ] && command -v clang-22 >/dev/null; then
	say "tree in $DIR is ready ($(make -s -C "$TREE" kernelversion))"
	exit 0
fi
if [ -n "$missing" ]; then
	[ "$(id -u)" = 0 ] || die "not root; please install:$missing"
	say "installing$missing"
	apt-get update -qq
	# shellcheck disable=SC2086 # a list of packages
	DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends $missing >"$DIR/apt.log" 2>&1 ||
		{ tail -n 20 "$DIR/apt.log" >&2; die "apt-get install failed"; }
fi

if [ ! -f "$TREE/Makefile" ]; then
	[ -f "$TARBALL" ] || die "$TARBALL is missing: package linux-source-6.12 is broken"
	say "unpacking $TARBALL"
	rm -rf "$DIR/unpack" "$TREE"
	mkdir "$DIR/unpack"
	tar -C "$DIR/unpack" --strip-components=1 -xf "$TARBALL"
	mv "$DIR/unpack" "$TREE"
fi

cd "$TREE"
# Every driver as a module, without what would only change how code is instrumented or laid out.
cat >"$DIR/fragment.config" <<'EOF'
CONFIG_WERROR=n
CONFIG_DEBUG_INFO_NONE=y
CONFIG_MODVERSIONS=n
CONFIG_RANDSTRUCT_NONE=y
CONFIG_RUST=n
CONFIG_KASAN=n
CONFIG_KCSAN=n
CONFIG_KMSAN=n
CONFIG_UBSAN=n
CONFIG_KCOV=n
CONFIG_GCOV_KERNEL=n
EOF
say "configuring (allmodconfig)"
make -s LLVM=-22 KCONFIG_ALLCONFIG="$DIR/fragment.config" allmodconfig >"$DIR/make.log" 2>&1 ||
	{ tail -n 20 "$DIR/make.log" >&2; die "make allmodconfig failed"; }
say "making generated headers and tools (modules_prepare)"
make -s -j"$(nproc)" LLVM=-22 modules_prepare >"$DIR/make.log" 2>&1 ||
	{ tail -n 20 "$DIR/make.log" >&2; die "make modules_prepare failed"; }

say "writing compile commands"
rm -f "$DB" "$STAMP"
set --
for f in $FOLDERS; do
	set -- "$@" "drivers/$f/"
done
# A dry run of the kernel's make prints one line for each object; the compiler call is one command of that line.
make -n LLVM=-22 V=1 "$@" 2>>"$DIR/make.log" |
	sed -nE 's#^.*; *(clang-22 )-Wp,-MMD,[^ ]+ ([^;]*) -c -o ([^ ]+) ([^ ]+\.c) *;.*$#\4\t\3\t\1\2#p' |
	sort -u | TREE=$TREE awk -F '\t' '
	function quote(s) { gsub(/\\/, "\\\\\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
	BEGIN { printf "[" }
	!seen[$1]++ {
		printf "%s\n{\"directory\": %s, \"file\": %s, \"output\": %s,\n \"command\": %s}", n++ ? "," : "", \
			quote(ENVIRON["TREE"]), quote($1), quote($2), quote($3 " -c -o " $2 " " $1)
	}
	END { print "\n]" }' >"$DB.new"
n=$(grep -c '"file"' "$DB.new" || true)
[ "$n" -gt 500 ] || { tail -n 20 "$DIR/make.log" >&2; die "only $n compile commands found"; }
mv "$DB.new" "$DB"
echo "$WANT" >"$STAMP"
say "Linux $(make -s kernelversion) with $n files is ready in $DIR"
