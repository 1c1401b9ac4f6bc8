/* SPDX-License-Identifier: MIT */
/* Reads findings files. They come from outside: every member is looked at before it is used. */
#include "jsonl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "input.h"
#include "options.h"
#include "result.h"

struct reader {
	struct arena *a;
	struct results *into;
	const char *name;
	size_t line;
	const char *folder; /* of the last unit */
	const char *wrong; /* the first problem, or NULL */
};

static void fail(struct reader *r, const char *what, const char *member)
{
	if (!r->wrong)
		r->wrong = arena_format(r->a, "%s:%zu: %s '%s'", r->name, r->line, what, member);
}

/* Never NULL, unless the member is absent and may be. */
static const char *get_text(struct reader *r, json_t *object, const char *key, bool may_lack)
{
	json_t *value = json_object_get(object, key);

	if (!value && may_lack)
		return NULL;
	if (json_is_string(value))
		return arena_format(r->a, "%s", json_string_value(value));
	fail(r, value ? "a text is wanted for" : "there is no", key);
	return "";
}

/* 0 if absent. */
static uint32_t get_number(struct reader *r, json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);
	json_int_t number = json_integer_value(value);

	if (!value)
		return 0;
	if (json_is_integer(value) && number >= 0 && number <= INT32_MAX)
		return (uint32_t)number;
	fail(r, "a number from 0 on is wanted for", key);
	return 0;
}

static uint64_t get_hash(struct reader *r, json_t *object, const char *key)
{
	const char *text = get_text(r, object, key, false);

	if (strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16)
		return strtoull(text, NULL, 16);
	fail(r, "16 hexadecimal digits are wanted for", key);
	return 0;
}

static struct spot get_spot(struct reader *r, json_t *object)
{
	return (struct spot){
		.file = get_text(r, object, "file", false),
		.line = get_number(r, object, "line"),
		.col = get_number(r, object, "column"),
		.text = get_text(r, object, "source", true),
	};
}

static struct result_step get_step(struct reader *r, json_t *object)
{
	struct result_step step = {
		.spot = get_spot(r, object),
		.function = get_text(r, object, "function", false),
		.message = get_text(r, object, "message", false),
	};

	if (!step_kind_named(get_text(r, object, "kind", false), &step.kind))
		fail(r, "unknown word in", "kind");
	return step;
}

static void get_steps(struct reader *r, json_t *object, struct result *one)
{
	json_t *steps = json_object_get(object, "steps");
	size_t n = json_array_size(steps);

	if (!json_is_array(steps)) {
		fail(r, "a list is wanted for", "steps");
		return;
	}
	one->steps = arena_new_array(r->a, struct result_step, n);
	for (size_t i = 0; i < n && !r->wrong; i++)
		one->steps[one->nsteps++] = get_step(r, json_array_get(steps, i));
}

static void get_trust(struct reader *r, json_t *object, struct result *one)
{
	if (!trust_named(get_text(r, object, "level", false), &one->trust))
		fail(r, "certain, likely or possible is wanted for", "level");
}

static void get_severity(struct reader *r, json_t *object, struct result *one)
{
	const char *word = get_text(r, object, "severity", false);

	one->is_error = !strcmp(word, "error");
	if (!one->is_error && strcmp(word, "warning"))
		fail(r, "error or warning is wanted for", "severity");
}

static void get_finding(struct reader *r, json_t *object)
{
	struct result one = {
		.rule = get_text(r, object, "rule", false),
		.summary = get_text(r, object, "summary", false),
		.message = get_text(r, object, "message", false),
		.folder = r->folder,
		.spot = get_spot(r, object),
		.function = get_text(r, object, "function", false),
		.first = get_number(r, object, "first"),
		.last = get_number(r, object, "last"),
		.protocol = get_text(r, object, "protocol", true),
		.allowed = get_text(r, object, "allowed", true),
		.identity = get_hash(r, object, "fingerprint"),
		.way = get_hash(r, object, "way"),
	};

	get_trust(r, object, &one);
	get_severity(r, object, &one);
	get_steps(r, object, &one);
	if (!r->wrong)
		results_add(r->into, &one);
}

static void get_unit(struct reader *r, json_t *object)
{
	struct unit one = {
		.file = get_text(r, object, "unit", false),
		.folder = get_text(r, object, "folder", true),
		.skipped = get_text(r, object, "skipped", true),
		.functions = get_number(r, object, "functions"),
		.checked = get_number(r, object, "checked"),
		.not_understood = get_number(r, object, "not_understood"),
		.trusted = get_number(r, object, "trusted"),
		.cut = get_number(r, object, "cut"),
		.errors = get_number(r, object, "errors"),
		.off = get_number(r, object, "off"),
		.in_trusted = get_number(r, object, "in_trusted"),
	};

	r->folder = one.folder;
	if (!r->wrong)
		results_add_unit(r->into, &one);
}

static void get_line(struct reader *r, const char *text, size_t length)
{
	json_error_t error;
	json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);

	if (!object)
		r->wrong = arena_format(r->a, "%s:%zu: this is no line of a findings file: %s",
					r->name, r->line, error.text);
	else if (json_object_get(object, "unit"))
		get_unit(r, object);
	else if (json_object_get(object, "rule"))
		get_finding(r, object);
	else
		r->wrong = arena_format(r->a, "%s:%zu: this line is neither a unit nor a finding",
					r->name, r->line);
	json_decref(object);
}

bool jsonl_read_memory(struct results *into, const char *text, size_t size, const char *name,
		       const char **error)
{
	struct reader r = {.a = into->arena, .into = into, .name = name};
	const uint32_t nlist = into->nlist, nunits = into->nunits;
	const char *at = text, *end = text + size, *stop;

	for (; at < end && !r.wrong; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			stop = end;
		r.line++;
		if (stop > at)
			get_line(&r, at, (size_t)(stop - at));
	}
	if (!r.wrong)
		return true;
	into->nlist = nlist;
	into->nunits = nunits;
	*error = r.wrong;
	return false;
}

bool jsonl_read(struct results *into, const char *path, const char **error)
{
	bool good = false;
	size_t size;
	char *text = input_read(path, &size);

	if (text)
		good = jsonl_read_memory(into, text, size, input_name(path), error);
	else
		*error = arena_format(into->arena, "%s: cannot read: %s", input_name(path),
				      strerror(errno));
	free(text);
	return good;
}
