/* SPDX-License-Identifier: MIT */
/*
 * Reads C text just far enough: declarations at file scope, the annotation words in them, parameter
 * names, and the comment above. Macros are not expanded; what does not look like a declaration is
 * passed over.
 */
#include "kerneldoc.h"

#include <ctype.h>
#include <string.h>

/* Those of annotations/custody.h; `moves`: something changes hands, or a lock its holder. */
static const struct {
	const char *word;
	bool moves;
} words[] = {
	{"__owned", true},	    {"__owned_by", true},      {"__borrowed", false},
	{"__borrowed_from", false}, {"__mapped", false},       {"__unmapped", false},
	{"__maps", true},	    {"__unmaps", true},	       {"__typestate", false},
	{"__when", false},	    {"__acquires_lock", true}, {"__releases_lock", true},
	{"__locked_by", false},	    {"__refcounted", true},    {"__callback_scoped", false},
	{"__pinned", false},
};
#define NWORDS (sizeof(words) / sizeof(words[0]))

struct scan {
	struct arena *arena;
	const char *file;
	const char *pos;
	unsigned line;
	const char *comment,
		*comment_end; /* the kernel-doc comment that belongs to what follows, or NULL */
};

/* A declaration without comments and line ends. */
#define MAX_TEXT 4096
struct text {
	char chars[MAX_TEXT];
	size_t n;
	bool is_body; /* ended by '{' */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool doc_has(const struct doc_names *names, const char *name)
{
	for (unsigned i = 0; i < names->count; i++)
		if (!strcmp(names->list[i], name))
			return true;
	return false;
}

static void add_name(struct arena *a, struct doc_names *names, const char *start, size_t n)
{
	const char *name = arena_format(a, "%.*s", (int)n, start);

	if (n && names->count < DOC_MAX_NAMES && !doc_has(names, name))
		names->list[names->count++] = name;
}

/* --- Getting over text -------------------------------------------------------------------- */

static void step(struct scan *s)
{
	s->line += *s->pos == '\n';
	s->pos++;
}

static void skip_to(struct scan *s, const char *end)
{
	while (s->pos < end)
		step(s);
}

static void skip_comment(struct scan *s)
{
	const char *start = s->pos, *end = strstr(s->pos + 2, "*/");

	end = end ? end : s->pos + strlen(s->pos);
	if (start[2] == '*' && start[3] != '*' && start[3] != '/') {
		s->comment = start + 3;
		s->comment_end = end;
	}
	skip_to(s, *end ? end + 2 : end);
}

static void skip_line(struct scan *s)
{
	while (*s->pos && *s->pos != '\n') {
		if (*s->pos == '\\' && s->pos[1])
			step(s);
		step(s);
	}
}

static void skip_quoted(struct scan *s)
{
	char quote = *s->pos;

	step(s);
	while (*s->pos && *s->pos != quote) {
		if (*s->pos == '\\' && s->pos[1])
			step(s);
		step(s);
	}
	if (*s->pos)
		step(s);
}

/* Comments, strings and preprocessor lines. False: none of them is here. */
static bool skip_other(struct scan *s, bool line_start)
{
	if (s->pos[0] == '/' && s->pos[1] == '*')
		skip_comment(s);
	else if ((s->pos[0] == '/' && s->pos[1] == '/') || (*s->pos == '#' && line_start))
		skip_line(s);
	else if (*s->pos == '"' || *s->pos == '\'')
		skip_quoted(s);
	else
		return false;
	return true;
}

/* After '{': behind its '}'. Keeps the text in t, if there is one. */
static void skip_braces(struct scan *s, struct text *t)
{
	unsigned depth = 1;

	while (*s->pos && depth) {
		if (skip_other(s, false))
			continue;
		depth += *s->pos == '{';
		depth -= *s->pos == '}';
		if (t && depth && t->n + 1 < MAX_TEXT)
			t->chars[t->n++] = *s->pos;
		step(s);
	}
	if (t)
		t->chars[t->n] = 0;
}

/* Up to ';' or '{' outside of parentheses. False: the text ends. */
static bool read_declaration(struct scan *s, struct text *t)
{
	unsigned depth = 0;
	bool line_start = true;

	t->n = 0;
	while (*s->pos) {
		char c = *s->pos;

		if (skip_other(s, line_start))
			continue;
		step(s);
		if (!depth && (c == ';' || c == '{')) {
			t->chars[t->n] = 0;
			t->is_body = c == '{';
			return true;
		}
		depth += c == '(';
		depth -= c == ')' && depth;
		line_start = c == '\n' || (line_start && isspace((unsigned char)c));
		if (t->n + 1 < MAX_TEXT && (t->n || !isspace((unsigned char)c)))
			t->chars[t->n++] = isspace((unsigned char)c) ? ' ' : c;
	}
	return false;
}

/* --- Annotations in a declaration --------------------------------------------------------- */

static int annotation_at(const char *p)
{
	size_t n = 0;

	while (is_word(p[n]))
		n++;
	for (size_t i = 0; i < NWORDS; i++)
		if (strlen(words[i].word) == n && !strncmp(words[i].word, p, n))
			return (int)i;
	return -1;
}

static const char *behind_parentheses(const char *p)
{
	unsigned depth = 0;

	do {
		depth += *p == '(';
		depth -= *p == ')';
		p++;
	} while (*p && depth);
	return p;
}

/*
 * Blanks the annotations, and __attribute__, with their arguments. Returns whether there was an
 * annotation; *moves is set if one of them says that something changes hands.
 */
static bool take_annotations(char *text, bool *moves)
{
	bool found = false;

	for (char *p = text; *p;) {
		int i = annotation_at(p);
		char *end = p;

		while (is_word(*end))
			end++;
		if (end == p) {
			p++;
			continue;
		}
		if (i < 0 && strncmp(p, "__attribute__", 13)) {
			p = end;
			continue;
		}
		found |= i >= 0;
		end += strspn(end, " ");
		if (*end == '(')
			end += behind_parentheses(end) - end;
		if (i >= 0)
			*moves |= words[i].moves || memmem(p, (size_t)(end - p), "owned", 5) ||
				  memmem(p, (size_t)(end - p), "s_lock", 6);
		memset(p, ' ', (size_t)(end - p));
		p = end;
	}
	return found;
}

/* The last name of start..end, which is what it declares; of "(*name)(...)" the one behind the
 * star. */
static void add_declared(struct arena *a, struct doc_names *names, const char *start,
			 const char *end)
{
	const char *star = memmem(start, (size_t)(end - start), "(*", 2), *bracket, *last;

	if (star) {
		start = star + 2;
		for (end = start; is_word(*end); end++)
			;
	}
	bracket = memchr(start, '[', (size_t)(end - start));
	end = bracket ? bracket : end;
	while (end > start && !is_word(end[-1]))
		end--;
	for (last = end; last > start && is_word(last[-1]); last--)
		;
	if ((size_t)(end - last) != 4 || strncmp(last, "void", 4))
		add_name(a, names, last, (size_t)(end - last));
}

static void add_params(struct arena *a, struct doc_names *names, const char *open)
{
	const char *end = behind_parentheses(open) - 1, *start = open + 1;
	unsigned depth = 0;

	for (const char *p = start; p <= end; p++) {
		depth += *p == '(';
		depth -= *p == ')' && depth;
		if (p < end && (*p != ',' || depth))
			continue;
		add_declared(a, names, start, p);
		start = p + 1;
	}
}

/* --- The comment -------------------------------------------------------------------------- */

/* "name - text" or "name() - text", perhaps behind "struct". */
static bool is_intro(const char *line, size_t n, const char *name)
{
	const char *end = line + n;
	size_t len = strlen(name);

	if (n > 7 && !strncmp(line, "struct ", 7))
		line += 7;
	if ((size_t)(end - line) < len || strncmp(line, name, len))
		return false;
	line += len;
	if (end - line > 2 && line[0] == '(' && line[1] == ')')
		line += 2;
	while (line < end && *line == ' ')
		line++;
	return end - line > 2 && (*line == '-' || *line == ':') && line[1] == ' ';
}

static void read_line(struct arena *a, struct doc_decl *d, const char *line, size_t n, bool first)
{
	const char *end = line + n;

	if (first)
		d->has_intro = is_intro(line, n, d->name);
	if (*line == '@') {
		const char *colon = memchr(line, ':', n);

		if (colon)
			add_name(a, &d->explained, line + 1, (size_t)(colon - line - 1));
	}
	d->explains_result |= !strncmp(line, "Return:", 7) || !strncmp(line, "Returns:", 8);
	d->says_internal |= memmem(line, n, "nternal", 7) != NULL;
	for (const char *p = line; p < end; p++) {
		const char *start = p;

		while (p < end && is_word(*p))
			p++;
		if (p > start && p + 1 < end && p[0] == '(' && p[1] == ')' &&
		    ((size_t)(p - start) != strlen(d->name) ||
		     strncmp(start, d->name, (size_t)(p - start))))
			add_name(a, &d->mentioned, start, (size_t)(p - start));
	}
}

static void read_comment(struct scan *s, struct doc_decl *d)
{
	const char *p = s->comment;
	bool first = true;

	d->has_comment = p != NULL;
	while (p && p < s->comment_end) {
		const char *end = memchr(p, '\n', (size_t)(s->comment_end - p));

		end = end ? end : s->comment_end;
		while (p < end && (isspace((unsigned char)*p) || *p == '*'))
			p++;
		if (p < end) {
			read_line(s->arena, d, p, (size_t)(end - p), first);
			first = false;
		}
		p = end + 1;
	}
}

/* --- Declarations ------------------------------------------------------------------------- */

/* Annotated members of a struct: they have to be explained. */
static void add_members(struct arena *a, struct doc_decl *d, char *body)
{
	for (char *member = strtok(body, ";"); member; member = strtok(NULL, ";"))
		if (take_annotations(member, &d->moves))
			add_declared(a, &d->params, member, member + strlen(member));
}

/* "struct tag" and no more: its members follow. */
static bool read_struct(struct scan *s, struct doc_decl *d, const char *text)
{
	const char *tag;
	size_t n = 0;

	if (strncmp(text, "struct ", 7))
		return false;
	tag = text + 7 + strspn(text + 7, " ");
	while (is_word(tag[n]))
		n++;
	if (!n || tag[n + strspn(tag + n, " ")])
		return false;
	d->name = arena_format(s->arena, "%.*s", (int)n, tag);
	d->is_struct = true;
	return true;
}

static bool read_function(struct scan *s, struct doc_decl *d, const char *text)
{
	const char *open = strchr(text, '('), *start, *end;

	if (!open || memchr(text, '=', (size_t)(open - text)) || !strncmp(text, "typedef ", 8))
		return false;
	for (end = open; end > text && end[-1] == ' '; end--)
		;
	for (start = end; start > text && is_word(start[-1]); start--)
		;
	if (start == end || start == text)
		return false;
	d->name = arena_format(s->arena, "%.*s", (int)(end - start), start);
	d->gives_result = memchr(text, '*', (size_t)(start - text)) ||
			  !memmem(text, (size_t)(start - text), "void ", 5);
	add_params(s->arena, &d->params, open);
	return true;
}

void kerneldoc_scan(struct arena *a, const char *file, const char *text, struct doc_decl **list)
{
	struct scan s = {.arena = a, .file = file, .pos = text, .line = 1};
	struct text t, body;

	while (*list)
		list = &(*list)->next;
	for (; read_declaration(&s, &t); s.comment = NULL) {
		struct doc_decl *d = arena_alloc(a, sizeof(*d));
		bool annotated = take_annotations(t.chars, &d->moves);

		d->file = file;
		d->line = s.line;
		body.n = 0;
		if (read_struct(&s, d, t.chars) && t.is_body) {
			read_comment(&s, d);
			skip_braces(&s, &body);
			add_members(a, d, body.chars);
			annotated |= d->params.count > 0;
		} else if (!d->is_struct && read_function(&s, d, t.chars)) {
			read_comment(&s, d);
			if (t.is_body)
				skip_braces(&s, NULL);
		} else {
			if (t.is_body)
				skip_braces(&s, NULL);
			continue;
		}
		if (annotated) {
			*list = d;
			list = &d->next;
		}
	}
}
