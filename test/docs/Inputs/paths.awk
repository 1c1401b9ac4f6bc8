# Of pages: `PATH` in or below a folder of this project, and the files that links lead to. A name in capitals is a placeholder.
BEGIN {
	split("annotations checker cmake corpus docs kbuild rules test", list)
	for (i in list)
		folder[list[i]] = 1
}
{
	rest = $0
	while (match(rest, /`[^` ]+`|\]\([^)#]+/)) {
		word = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		here = FILENAME
		if (!sub(/[^\/]*$/, "", here))
			here = ""
		if (word ~ /^\]/ && word !~ /:\/\//)
			print FILENAME, here substr(word, 3)
		else if (word ~ /^`/) {
			path = substr(word, 2, length(word) - 2)
			split(path, part, "/")
			if (part[1] in folder && path !~ /[A-Z]+(\.|\/|$)|[*{]/ || path ~ /ARCHITECTURE\.md$/)
				print FILENAME, path
		}
	}
}
