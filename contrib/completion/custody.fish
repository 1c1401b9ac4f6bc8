# SPDX-License-Identifier: MIT
# Completion for fish. What there is to complete is asked of custody itself, so it is never out of date.

function __custody_help
	ARGP_HELP_FMT=rmargin=10000 custody $argv --help
end

# NAME<tab>what it does
function __custody_commands
	__custody_help | sed -n '/^Commands:/,/^$/p' |
		awk '/^  / && !seen[$1]++ { name = $1; sub(/^  .*[^ ]  +/, ""); print name "\t" $0 }'
end

function __custody_rules
	custody rules | cut -d' ' -f1
end

# What may follow an option that wants VALUE.
function __custody_value
	switch $argv[1]
		case FILE DIR PROGRAM HEADER
			printf '%s\n' -F
		case 'RULE*'
			printf '%s\n' -f -a '(__custody_rules)'
		case LEVEL
			printf '%s\n' -f -a 'certain likely possible'
		case FORMAT
			printf '%s\n' -f -a 'text jsonl sarif html'
		case '*'
			printf '%s\n' -f
	end
end

# LONG<tab>SHORT<tab>VALUE<tab>what it does, for each option
function __custody_options
	__custody_help $argv[1] | sed -n 's/^ *\(-., \)\{0,1\} *\(--[a-z-]*\)/\1\2/p' | awk '
	{
		short = $0 ~ /^-., / ? substr($0, 2, 1) : ""
		sub(/^-., /, "")
		at = index($1, "=")
		value = at ? substr($1, at + 1) : ""
		long = at ? substr($1, 3, at - 3) : substr($1, 3)
		sub(/^[^ ]* */, "")
		print long "\t" short "\t" value "\t" $0
	}'
end

function __custody_add_options
	for line in (__custody_options $argv[1])
		set -l part (string split \t -- $line)
		set -l option -l $part[1] -d $part[4]
		test -n "$part[2]"; and set -a option -s $part[2]
		test -n "$part[3]"; and set -a option -r (__custody_value $part[3])
		complete -c custody -n "__fish_seen_subcommand_from $argv[1]" $option
	end
end

complete -c custody -n __fish_use_subcommand -f -a '(__custody_commands)'
complete -c custody -n '__fish_seen_subcommand_from explain' -f -a '(__custody_rules)'
for command in (__custody_commands | cut -f1)
	__custody_add_options $command
end
