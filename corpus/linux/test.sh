#!/bin/sh
# Prepares the Linux tree and runs custody over it, as ctest does.
# usage: test.sh [BUILD]       BUILD: the build folder with lib/custody.so (default: build); CUSTODY_PLUGIN overrides it
set -eu
here=$(cd "$(dirname "$0")" && pwd)
plugin=${CUSTODY_PLUGIN:-${1:-build}/lib/custody.so}
[ -f "$plugin" ] || { echo "linux: no plugin $plugin: build first" >&2; exit 1; }
kernel=${CUSTODY_KDIR:-${HOME:-/root}/.cache/custody/linux}
"$here/prepare.sh" "$kernel"
"$here/cross.py" --custody "$(dirname "$plugin")/../bin/custody" --plugin "$plugin" --kernel "$kernel"
"$here/baseline.py" --custody "$(dirname "$plugin")/../bin/custody" --plugin "$plugin" --kernel "$kernel"
exec "$here/run.py" --plugin "$plugin" --kernel "$kernel" objects drivers bugs
