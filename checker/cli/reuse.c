/* SPDX-License-Identifier: MIT */
#include "reuse.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ir/save.h"
#include "rules/rules.h"

static void add_program(struct digest_state *d)
{
	FILE *f = fopen("/proc/self/exe", "rb");
	char bytes[65536];
	size_t n;

	while (f && (n = fread(bytes, 1, sizeof(bytes), f)))
		digest_bytes(d, bytes, n);
	if (f)
		fclose(f);
}

static void add_rules(void *ctx, const char *path, const char *text, size_t size)
{
	digest_text(ctx, path);
	digest_bytes(ctx, &size, sizeof(size));
	digest_bytes(ctx, text, size);
}

struct digest reuse_digest(const struct ir_module *m, const struct options *o,
			   const struct args *settings)
{
	struct digest_state *d = digest_new();
	char *folder = getcwd(NULL, 0);

	add_program(d);
	digest_text(d, folder ? folder : "");
	free(folder);
	for (uint32_t i = 0; i < settings->count; i++)
		digest_text(d, settings->list[i]);
	for (const struct rules_dir *r = o->rules; r; r = r->next)
		rules_each_file(r->path, add_rules, d);
	digest_module(d, m);
	return digest_end(d);
}

static char *note_of(const char *findings)
{
	char *path;

	if (asprintf(&path, "%s.digest", findings) < 0)
		abort();
	return path;
}

#define NOTE_SIZE 40 /* two numbers, a line's end and a NUL fit */

static void write_note(char note[NOTE_SIZE], struct digest d)
{
	snprintf(note, NOTE_SIZE, "%016" PRIx64 "%016" PRIx64 "\n", d.hi, d.lo);
}

bool reuse_is_current(const char *findings, struct digest d)
{
	char *path = note_of(findings), is[NOTE_SIZE] = "", wanted[NOTE_SIZE];
	FILE *f = fopen(path, "r");

	write_note(wanted, d);
	if (f && !fgets(is, sizeof(is), f))
		*is = '\0';
	if (f)
		fclose(f);
	free(path);
	return !strcmp(is, wanted) && !access(findings, R_OK);
}

void reuse_forget(const char *findings)
{
	char *path = note_of(findings);

	unlink(path);
	free(path);
}

/* Where it cannot be written, the next run does the work again. */
void reuse_note(const char *findings, struct digest d)
{
	char *path = note_of(findings), note[NOTE_SIZE];

	write_note(note, d);
	save_file(path, note, strlen(note));
	free(path);
}
