/* SPDX-License-Identifier: MIT */
/* custody audit: lists what is not checked on somebody's word, of .cir files, C files, folders. */
#include <argp.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "ir/cir.h"
#include "report/audit.h"
#include "report/diff.h"
#include "report/input.h"

struct arguments {
	const char *diff;
	char **paths; /* ends with NULL */
};

static const struct argp_option options[] = {
	{"diff", 'd', "FILE", 0,
	 "Only those in lines that this unified diff adds (-: standard input)", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'd':
		args->diff = arg;
		return 0;
	case ARGP_KEY_ARGS:
		args->paths = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "of what? Name .cir files, C files or folders");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool failed(const char *path, const char *why)
{
	fprintf(stderr, "custody audit: %s: %s\n", path, why);
	return false;
}

static bool ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n > m && !strcmp(path + n - m, end);
}

static bool add_module(struct audit *a, const char *path)
{
	const char *error;
	struct ir_module *m = cir_read(path, &error);

	if (!m) {
		fprintf(stderr, "custody audit: %s\n", error);
		return false;
	}
	audit_module(a, m);
	ir_module_free(m);
	return true;
}

static bool add_source(struct audit *a, const char *path, const char *name)
{
	size_t size;
	char *text = input_read(path, &size);

	if (!text)
		return failed(path, strerror(errno));
	audit_text(a, text, size, name);
	free(text);
	return true;
}

static bool add_entry(struct audit *a, const FTSENT *entry)
{
	const char *path = entry->fts_path;

	switch (entry->fts_info) {
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return failed(path, strerror(entry->fts_errno));
	case FTS_F:
	case FTS_SL:
		break;
	default:
		return true;
	}
	if (ends_with(path, ".cir"))
		return add_module(a, path);
	/* What was named itself is read whatever its name is. */
	if (entry->fts_level && !ends_with(path, ".c") && !ends_with(path, ".h"))
		return true;
	return add_source(a, entry->fts_accpath, strncmp(path, "./", 2) ? path : path + 2);
}

static bool add_all(struct audit *a, char **paths)
{
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool done = walk != NULL;
	const FTSENT *entry;

	while (walk && (entry = fts_read(walk)))
		done &= add_entry(a, entry);
	if (walk)
		fts_close(walk);
	return done;
}

static bool keep_touched(struct audit *a, const char *path)
{
	const char *error;
	const struct diff *d = diff_read(path, a->arena, &error);
	uint32_t kept = 0;

	if (!d) {
		fprintf(stderr, "custody audit: %s\n", error);
		return false;
	}
	for (uint32_t i = 0; i < a->nlist; i++)
		if (diff_touches(d, a->list[i].file, a->list[i].line, a->list[i].line))
			a->list[kept++] = a->list[i];
	a->nlist = kept;
	return true;
}

static int tell(const struct audit *a)
{
	uint32_t trusted = 0, unreasoned = 0;

	audit_print(a, stdout);
	fflush(stdout);
	for (uint32_t i = 0; i < a->nlist; i++) {
		trusted += a->list[i].kind == WAIVER_TRUSTED;
		unreasoned += !*a->list[i].reason;
	}
	fprintf(stderr, "custody: %u trusted, %u suppressions; %u without a reason\n", trusted,
		a->nlist - trusted, unreasoned);
	return unreasoned ? STATUS_WRONG : STATUS_OK;
}

int command_audit(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "PATH...",
		.doc = "Lists what custody does not check because the source says so: code "
		       "annotated "
		       "__trusted, and suppressions, with their reasons. PATH is a .cir file, a C "
		       "file, or "
		       "a folder with such files. A .cir file knows what was compiled; a C file is "
		       "read as "
		       "text, whatever its configuration."
		       "\v"
		       "Exit status: 0 if each has a reason, 1 if one has none, 2 if a file could "
		       "not be "
		       "read.",
	};
	struct arguments args = {0};
	struct audit *a = audit_new();
	int status = STATUS_FAILED;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (add_all(a, args.paths) && (!args.diff || keep_touched(a, args.diff))) {
		audit_sort(a);
		status = tell(a);
	}
	audit_free(a);
	return status;
}
