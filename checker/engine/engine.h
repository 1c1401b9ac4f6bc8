/* SPDX-License-Identifier: MIT */
/* The analysis of one module: IR and contracts in, findings and counters out. */
#ifndef CUSTODY_ENGINE_H
#define CUSTODY_ENGINE_H

#include "../report/finding.h"
#include "../rules/contract.h"

/* What was done and what was cut; every limit that was hit stands here. */
struct engine_stats {
	uint32_t functions; /* with a body in the main file */
	uint32_t explored; /* of all bodies, those that touch a contract and were explored */
	uint32_t trivial; /* main-file functions that touch no contract: nothing to explore */
	uint32_t not_lowered; /* the frontend refused them */
	uint32_t unknowns; /* IR_UNKNOWN instructions in explored bodies */
	uint32_t steps; /* instructions executed, over all worlds */
	uint32_t worlds; /* worlds made */
	uint32_t merged; /* worlds joined with another at a block */
	uint32_t cut_worlds; /* dropped: more than the cap at a block */
	uint32_t cut_loops; /* dropped: the block's visit cap */
	uint32_t cut_functions; /* ended early: the function's step budget */
	uint32_t cut_outcomes; /* summary outcomes dropped: more than the cap */
	uint32_t recursive_calls; /* calls inside a cycle of functions, taken as unknown */
};

struct program;
struct world;
struct analysis;

/* What somebody else wants to see of a run; analysis.h says what it is shown. */
struct engine_watch {
	/* Instruction insn of x->fn is about to be executed, in w. NULL: not wanted. */
	void (*at)(void *ctx, const struct analysis *x, uint32_t insn, const struct world *w);
	/* All was analysed. NULL: not wanted. */
	void (*done)(void *ctx, struct program *p);
	void *ctx;
};

/*
 * Analyses every function of m's main file that touches a contract, bottom-up over the call graph,
 * and appends what it finds to out (unsorted). Lowers bodies through m->ops as needed. strict: all
 * of it is, not only the functions that say so. Else code with annotations is looked at twice, as
 * said.h says. watch may be NULL.
 */
void engine_run(struct ir_module *m, const struct contracts *c, bool strict, struct findings *out,
		struct engine_stats *stats, const struct engine_watch *watch);

#endif
