/* SPDX-License-Identifier: MIT */
/* Calls, and how worlds get from one instruction to the next. */
#ifndef CUSTODY_ENGINE_CALL_H
#define CUSTODY_ENGINE_CALL_H

#include "analysis.h"

/* path.c: contract paths in a call (or, with args = NULL, at the entry of a slot's function). */
struct call {
	uint32_t insn;
	uint32_t fn; /* called function, IR_NONE if it has no name here */
	const char *callee; /* its name, or the member that was called through */
	uint32_t nargs;
	const node_id *args;
	const uint32_t *operands; /* instruction of each argument, IR_NONE if there is none */
	node_id result;
	uint32_t gen; /* of what the call makes */
	const struct event *inside; /* effects applied here happened in the callee, there */
	bool maybe; /* effects applied here happened in the callee on a condition that nothing
		       decides here */
	bool chosen; /* the callee gave other values along on another way that nothing here rules
			out */
	const char *field; /* no call: a member, in the reader's words, is touched */
};
/* The value that path names, or NODE_NONE. */
node_id path_value(struct analysis *x, struct world *w, const struct path *path,
		   const struct call *c);
/*
 * The memory that text, a path from the record at region ("lock", "parent->lock"), names, or
 * NODE_NONE. A pointer at its end stands for what it points to.
 */
node_id path_member(struct analysis *x, struct world *w, node_id region, uint32_t record,
		    const char *text);

/* effect.c: contracts applied to a world. False: this world can't be. */
bool effect_apply(struct analysis *x, struct world *w, const struct effect *e,
		  const struct call *c);
/* Whether it gives back a reference of a counted object. */
bool effect_drops(const struct effect *e);
/* Whether it brings its object to its end. */
bool effect_ends(const struct effect *e);
/* Whether the state is what a function did to an object of which it knew nothing, and which for all
 * it knew stayed as it was: a caller that knows more judges. */
bool effect_is_deferred(const struct state *s);
/* An effect on every object that w knows. */
void effect_each(struct analysis *x, struct world *w, const struct each_effect *each,
		 const struct call *c);
/* What a callee did to an object, told in this function's terms (s: region and captures
 * translated). */
void effect_replay(struct analysis *x, struct world *w, const struct state *s,
		   const struct call *c);
/* Whether it takes a reference to an object that was there before. */
bool effect_takes(const struct effect *e);
/* A finding about the object of s, which argument `operand` of the call names (IR_NONE: none does).
 */
void effect_report(struct analysis *x, struct world *w, const struct rule *rule,
		   const struct state *s, const struct call *c, uint32_t operand);

/* call.c: call instructions. */
struct call_outcome {
	struct world *w;
	node_id result;
};
#define MAX_CALL_OUTCOMES 24
struct call_outcomes {
	struct call_outcome list[MAX_CALL_OUTCOMES * STRICT_FACTOR];
	uint32_t count;
};
/* A function of the file whose annotations only say what it is called with, as locks that are held
 * and what it borrows: all else is to be seen in its body. */
bool call_asserts_only(const struct program *p, uint32_t fn, const struct function_contract *fc);
/* Executes the call; every world that goes on after it stands in out. w itself may be used up. */
void call_execute(struct analysis *x, const struct path_state *ps, uint32_t insn,
		  struct call_outcomes *out);
void call_add_outcome(struct analysis *x, struct call_outcomes *out, struct world *w,
		      node_id result);
/*
 * Others can reach the object that value points to, what contains it, and what is stored in it.
 * may_change: they may change its state before this path goes on.
 */
void call_escape(struct analysis *x, struct world *w, node_id value, bool may_change);
/* The value is stored where others find it: whoever has what holds an object has the object too. */
void call_escape_stored(struct analysis *x, struct world *w, node_id value);
/* Unknown code got the object that value points to: it may keep it, and be the one who lets it go.
 */
void call_note_given(struct analysis *x, struct world *w, node_id value);
/*
 * Code that can write to region may have put other pointers there: what they point to now is not
 * known. unless: of what this call itself did, to objects that it had by a name of its own, it is.
 */
void call_doubt_contents(struct analysis *x, struct world *w, node_id region, uint32_t unless);
/* The same of a number that stands for something: an id, an address. What is worked out from it
 * leads to it too. */
void call_escape_number(struct analysis *x, struct world *w, node_id value);
/* A generation number for what call insn makes now: no value of w from an earlier round of a loop
 * has it. */
uint32_t generation_of(struct analysis *x, struct world *w, uint32_t insn);
/* Gives what insn made in an earlier round, and whose name is taken again now, a name of its own
 * among the call's arguments. */
void generation_rename_arguments(struct analysis *x, struct world *w, const struct call *c,
				 node_id *args);

/* The type that the function called declares its parameter arg with, or IR_NONE. */
uint32_t call_param_type(const struct analysis *x, const struct call *c, uint32_t arg);
/* By its type, the function called only reads what argument arg points to. */
bool call_only_reads(const struct analysis *x, const struct call *c, uint32_t arg);
/* The object is given to code that may end or keep it: told of parameters. */
void call_note_passed(struct analysis *x, struct world *w, node_id value);

/* given.c: call c is of a function that has a summary. */
/* For any arguments, or for the constants among these if without them outcomes had to be merged. */
const struct summary *given_general(struct analysis *x, const struct call *c);
/* If w knows of arguments in states that a slot gave, for those; else NULL. */
const struct summary *given_special(struct analysis *x, const struct world *w,
				    const struct call *c);

/* summary.c, summary_merge.c, summary_apply.c */
struct summary *summary_build(struct analysis *x);
void summary_apply(struct analysis *x, struct world *w, const struct summary *s,
		   const struct call *c, struct call_outcomes *out);

/* Whether v was there at the function's entry: a caller can name it. */
bool summary_from_outside(const struct analysis *x, node_id v);

/* use.c: touching an object. */
void use_region(struct analysis *x, struct world *w, node_id region, uint32_t insn,
		uint32_t operand, const char *how);
/* Whether part is one of the members that the state has a rule for. */
bool use_is_member(struct analysis *x, node_id part, const struct protocol_state *state);
/* Whether the function writes such a member itself, of this object or another one: it has its own
 * reason to read it. */
bool use_writes_member(const struct analysis *x, node_id part);
void use_argument(struct analysis *x, struct world *w, node_id value, const struct call *c,
		  uint32_t arg, const struct protocol *judged);

/* The callee touched what is region here. reached: on all its ways, and without a test for NULL.
 * given: the instruction whose value it was given for that, or IR_NONE. */
void use_in_callee(struct analysis *x, struct world *w, node_id region, const struct use_root *root,
		   bool reached, uint32_t given, const struct call *c);

/* null.c: memory is reached through a result that may be NULL. False: on this path it is; nothing
 * goes on after that. */
bool null_dereference(struct analysis *x, struct world *w, node_id region, uint32_t insn);
/* The same for v, which a contract goes through: only what is known to be an error pointer if
 * anything was said of it. */
bool null_error_used(struct analysis *x, struct world *w, node_id v, uint32_t insn);
/* v is what a call gave that does not tell of its failure in an encoded form. */
bool null_other_form(const struct analysis *x, node_id v);
/* Argument arg of the call, through which the callee reaches, is NULL, or a number that no address
 * is. False: it was told. */
bool null_argument(struct analysis *x, struct world *w, const struct call *c, uint32_t arg);
/*
 * Call insn gave v to a function of this file that is not followed: it may have tested it, and say
 * so by its result, if that is looked at. False: v is none, on this path; it is not known what
 * comes of that.
 */
bool null_passed(struct analysis *x, struct world *w, node_id v, uint32_t insn);
/* At an exit. */
void null_kept(struct analysis *x, struct world *w);
void null_mistaken(struct analysis *x, const struct exit_world *e);
/* A branch on condition. */
void null_tested(struct analysis *x, node_id condition);
/* After the last function: what the other calls tell about the uses that were noted. */
void null_report(struct program *p);

/* transfer.c: runs ps to the end of its block. */
void transfer_run(struct analysis *x, struct path_state ps);
/* Something new has an address of its own: that v is true (or false) would make it equal to another
 * one; or that would make a count 0 that this path has raised. */
bool transfer_is_unlikely(struct analysis *x, const struct world *w, node_id v, bool truth);
node_id transfer_operand(struct analysis *x, const struct path_state *ps, uint32_t insn);

/* explore.c: all worlds of one function, entry to exits. Needs its body lowered. slot: analysed as
 * placed there. */
struct summary *explore_function(struct program *p, uint32_t fn, const struct slot *slot,
				 const node_id *constants, bool interesting);
void explore_push(struct analysis *x, uint32_t block, struct world *w);
/* To be done again whenever the states of w change while it waits at a block. */
void explore_note_states(struct analysis *x, struct world *w);
/* The object at region was in that state before this path began. */
void explore_enter(struct analysis *x, struct world *w, node_id region, const struct protocol *p,
		   uint8_t state);
void explore_exit(struct analysis *x, struct world *w, node_id result, uint32_t insn);
/* Another world of the current block, to be run from ps.next on. */
void explore_later(struct analysis *x, struct path_state ps);

/* join.c: into becomes what holds in both worlds, which arrived at block. */
void join_worlds(struct analysis *x, uint32_t block, struct world *into, const struct world *other);
/*
 * After some rounds of a loop, what it still makes anew is no longer followed value by value: a
 * walk along a list would go on for ever.
 */
void join_generalise(struct analysis *x, uint32_t block, struct world *w);
/* The object goes on under another name. */
void join_forget_state(struct analysis *x, struct world *w, uint32_t at);
/* The constants that the function tests words of flags by: joins keep what is known of them. Needed
 * before the first join. */
void join_find_masks(struct analysis *x);
/* out_argument.c: code that is not seen is given v. True: v is the address of a variable that is a
 * pointer. What it holds may be gone then, even if that code fails. */
bool out_argument(struct analysis *x, struct world *w, node_id v);

#endif
