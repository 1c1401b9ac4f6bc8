# SPDX-License-Identifier: MIT
# The findings that comments on lines of their own claim for the line above: "LINE: warning: TEXT".
match($0, /^[\t ]*\/\* (warning|error): .* \*\/$/) {
	sub(/^[\t ]*\/\* /, "")
	sub(/ \*\/$/, "")
	print NR - ++above ": " $0
	next
}
{
	above = 0
}
