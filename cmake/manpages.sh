#!/bin/sh
# SPDX-License-Identifier: MIT
# Man pages from the help texts, their only source.  usage: manpages.sh CUSTODY FOLDER
set -eu
custody=$1
folder=$2
mkdir -p "$folder"

# One line a paragraph, an option, an item.
help() {
	ARGP_HELP_FMT=rmargin=10000 LC_ALL=C "$custody" "$@" --help
}

page() { # NAME SUMMARY, help text on standard input
	title=$(echo "$1" | tr ' ' -)
	awk -v name="$1" -v title="$title" -v summary="$2" -v version="$version" '
	function text(s) {
		gsub(/\\/, "\\e", s)
		gsub(/-/, "\\-", s)
		if (s ~ /^[.\047]/)
			s = "\\&" s
		return s
	}
	function section(s) {
		print ".SH " s
		at = s
	}
	BEGIN {
		print ".\\\" Made of `" name " --help`"
		print ".TH " toupper(title) " 1 \"\" \"" version "\" \"\""
		section("NAME")
		print text(title) " \\- " text(summary)
		section("SYNOPSIS")
	}
	/^(Usage: | +or: )/ {
		sub(/^(Usage: | +or: )/, "")
		if (at == "SYNOPSIS" && used++)
			print ".br"
		print text($0)
		next
	}
	at == "SYNOPSIS" { section("DESCRIPTION") }
	/^Mandatory or optional arguments/ { next }
	/^  +-/ { # an option; what it is for stands behind two blanks
		if (at != "OPTIONS")
			section("OPTIONS")
		sub(/^ +/, "")
		flags = $0
		sub(/  .*/, "", flags)
		body = substr($0, length(flags) + 1)
		sub(/^ +/, "", body)
		print ".TP\n.B " text(flags) "\n" text(body)
		next
	}
	/^ [^ ].*:$/ { print ".SS " text(substr($0, 2, length($0) - 2)); next }
	/^Commands:$/ { section("COMMANDS"); next }
	at == "COMMANDS" && /^  / {
		sub(/^ +/, "")
		what = $0
		sub(/  .*/, "", what)
		body = substr($0, length(what) + 1)
		sub(/^ +/, "", body)
		print ".TP\n.B " text(what) "\n" text(body)
		next
	}
	/^$/ { if (at != "OPTIONS" && at != "COMMANDS") print ".PP"; next }
	at == "OPTIONS" && /^[^ ]/ { section("NOTES") }
	at == "COMMANDS" && /^[^ ]/ { section("NOTES") }
	/^ +/ { print ".PP\n.nf\n" text($0) "\n.fi"; next }
	{ print text($0) }
	END {
		section("SEE ALSO")
		print (name == "custody" ? "The page of each command, as in custody\\-check(1)." : "custody(1)")
	}'
}

version=$("$custody" --version)
help | page custody "who owns what in C drivers, over a whole tree" > "$folder/custody.1"
help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' | sort -u | while read -r command; do
	summary=$(help | sed -n "s/^  $command .*  //p" | head -n 1)
	help "$command" | page "custody $command" "$summary" > "$folder/custody-$command.1"
done
