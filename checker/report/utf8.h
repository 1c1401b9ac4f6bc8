/* SPDX-License-Identifier: MIT */
/* Source text in any encoding, for formats that must be UTF-8. */
#ifndef CUSTODY_UTF8_H
#define CUSTODY_UTF8_H

#include <stddef.h>

struct arena;

/* The bytes that the character at text takes, 0: it is no valid UTF-8. */
size_t utf8_length(const char *text);
/* text, or if it is no valid UTF-8 a copy in a in which each wrong byte is U+FFFD. */
const char *utf8_valid(const char *text, struct arena *a);

#endif
