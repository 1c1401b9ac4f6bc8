/* SPDX-License-Identifier: MIT */
/* Findings as clang prints them without carets: the command's output equals the plugin's. */
#ifndef CUSTODY_TEXT_H
#define CUSTODY_TEXT_H

#include <stdio.h>

#include "finding.h"

struct result;
struct results;
struct selection;
struct selection_counts;

void text_finding(FILE *out, const struct finding *f, const struct strings *strings);
/* The same of a finding from a file; one that a suppression hides says so. */
void text_result(FILE *out, const struct result *r);
/* An error in the analysed source: an annotation. */
void text_error(FILE *out, struct ir_place place, const char *message,
		const struct strings *strings);

/* Of a run: what was fixed, how much was checked and what was not, how many findings there are. */
void text_summary(FILE *out, const struct results *r, const struct selection_counts *counts,
		  const struct selection *s);

#endif
