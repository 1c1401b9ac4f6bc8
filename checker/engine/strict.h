/* SPDX-License-Identifier: MIT */
/* Strict mode: what is not proven is an error. */
#ifndef CUSTODY_ENGINE_STRICT_H
#define CUSTODY_ENGINE_STRICT_H

#include "analysis.h"

struct call;

/* strict.c: errors where the engine gives up, in functions that are strict. */
bool strict_in(const struct program *p, uint32_t fn);
/* The protocol is followed here: in strict functions all are but those of lint, elsewhere those
 * that are not strict, and what the source says that members keep. */
bool strict_follows(const struct analysis *x, const struct protocol *p);
/* By how much the limits are wider. */
uint32_t strict_factor(const struct analysis *x);
uint32_t strict_steps(const struct analysis *x);
/* A limit was hit: counts it. */
void strict_cut(struct analysis *x, uint32_t *counter);
/* The function was run to its end. */
void strict_explored(struct analysis *x);
/* No contract, no body, no summary. */
void strict_call(struct analysis *x, struct world *w, const struct call *c);
/* A cast, assembly, an expression that is not modelled. */
void strict_value(struct analysis *x, struct world *w, uint32_t insn);
/* Argument arg of the call is an address through which the callee reaches what is no memory. In
 * lint parameters are looked at, of which members are read besides, and callees that take any
 * pointer. */
void strict_address(struct analysis *x, struct world *w, const struct call *c, uint32_t arg);
/* v was read by instruction insn. */
void strict_read(struct analysis *x, struct world *w, uint32_t insn, node_id v);
/* `now` is done to a lock. */
void strict_lock(struct analysis *x, struct world *w, const struct state *now,
		 const struct state *known, const struct call *c, uint32_t operand);
/* At an exit. */
void strict_exit(struct analysis *x, const struct exit_world *e);
/* Likewise: of sections that it opened, or closed. */
void strict_sections(struct analysis *x, const struct exit_world *e);

/* strict_owed.c: what a strict function owes, at an exit. */
void strict_owed(struct analysis *x, const struct exit_world *e);
/* `now` puts something on a list, of which nothing is known. */
void strict_listed(struct analysis *x, struct world *w, const struct state *now,
		   const struct call *c);
/* The memory of region ends by call c. */
void strict_death(struct analysis *x, struct world *w, node_id region, const struct call *c);

/* strict_result.c: call c of a function that can fail, whose result may not be looked at. */
void strict_ignored(struct analysis *x, struct world *w, const struct call *c);
/* At an exit: what failed on the way. */
void strict_succeeds(struct analysis *x, const struct exit_world *e);
/* What nothing is known of, and was found in memory, enters the state that its protocol presumes.
 * False: it does not. */
bool strict_presumes(struct analysis *x, struct world *w, const struct state *now);

/* strict_reach.c: the function was run to its end, and code of it never. */
void strict_reached(struct analysis *x);
/* Somebody has to bring an object out of this state. */
bool strict_owes(const struct protocol_state *s);
/* Other code has the memory that region lies in, or that a pointer to it is stored in. */
bool strict_others(const struct analysis *x, const struct world *w, node_id region);
/* s, one of these states, says that an element was taken off a list, and nothing was done with it
 * since. */
bool strict_taken(const struct analysis *x, const struct state *states, uint32_t nstates,
		  const struct state *s);
/* `now` is done to an object whose state is known. */
void strict_again(struct analysis *x, struct world *w, const struct state *now,
		  const struct state *known, const struct call *c);
/* value is stored in region. */
void strict_overwritten(struct analysis *x, struct world *w, node_id region, node_id value,
			uint32_t insn);
/* `now` is judged by a state that is not known, or no longer. */
void strict_needs(struct analysis *x, struct world *w, const struct state *now,
		  const struct state *known, const struct call *c, uint32_t operand);

/*
 * told.c: members that tell another member's state. v was read from region by instruction
 * insn. Returns another world, in which v is 0, if both can be; else NULL.
 */
struct world *told_read(struct analysis *x, struct world *w, node_id region, node_id v);
/* Nothing is known of the object that `now` is done to by call c: what tells of it says what it was
 * before. */
void told_assume(struct analysis *x, struct world *w, const struct state *now,
		 const struct call *c);
/* At an exit: what tells, and what it tells of, agree. */
void told_exit(struct analysis *x, const struct exit_world *e);
/* The memory of region ends by call c. */
void told_death(struct analysis *x, struct world *w, node_id region, const struct call *c);
/* The value was saved from a member that tells, or is a number: another one may differ from it. */
bool strict_differs(const struct analysis *x, const struct state *s, node_id saved, node_id given);

/* strict_count.c: e was done to the counted object at region. */
void strict_reference(struct analysis *x, struct world *w, const struct effect *e, node_id region);
/* At an exit: references that this function took, and gave back. */
void strict_references(struct analysis *x, const struct exit_world *e);

/* strict_member.c: members that own what they point to; at an exit. */
void strict_owned_exit(struct analysis *x, const struct exit_world *e);
/* Call c gives the record to code that may use all of it, now or later. */
void strict_owned_given(struct analysis *x, struct world *w, node_id record, const struct call *c);
/* The memory of region ends. */
void strict_owned_death(struct analysis *x, struct world *w, node_id region, const struct call *c);

/* strict_later.c: at an exit where something has to run later, and was asked for last. */
void strict_later(struct analysis *x, const struct exit_world *e, const struct slot_exit *se);

/*
 * keeps.c: members that keep objects. v was read from region.
 */
void keeps_read(struct analysis *x, struct world *w, node_id region, node_id v);
/* v is about to be stored in region. Returns another world, in which nothing is put there or taken
 * out, if both can be; else NULL. */
struct world *keeps_stored(struct analysis *x, struct world *w, node_id region, node_id v,
			   uint32_t insn);
/* e was done to what is at region, by call c. */
void keeps_moved(struct analysis *x, struct world *w, const struct effect *e, node_id region,
		 const struct call *c);
/* The record whose member region is was asked for. */
void keeps_found(struct analysis *x, struct world *w, node_id region, uint32_t record,
		 uint32_t field);
void keeps_exit(struct analysis *x, const struct exit_world *e);

#endif
