/* SPDX-License-Identifier: MIT */
#include "utf8.h"

#include <stdint.h>
#include <string.h>

#include "../ir/arena.h"

/* What the lead byte says: bytes that follow, and the smallest number that needs so many. */
static int followers(unsigned char lead, uint32_t *value, uint32_t *smallest)
{
	if (lead < 0x80) {
		*value = lead;
		*smallest = 0;
		return 0;
	}
	if ((lead & 0xe0) == 0xc0) {
		*value = lead & 0x1f;
		*smallest = 0x80;
		return 1;
	}
	if ((lead & 0xf0) == 0xe0) {
		*value = lead & 0x0f;
		*smallest = 0x800;
		return 2;
	}
	*value = lead & 0x07;
	*smallest = 0x10000;
	return (lead & 0xf8) == 0xf0 ? 3 : -1;
}

size_t utf8_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	uint32_t value, smallest;
	int n = followers(*at, &value, &smallest);

	if (n < 0)
		return 0;
	for (int i = 1; i <= n; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (at[i] & 0x3f);
	}
	if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	return (size_t)n + 1;
}

#define REPLACEMENT "\xef\xbf\xbd"

const char *utf8_valid(const char *text, struct arena *a)
{
	const char *at = text;
	size_t length, n = 0;
	char *copy;

	while (*at && (length = utf8_length(at)))
		at += length;
	if (!*at)
		return text;
	copy = arena_alloc(a, 3 * strlen(text) + 1);
	for (at = text; *at; at += length) {
		length = utf8_length(at);
		if (length) {
			memcpy(copy + n, at, length);
			n += length;
		} else {
			memcpy(copy + n, REPLACEMENT, 3);
			n += 3;
			length = 1;
		}
	}
	copy[n] = '\0';
	return copy;
}
