/* SPDX-License-Identifier: MIT */
/* Findings as clang prints them without carets: the command's output equals the plugin's. */
#ifndef CUSTODY_TEXT_H
#define CUSTODY_TEXT_H

#include <stdio.h>

#include "finding.h"

void text_finding(FILE *out, const struct finding *f, const struct strings *strings);
/* An error in the analysed source: an annotation. */
void text_error(FILE *out, struct ir_place place, const char *message, const struct strings *strings);

#endif
