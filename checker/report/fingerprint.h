/* SPDX-License-Identifier: MIT */
/*
 * What makes a finding the same finding after the file was edited elsewhere: its rule, its
 * function, the statement's own text. No line number, no file name, no wording of custody's own
 * goes in. The way to it (the statements of its steps, assumptions left out) is a second number: it
 * tells apart findings that look alike, but may change with an edit in between.
 */
#ifndef CUSTODY_FINGERPRINT_H
#define CUSTODY_FINGERPRINT_H

#include <stdint.h>

struct result;
struct sources;
struct arena;

/* Sets identity and way of r from the texts in sources; scratch memory comes from a. */
void fingerprint(struct result *r, struct sources *sources, struct arena *a);

#endif
