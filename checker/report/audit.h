/* SPDX-License-Identifier: MIT */
/* What a program asks custody not to look at: suppressions and trusted code, each with its reason.
 */
#ifndef CUSTODY_AUDIT_H
#define CUSTODY_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "../ir/ir.h"

enum waiver_kind { WAIVER_ALLOW, WAIVER_TRUSTED };

struct waiver {
	enum waiver_kind kind;
	const char *file;
	uint32_t line, col;
	const char *rule; /* WAIVER_ALLOW */
	const char *reason; /* "": none is given */
};

struct audit {
	struct arena *arena; /* owns all texts */
	IR_TABLE(struct waiver, list);
};

struct audit *audit_new(void);
/* NULL is allowed. */
void audit_free(struct audit *a);

/* Appends a copy; what it points to must be in a->arena. */
void audit_add(struct audit *a, const struct waiver *w);
/* Appends what m holds: exact, but only of code that was compiled. */
void audit_module(struct audit *a, struct ir_module *m);
/* Appends what stands in a file's text, compiled or not. */
void audit_text(struct audit *a, const char *text, size_t size, const char *file);

/* Orders by file, line, column; what several files include is kept once. */
void audit_sort(struct audit *a);
/* One line each. */
void audit_print(const struct audit *a, FILE *out);

#endif
