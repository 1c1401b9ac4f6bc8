#!/bin/sh
# SPDX-License-Identifier: MIT
# Draws every protocol with graphviz's dot: FOLDER/NAME.svg, and FOLDER/index.html with all of them.
#
# usage: pictures.sh CUSTODY DOT FOLDER
set -eu
custody=$1
dot=$2
folder=$3

mkdir -p "$folder"
{
	printf '<!doctype html>\n<meta charset="utf-8">\n<title>Protocols of custody</title>\n<h1>Protocols</h1>\n'
	"$custody" rules --dot | sed -n 's/^digraph "\([a-z0-9_]*\)" {$/\1/p' | sort | while read -r name; do
		"$custody" rules --dot "$name" | "$dot" -Tsvg -o "$folder/$name.svg"
		printf '<h2 id="%s">%s</h2>\n<img src="%s.svg" alt="States of %s">\n' "$name" "$name" "$name" "$name"
	done
} > "$folder/index.html"
