/* SPDX-License-Identifier: MIT */
/* Suppressions and trusted code in the text of a C file: comments, and annotations with their
 * strings. */
#include "audit.h"

#include <ctype.h>
#include <string.h>

#define MARKER "custody: allow"

struct scan {
	struct audit *audit;
	const char *file;
	const char *at, *end;
	const char *line_start;
	uint32_t line;
	bool in_define; /* what follows #define is no use of an annotation */
};

static void step(struct scan *s)
{
	if (*s->at++ != '\n')
		return;
	if (s->at - s->line_start < 2 || s->at[-2] != '\\')
		s->in_define = false;
	s->line++;
	s->line_start = s->at;
}

static void step_to(struct scan *s, const char *to)
{
	while (s->at < to)
		step(s);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_rule_char(char c)
{
	return is_word(c) || c == '-' || c == '*';
}

static void found(struct scan *s, const char *at, struct waiver w)
{
	w.file = s->file;
	w.line = s->line;
	w.col = (uint32_t)(at - s->line_start) + 1;
	audit_add(s->audit, &w);
}

/* --- Comments ----------------------------------------------------------------------------- */

static const char *trimmed(struct arena *a, const char *from, const char *to)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	return arena_format(a, "%.*s", (int)(to - from), from);
}

/* `at` is behind the marker; the line, or the comment, ends at `to`. */
static void read_allow(struct scan *s, const char *at, const char *to)
{
	struct arena *a = s->audit->arena;
	const char *marker = at - strlen(MARKER), *rule;
	struct waiver w = {.kind = WAIVER_ALLOW, .reason = ""};

	while (at < to && isspace((unsigned char)*at))
		at++;
	for (rule = at; at < to && is_rule_char(*at);)
		at++;
	w.rule = arena_format(a, "%.*s", (int)(at - rule), rule);
	while (at < to && isspace((unsigned char)*at))
		at++;
	if (at < to && *at == ':')
		w.reason = trimmed(a, at + 1, to);
	found(s, marker, w);
}

/* Line by line, so that places are right. `to`: where the comment ends, its own end left out. */
static void read_comment(struct scan *s, const char *to)
{
	const char *stop, *at;

	while (s->at < to) {
		stop = memchr(s->at, '\n', (size_t)(to - s->at));
		if (!stop)
			stop = to;
		at = memmem(s->at, (size_t)(stop - s->at), MARKER, strlen(MARKER));
		if (at && (at + strlen(MARKER) == stop || !is_rule_char(at[strlen(MARKER)])))
			read_allow(s, at + strlen(MARKER), stop);
		step_to(s, stop < to ? stop + 1 : to);
	}
}

static void skip_comment(struct scan *s)
{
	size_t left = (size_t)(s->end - s->at);
	const char *to;

	if (s->at[1] == '/') {
		to = memchr(s->at, '\n', left);
		read_comment(s, to ? to : s->end);
		return;
	}
	to = left > 3 ? memmem(s->at + 2, left - 2, "*/", 2) : NULL;
	read_comment(s, to ? to : s->end);
	if (to)
		step_to(s, to + 2);
}

/* --- Annotations -------------------------------------------------------------------------- */

static const char *literal_end(const struct scan *s, const char *at)
{
	char quote = *at++;

	while (at < s->end && *at != quote && *at != '\n')
		at += *at == '\\' && at + 1 < s->end ? 2 : 1;
	return at < s->end ? at + 1 : s->end;
}

static const char *skip_space(const struct scan *s, const char *at)
{
	while (at < s->end && isspace((unsigned char)*at))
		at++;
	return at;
}

/* Literals in a row are one text. NULL: there is none at *at. */
static const char *take_text(const struct scan *s, const char **at)
{
	const char *text = NULL, *stop;

	for (*at = skip_space(s, *at); *at < s->end && **at == '"'; *at = skip_space(s, stop)) {
		stop = literal_end(s, *at);
		text = arena_format(s->audit->arena, "%s%.*s", text ? text : "",
				    (int)(stop - *at > 2 ? stop - *at - 2 : 0), *at + 1);
	}
	return text;
}

static bool is(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && !memcmp(word, name, length);
}

/* NAME("text"[, "text"]); anything else is no annotation with a reason, and the compiler says so.
 */
static void read_annotation(struct scan *s, const char *word, size_t length)
{
	bool allow = is(word, length, "__custody_allow");
	const char *at = skip_space(s, word + length), *first, *second = NULL;

	if (s->in_define || at >= s->end || *at != '(' ||
	    (!allow && !is(word, length, "__trusted") && !is(word, length, "__trusted_block")))
		return;
	at++;
	first = take_text(s, &at);
	if (allow && at < s->end && *at == ',') {
		at++;
		second = take_text(s, &at);
	}
	if (allow && first)
		found(s, word,
		      (struct waiver){
			      .kind = WAIVER_ALLOW, .rule = first, .reason = second ? second : ""});
	else if (first)
		found(s, word,
		      (struct waiver){.kind = WAIVER_TRUSTED, .rule = "", .reason = first});
}

static void skip_word(struct scan *s)
{
	const char *word = s->at, *to = word;

	while (to < s->end && is_word(*to))
		to++;
	if (is(word, (size_t)(to - word), "define"))
		s->in_define = true;
	read_annotation(s, word, (size_t)(to - word));
	step_to(s, to);
}

void audit_text(struct audit *a, const char *text, size_t size, const char *file)
{
	struct scan s = {.audit = a, .at = text, .end = text + size, .line_start = text, .line = 1};

	s.file = arena_format(a->arena, "%s", file);
	while (s.at < s.end) {
		bool more = s.at + 1 < s.end;

		if (*s.at == '/' && more && (s.at[1] == '/' || s.at[1] == '*'))
			skip_comment(&s);
		else if (*s.at == '"' || *s.at == '\'')
			step_to(&s, literal_end(&s, s.at));
		else if (is_word(*s.at))
			skip_word(&s);
		else
			step(&s);
	}
}
