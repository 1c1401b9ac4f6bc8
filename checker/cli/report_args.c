/* SPDX-License-Identifier: MIT */
#include "report_args.h"

#include <string.h>

#include "report/options.h"

enum {
	KEY_SARIF = 0x300,
	KEY_JSON,
	KEY_HTML,
	KEY_BASELINE,
	KEY_WRITE_BASELINE,
	KEY_DIFF,
	KEY_ONLY,
	KEY_FAIL_ON,
	KEY_ROOT,
	KEY_SUPPRESSED,
	KEY_DOCS_URL,
	KEY_GRAPHS,
};

static const struct argp_option options[] = {
	{"sarif", KEY_SARIF, "FILE", 0, "Write the findings as SARIF 2.1.0", 0},
	{"json", KEY_JSON, "FILE", 0, "Write the findings as JSON lines", 0},
	{"html", KEY_HTML, "FILE", 0,
	 "Write the findings as one page for a browser, with the source along their paths", 0},
	{"baseline", KEY_BASELINE, "FILE", 0,
	 "Leave out findings that FILE holds; say which of it are fixed", 0},
	{"write-baseline", KEY_WRITE_BASELINE, "FILE", 0,
	 "Write all findings to FILE, for --baseline", 0},
	{"diff", KEY_DIFF, "FILE", 0,
	 "Only findings with a step, or their function, in this unified diff (-: standard input)",
	 0},
	{"only", KEY_ONLY, "RULE[,RULE]", 0, "Only findings of these rules", 0},
	{"fail-on", KEY_FAIL_ON, "LEVEL", 0,
	 "Findings of this level (certain, likely, possible) or a better one give exit status 1; "
	 "never: "
	 "none does, errors excepted; default: possible",
	 0},
	{"root", KEY_ROOT, "DIR", 0, "Name files relative to DIR; default: the current folder", 0},
	{"suppressed", KEY_SUPPRESSED, NULL, 0, "Also show what suppressions hide, marked", 0},
	{"graphs", KEY_GRAPHS, "DIR", 0,
	 "In HTML, also draw who owns whom, from the .cir files below DIR", 0},
	{"docs-url", KEY_DOCS_URL, "URL", 0, "In SARIF, link rules to URL/RULE.md", 0},
	{0},
};

static void parse_fail_on(struct report_options *o, const char *arg, struct argp_state *state)
{
	if (!strcmp(arg, "never"))
		o->never_fail = true;
	else if (trust_named(arg, &o->fail_on))
		o->any_fail_on = true;
	else
		argp_error(state, "'%s' is no level; use certain, likely, possible or never", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		o->pages = builtin_pages;
		o->npages = builtin_npages;
		return 0;
	case KEY_SARIF:
		o->files[REPORT_SARIF] = arg;
		return 0;
	case KEY_JSON:
		o->files[REPORT_JSONL] = arg;
		return 0;
	case KEY_HTML:
		o->files[REPORT_HTML] = arg;
		return 0;
	case KEY_BASELINE:
		o->baseline = arg;
		return 0;
	case KEY_WRITE_BASELINE:
		o->write_baseline = arg;
		return 0;
	case KEY_DIFF:
		o->diff = arg;
		return 0;
	case KEY_ONLY:
		o->only = arg;
		return 0;
	case KEY_FAIL_ON:
		parse_fail_on(o, arg, state);
		return 0;
	case KEY_ROOT:
		o->root = arg;
		return 0;
	case KEY_SUPPRESSED:
		o->show_allowed = true;
		return 0;
	case KEY_GRAPHS:
		o->graphs = arg;
		return 0;
	case KEY_DOCS_URL:
		o->docs_url = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp report_argp = {.options = options, .parser = parse};
