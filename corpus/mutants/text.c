// SPDX-License-Identifier: MIT
/* The driver's text: what stands at an offset. */
#include "mutate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void *grow(void *array, size_t count, size_t size)
{
	if (!count || !(count & (count - 1))) {
		array = realloc(array, (count ? 2 * count : 1) * size);
		if (!array)
			abort();
	}
	memset((char *)array + count * size, 0, size);
	return array;
}

bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool span_has(struct span outer, struct span inner)
{
	return outer.start <= inner.start && inner.end <= outer.end;
}

unsigned text_skip_space(const struct driver *d, unsigned at)
{
	while (at < d->size && isspace((unsigned char)d->text[at]))
		at++;
	return at;
}

/* Behind the string, character or comment that begins there, or the one character. */
static unsigned skip_token(const struct driver *d, unsigned at)
{
	const char *text = d->text, *end;
	char quote = text[at];

	if (quote == '/' && text[at + 1] == '*') {
		end = strstr(text + at + 2, "*/");
		return end ? (unsigned)(end + 2 - text) : d->size;
	}
	if (quote != '"' && quote != '\'')
		return at + 1;
	for (at++; at < d->size && text[at] != quote; at++) {
		if (text[at] == '\\')
			at++;
	}
	return at + 1;
}

unsigned text_closing(const struct driver *d, unsigned open)
{
	unsigned depth = 0, at = open;

	while (at < d->size) {
		char c = d->text[at];

		depth += strchr("([{", c) != NULL;
		if (strchr(")]}", c) && !--depth)
			return at;
		at = skip_token(d, at);
	}
	return 0;
}

static struct span trimmed(const struct driver *d, unsigned start, unsigned end)
{
	start = text_skip_space(d, start);
	while (end > start && isspace((unsigned char)d->text[end - 1]))
		end--;
	return (struct span){start, end};
}

/* The arguments between the parentheses, the first of which is at open. 0 for more than fit. */
unsigned text_split(const struct driver *d, unsigned open, struct argument *arguments)
{
	unsigned close = text_closing(d, open), at = open + 1, start = at, n = 0;

	if (text_skip_space(d, at) == close)
		return 0;
	while (at <= close) {
		if (at == close || d->text[at] == ',') {
			if (n == MAX_ARGUMENTS)
				return 0;
			arguments[n++].at = trimmed(d, start, at);
			start = ++at;
		} else if (strchr("([{", d->text[at])) {
			at = text_closing(d, at) + 1;
		} else {
			at = skip_token(d, at);
		}
	}
	return n;
}

bool text_has_word(const struct driver *d, struct span in, const char *word)
{
	size_t length = strlen(word);

	for (unsigned at = in.start; at + length <= in.end; at++) {
		if (!strncmp(d->text + at, word, length) && !is_word(d->text[at + length]) &&
		    (!at || !is_word(d->text[at - 1])))
			return true;
	}
	return false;
}
