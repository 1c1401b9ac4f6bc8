/* SPDX-License-Identifier: MIT */
/* The files that are compiled in: rules/ in every binary, docs/rules/ and checker/report/html/ in
 * the command only. */
#ifndef CUSTODY_BUILTIN_H
#define CUSTODY_BUILTIN_H

#include <stddef.h>

struct builtin_file {
	const char *name; /* of rules: the path below rules/; of pages: the rule; else the path */
	const char *text; /* ends with a zero byte that size does not count */
	size_t size;
};

/* All in the order of their names. */
extern const struct builtin_file builtin_rules[];
extern const size_t builtin_nrules;
extern const struct builtin_file builtin_pages[];
extern const size_t builtin_npages;
extern const struct builtin_file builtin_html[];
extern const size_t builtin_nhtml;

#endif
