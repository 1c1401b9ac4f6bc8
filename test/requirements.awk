# SPDX-License-Identifier: MIT
# Reads what requirements.sh gathers and docs/requirements.in after it; prints docs/requirements.md.

function wrong(text) { print "requirements: " text > "/dev/stderr"; failed = 1 }

function names(text,    list, n, i, out)
{
	n = split(text, list, /, */)
	for (i = 1; i <= n; i++) {
		if (list[i] ~ /^__/ && !(list[i] in word))
			wrong(id ": annotations/custody.h has no " list[i])
		if (list[i] ~ /\// && system("test -e " list[i]))
			wrong(id ": there is no " list[i])
		out = out (i > 1 ? ", " : "") "`" list[i] "`"
	}
	return out
}

function links(list, n,    i, out)
{
	for (i = 1; i <= n; i++)
		out = out " [" substr(list[i], 14) "](../" list[i] ")"
	return out
}

# A part that is missing has a reason, one that is there has none.
function part(name, there)
{
	if (!there && !((id, name) in lacks))
		wrong(id ": no " name ", and no 'lacks " name ": why' in docs/requirements.in")
	if (there && (id, name) in lacks)
		wrong(id ": has " name ": take its 'lacks " name "' out of docs/requirements.in")
}

function finish(    i, r, file, nfiles, bad, good, found, seen, list)
{
	if (id == "")
		return
	print "\n## " id "\n\n" sentence "\n"
	for (i = 1; i <= nrules[id]; i++) {
		r = rules[id, i]
		nfiles = split(casesof[r], list, " ")
		print "* [" r "](rules/" r ".md), " level[r] ":" links(list, nfiles)
		for (file = 1; file <= nfiles; file++) {
			if (list[file] in seen)
				continue
			seen[list[file]] = 1
			bad += nbad[list[file]]
			good += ngood[list[file]]
		}
	}
	if (says != "")
		print "* Annotations: " says
	if (see != "")
		print "* See " see
	for (i = 1; i <= nlacks; i++)
		print "* No " lacked[i] ": " lacks[id, lacked[i]]
	part("rules", nrules[id] > 0)
	part("annotations", says != "" && !((id, "annotations") in lacks))
	part("bad cases", bad >= 3)
	part("good cases", good >= 3 || see != "")
}

$1 == "uphold" {
	rules[$4, ++nrules[$4]] = $2
	level[$2] = $3
	upheld[$4] = $2
	next
}
$1 == "case" {
	casesof[$2] = casesof[$2] " " $3
	nbad[$3] = $4
	ngood[$3] = $5
	next
}
$1 == "word" { word[$2] = 1; next }
/^#/ || /^$/ { next }
/^[A-E][0-9] / {
	finish()
	id = $1
	known[id] = 1
	sentence = substr($0, length(id) + 2)
	says = see = ""
	nlacks = 0
	next
}
$1 == "says" { says = names(substr($0, 6)); next }
$1 == "see" { see = names(substr($0, 5)); next }
$1 == "lacks" {
	text = substr($0, 7)
	at = index(text, ": ")
	lacked[++nlacks] = substr(text, 1, at - 1)
	lacks[id, lacked[nlacks]] = substr(text, at + 2)
	next
}
{ wrong("docs/requirements.in: what is '" $0 "'?") }

BEGIN {
	print "# What custody upholds\n"
	print "Each requirement with the rules that find its violations, their cases below `corpus/cases` (at least three functions that are"
	print "wrong and three that are right), and the annotations that state it in source. What is missing is said with its reason. This"
	print "page is made by `test/requirements.sh` from `docs/requirements.in` and the rules' pages; a test fails if it is out of date, or"
	print "if something is missing without a reason."
}
END {
	finish()
	for (i in upheld)
		if (!(i in known))
			wrong("docs/rules/" upheld[i] ".md upholds " i ", which docs/requirements.in does not have")
	exit failed
}
