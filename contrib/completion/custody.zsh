#compdef custody
# SPDX-License-Identifier: MIT
# Completion for zsh: _custody in a folder of $fpath. What there is to complete is asked of custody itself, so it is never
# out of date.

# NAME:what it does
_custody_commands()
{
	ARGP_HELP_FMT=rmargin=10000 custody --help | sed -n '/^Commands:/,/^$/p' |
		awk '/^  / && !seen[$1]++ { name = $1; sub(/^  .*[^ ]  +/, ""); print name ":" $0 }'
}

# The options as _arguments wants them: '(-x --long)-x[text]', '--long=[text]:VALUE:action'.
_custody_options()
{
	ARGP_HELP_FMT=rmargin=10000 custody "$1" --help | sed -n 's/^ *\(-., \)\{0,1\} *\(--[a-z-]*\)/\1\2/p' | awk '
	{
		short = $0 ~ /^-., / ? substr($0, 2, 1) : ""
		sub(/^-., /, "")
		word = $1
		text = $0
		sub(/^[^ ]* */, "", text)
		gsub(/[\[\]:\\]/, "\\\\&", text)
		value = ""
		at = index(word, "=")
		if (at) {
			value = substr(word, at + 1)
			word = substr(word, 1, at - 1)
			sub(/\[.*/, "", value)
			action = " "
			if (value ~ /^(FILE|DIR|PROGRAM|HEADER)$/)
				action = "_files"
			else if (value == "RULE")
				action = "_custody_rules"
			else if (value == "LEVEL")
				action = "(certain likely possible)"
			else if (value == "FORMAT")
				action = "(text jsonl sarif html)"
			value = ":" value ":" action
		}
		if (short != "")
			print "(" word ")-" short (at ? "+" : "") "[" text "]" value
		print word (at ? "=" : "") "[" text "]" value
	}'
}

_custody_rules()
{
	local -a rules
	rules=(${(f)"$(custody rules | cut -d' ' -f1)"})
	_values -s , rule $rules
}

_custody()
{
	local -a list
	local command=$words[2]

	if (( CURRENT == 2 )); then
		list=(${(f)"$(_custody_commands)"})
		_describe command list
		return
	fi
	list=(${(f)"$(_custody_options $command)"})
	shift words
	(( CURRENT-- ))
	case $command in
	explain) _arguments $list "1:rule:($(custody rules | cut -d' ' -f1))" ;;
	*) _arguments $list '*:file:_files' ;;
	esac
}

_custody "$@"
