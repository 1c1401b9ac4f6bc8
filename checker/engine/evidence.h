/* SPDX-License-Identifier: MIT */
/* What the reader is told: expressions, the trail, findings. */
#ifndef CUSTODY_ENGINE_EVIDENCE_H
#define CUSTODY_ENGINE_EVIDENCE_H

#include "analysis.h"

/* describe.c: what is looked at as one program: "this file" or "these files". */
const char *describe_files(const struct ir_module *m);
/* The reader's own expressions. Text in arena a. */
const char *describe_operand(struct ir_module *m, uint32_t fn, uint32_t insn, struct arena *a);
const char *describe_address(struct ir_module *m, uint32_t fn, uint32_t insn, struct arena *a);
const char *describe_node(const struct program *p, node_id v, struct arena *a);
const char *describe_region(const struct program *p, node_id r, struct arena *a);

/* evidence.c: the trail, and findings made from it. */
struct event *evidence_add(struct analysis *x, struct world *w, enum event_kind kind,
			   uint32_t insn);
/* ev and the steps before it in arena a, for a summary: the same copies each time. NULL stays. */
const struct event *evidence_keep(struct arena *a, const struct event *ev);

struct report {
	const struct rule *rule;
	uint32_t insn;
	const char *object; /* {object}: describe_*() text, or NULL */
	const char *callee; /* {call} */
	const char *given, *captured; /* {given}, {captured} */
	const char *field; /* {field} */
	const struct state
		*state; /* {state}: how the object got there; its event starts the story */
	node_id region; /* the object: its events are told */
	const struct event *inside; /* it happened in a callee: its last step */
	const struct use_root *touched; /* it was touched in the function called: where there */
	uint32_t touched_in;
	const struct event
		*elsewhere; /* what the function did on another path, and should have here */
	bool in_callee; /* and is told there: the mistake is the callee's own */
	bool said; /* an annotation says what is asked for */
	bool by_tests; /* no object: what the path tested says how it comes about */
};
void evidence_report(struct analysis *x, struct world *w, const struct report *r);
/* The finding with its story, not yet told. */
struct finding evidence_finding(struct analysis *x, struct world *w, const struct report *r);
/* A finding about no path, at place, in fn or, if that is IR_NONE, in a table; with a note unless
 * that is NULL. */
void evidence_static(struct program *p, const struct report *r, uint32_t fn, struct ir_place place,
		     const struct finding_note *because);
/* The path ended, and what it assumed stands: its doubtful findings are beliefs. */
void evidence_settle(struct analysis *x, const struct world *w);
/*
 * When all is analysed: the beliefs are findings. Where function after function goes on using what
 * it has put by the same function of the file, or has found under a lock that it has given back,
 * the authors know of another reference (Engler et al., Bugs as Deviant Behavior, SOSP 2001), and
 * nothing is told.
 */
void evidence_beliefs(struct program *p);

/* The member by which the event names its object, as an IR_FIELD; or NULL. */
const struct ir_insn *evidence_member(const struct analysis *x, const struct event *ev);
/* Something was told of that line. */
bool evidence_told(const struct findings *out, struct ir_place at);

#endif
