# SPDX-License-Identifier: MIT
# Completion for bash. What there is to complete is asked of custody itself, so it is never out of date.

_custody_commands()
{
	ARGP_HELP_FMT=rmargin=10000 custody --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' | sort -u
}

_custody_options()
{
	ARGP_HELP_FMT=rmargin=10000 custody "$@" --help |
		sed -n 's/^ *\(-[a-zA-Z?], \)\?\(--[a-z-]*=\?\).*/\2/p'
}

_custody()
{
	local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W "$(_custody_commands) --help --usage --version" -- "$cur"))
		return
	fi
	case $cur in
	--*=*)
		COMPREPLY=($(compgen -f -- "${cur#*=}"))
		;;
	-*)
		COMPREPLY=($(compgen -W "$(_custody_options "$command")" -- "$cur"))
		;;
	*)
		case $command in
		explain)
			COMPREPLY=($(compgen -W "$(custody rules | cut -d' ' -f1)" -- "$cur"))
			;;
		*)
			COMPREPLY=($(compgen -f -- "$cur"))
			;;
		esac
		;;
	esac
	case ${COMPREPLY[0]-} in
	*=) compopt -o nospace ;;
	esac
}
complete -o filenames -F _custody custody
