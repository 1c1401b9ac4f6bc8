/* SPDX-License-Identifier: MIT */
/* Writes findings files. */
#include "jsonl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../ir/save.h"
#include "options.h"
#include "result.h"
#include "utf8.h"

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/* Left out if it is NULL. */
static void set_text(json_t *object, const char *key, const char *text, struct arena *a)
{
	if (text)
		set(object, key, json_string(utf8_valid(text, a)));
}

static void set_number(json_t *object, const char *key, uint64_t number)
{
	set(object, key, json_integer((json_int_t)number));
}

static void set_hash(json_t *object, const char *key, uint64_t hash)
{
	set(object, key, json_sprintf("%016llx", (unsigned long long)hash));
}

static void set_spot(json_t *object, const struct spot *spot, struct arena *a)
{
	set_text(object, "file", spot->file, a);
	set_number(object, "line", spot->line);
	set_number(object, "column", spot->col);
	set_text(object, "source", spot->text, a);
}

static json_t *make_steps(const struct result *r, struct arena *a)
{
	json_t *steps = json_array();

	for (uint32_t i = 0; i < r->nsteps; i++) {
		const struct result_step *s = &r->steps[i];
		json_t *step = json_object();

		set_text(step, "kind", step_kind_name(s->kind), a);
		set_text(step, "message", s->message, a);
		set_spot(step, &s->spot, a);
		set_text(step, "function", s->function, a);
		json_array_append_new(steps, step);
	}
	return steps;
}

static json_t *make_finding(const struct result *r, struct arena *a)
{
	json_t *o = json_object();

	set_text(o, "rule", r->rule, a);
	set_text(o, "summary", r->summary, a);
	set_text(o, "level", trust_name(r->trust), a);
	set_text(o, "severity", r->is_error ? "error" : "warning", a);
	set_text(o, "message", r->message, a);
	set_spot(o, &r->spot, a);
	set_text(o, "function", r->function, a);
	set_number(o, "first", r->first);
	set_number(o, "last", r->last);
	set_text(o, "protocol", r->protocol, a);
	set_text(o, "allowed", r->allowed, a);
	set_hash(o, "fingerprint", r->identity);
	set_hash(o, "way", r->way);
	set(o, "steps", make_steps(r, a));
	return o;
}

static json_t *make_unit(const struct unit *u, struct arena *a)
{
	json_t *o = json_object();

	set_text(o, "unit", u->file, a);
	set_text(o, "folder", u->folder, a);
	set_text(o, "skipped", u->skipped, a);
	set_number(o, "functions", u->functions);
	set_number(o, "checked", u->checked);
	set_number(o, "not_understood", u->not_understood);
	set_number(o, "trusted", u->trusted);
	set_number(o, "cut", u->cut);
	set_number(o, "errors", u->errors);
	set_number(o, "off", u->off);
	set_number(o, "in_trusted", u->in_trusted);
	return o;
}

/* Consumes o. */
static void print_line(json_t *o, FILE *out)
{
	json_dumpf(o, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(o);
}

void jsonl_print(const struct results *r, FILE *out)
{
	struct arena *a = arena_new();

	for (uint32_t i = 0; i < r->nunits; i++)
		print_line(make_unit(&r->units[i], a), out);
	for (uint32_t i = 0; i < r->nlist; i++)
		print_line(make_finding(&r->list[i], a), out);
	arena_free(a);
}

const char *jsonl_write(const struct results *r, const char *path)
{
	const char *wrong;
	size_t size = 0;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return "no memory for the findings file";
	jsonl_print(r, out);
	fclose(out);
	wrong = save_file(path, text, size);
	free(text);
	return wrong;
}
