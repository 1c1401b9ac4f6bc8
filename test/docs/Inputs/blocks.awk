# SPDX-License-Identifier: MIT
# The lines of a page that stand in fenced blocks of -v lang=LANG, each on its line of the page; all others are empty.
/^```/ {
	inside = !inside && $0 == "```" lang
	print ""
	next
}
{
	print inside ? $0 : ""
}
