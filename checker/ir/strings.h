/* SPDX-License-Identifier: MIT */
/* Interned strings: equal text, equal number. */
#ifndef CUSTODY_STRINGS_H
#define CUSTODY_STRINGS_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t str_id;
#define STR_EMPTY 0u /* the id of "" */

struct strings;

struct strings *strings_new(void);
void strings_free(struct strings *s);
/* The id of text, which is copied on first sight. NULL counts as "". */
str_id str_intern(struct strings *s, const char *text);
str_id str_intern_n(struct strings *s, const char *text, size_t len);
/* The id of text if it was interned before, else STR_EMPTY. */
str_id str_find(const struct strings *s, const char *text);
/* The text of id; valid as long as the table. */
const char *str_text(const struct strings *s, str_id id);
/* Its length in bytes: a string literal may hold NULs, which the text alone would hide. */
size_t str_len(const struct strings *s, str_id id);
uint32_t strings_count(const struct strings *s);

#endif
