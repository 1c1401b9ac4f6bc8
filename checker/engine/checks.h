/* SPDX-License-Identifier: MIT */
/* What is asked at a function's exits, and of all of the module's code. */
#ifndef CUSTODY_ENGINE_CHECKS_H
#define CUSTODY_ENGINE_CHECKS_H

#include "analysis.h"

struct call;

/* exit.c: what must hold when the function returns. */
/* The object goes back with the result. */
bool exit_returns(const struct analysis *x, const struct exit_world *e, node_id region);
/* A small number where a pointer was given stands for memory of no size, say. s: of what it points
 * to. */
bool exit_is_no_address(const struct analysis *x, const struct world *w, const struct state *s,
			node_id v);
void exit_check(struct analysis *x, const struct exit_world *e);
/* What the function does to an argument where it fails, it does on each path on which it fails. */
void exit_check_failing(struct analysis *x);

/* After a slot that tears a device down: nothing of what it held may still run. */
void exit_check_teardown(struct analysis *x);

/* left.c: what a failing path leaves behind that others take away. */
void left_check(struct analysis *x);
/* taken.c: references that a failing function took to its arguments, and that are lost. After
 * left_check(). */
void taken_check(struct analysis *x);
/* left.c: the result is negative, but says that all goes well. */
bool left_goes_on(int64_t code);
/* left.c: whether the result of that exit says that the function failed. */
bool left_failed(struct analysis *x, const struct exit_world *e);
/* In lint: the function returns what another one, whose code is not seen and that takes nothing
 * over, has told it, be that a failure. */
bool left_passes_on(const struct analysis *x, const struct exit_world *e);
/* Whether fn, or what it calls, may undo what the protocol is about. Lowers bodies: x->f is to be
 * refreshed. */
bool left_may_undo(struct program *p, uint32_t fn, const struct protocol *protocol);
/* Some exit is no failure. What always fails says something else by it, and undoes elsewhere what
 * it leaves. */
bool left_can_succeed(struct analysis *x);

/* duty.c: what a function leaves behind of what is not its own. */
void duty_check(struct analysis *x);
/* The object leaves a state that has a rule for strays: known if this path brought it there. */
void duty_leaves(struct analysis *x, struct world *w, const struct state *now,
		 const struct state *known, const struct call *c, uint32_t operand);

/* sequence.c: functions of one table in the order in which they run. */
void sequence_check(struct program *p);
/* The worlds in which the function begins, one for each way in which what ran before it succeeded.
 */
void sequence_enter(struct analysis *x, struct world *w);
/* What the earlier function left is taken back, in strict files. */
void sequence_exit(struct analysis *x, const struct exit_world *e);

/* counted.c: records that are counted though nobody ever takes a reference. Needs the functions to
 * have been explored. */
void counted_check(struct program *p);
/* At an exit: two counts of one object, of which one was taken and the other given back. */
void counted_exit(struct analysis *x, const struct exit_world *e);

/* unset.c: variables that are read before anything is stored in them, in lowered bodies. */
void unset_check(struct program *p);

/* unasked.c: results that may be no good, and that nobody asks about. */
void unasked_check(struct program *p);
/* v, which was read by way of address, an IR_LOCAL, is what the variable held before anything was
 * stored in it. */
bool unset_value(const struct analysis *x, uint32_t address, node_id v);

/* ids.c: numbers that user space names objects by: where they are given out, and where they are
 * looked up. Needs program_survey(). */
void ids_check(struct program *p);

/* order.c: the order in which a slot's function takes down what a record holds. Needs lowered
 * bodies. */
void order_check(struct program *p);

/* table.c: static data. Needs program_survey(), which finds the tables that code puts into a
 * record. */
void tables_note_place(struct program *p, uint32_t global, const struct needs_contract *n);
void tables_check(struct program *p);

/* balance.c: locks by all of the module's code: what nobody releases, what nobody has taken, what
 * is taken twice. */
void balance_check(struct program *p);

/* atomic.c: calls that may sleep, where nothing may. Needs lowered bodies. */
void atomic_check(struct program *p);

/* derived.c: members that are only ever set to an address computed from another member, and that
 * are released as if they had been got, by all of the module's code. Needs the functions to have
 * been explored. */
void derived_check(struct program *p);

/* Objects of the protocol may run some time later: it has an ambient state. */
bool program_runs_later(const struct protocol *p);

/* sibling.c: what may run later, beside something that is stopped for good. Needs lowered bodies.
 */
void sibling_check(struct program *p);
/* The code that runs when the member is armed frees the record that it lies in. */
bool sibling_ends_itself(struct program *p, const struct ambient *am);
/* The call gives back memory of such a record, or puts one. */
bool sibling_frees_record(struct program *p, const struct ir_function *f, uint32_t call,
			  uint32_t record);

/* cleanup.c: what a function's ways out give back, against each other. Needs lowered bodies. */
void cleanup_check(struct program *p);
/* pair.c: calls that undo others by their names, where one way out leaves them out. Needs lowered
 * bodies. */
void pair_check(struct program *p);
/* twin.c: what one function takes down together, and another one in part. Needs lowered bodies. */
void twin_check(struct program *p);

/* agree.c: what releases a member, against what filled it, by all of the module's code. Needs
 * lowered bodies. */
void agree_check(struct program *p);

/* source.c */
void source_check(struct program *p);

/* kept.c: references that are kept in a member, by all of the module's code. Needs lowered bodies.
 */
void kept_check(struct program *p);

/* made_of.c: an object that was made of what lies beside it, and which of the two is let go first.
 * Needs lowered bodies. */
void made_of_check(struct program *p);

/* borrowed.c: puts of what a member only borrows. Lowers bodies. */
void borrowed_check(struct program *p);

/* strict_made.c: members that are used, and that nothing in the file makes. Needs lowered bodies.
 */
void strict_made_check(struct program *p);

/* strict_unread.c: what a call gives for a device, and nothing in the file reads. Needs lowered
 * bodies. */
void strict_unread_check(struct program *p);

/* unrun.c: calls behind a return, and functions that nothing refers to. */
void unrun_check(struct program *p);

/* undone.c: what maker did by its instruction `made` is undone by instruction insn of fn, other
 * than where it failed. */
bool undone_for_good(struct program *p, uint32_t maker, uint32_t made, uint32_t fn, uint32_t insn);

#endif
