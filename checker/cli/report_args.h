/* SPDX-License-Identifier: MIT */
/* The arguments that every command with findings takes: where to report them, and which. */
#ifndef CUSTODY_REPORT_ARGS_H
#define CUSTODY_REPORT_ARGS_H

#include <argp.h>

#include "report/report.h"

/*
 * A child parser: put {&report_argp, 0, "Reports:", 0} into argp.children, and in ARGP_KEY_INIT a
 * struct report_options into state->child_inputs[0]; its pages are set for the caller. Uses the
 * keys from 0x300 on.
 */
extern const struct argp report_argp;

#endif
