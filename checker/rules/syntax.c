/* SPDX-License-Identifier: MIT */
/* What the parser and the resolver share: lists, and the mistakes found. */
#include "syntax.h"

#include <stdarg.h>
#include <stdio.h>

/* Every node starts like this. */
struct node {
	struct node *next;
};

void list_add(struct list *l, void *node)
{
	struct node *last = l->last;

	if (last)
		last->next = node;
	else
		l->first = node;
	l->last = node;
}

void syntax_error(struct syntax *s, uint32_t line, uint32_t col, const char *format, ...)
{
	struct mistake *m = arena_alloc(s->arena, sizeof(*m));
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	m->file = s->file_number;
	m->place = (struct rule_place){s->file, line, col};
	m->message = arena_format(s->arena, "%s", text);
	list_add(&s->mistakes, m);
	s->nmistakes++;
}
