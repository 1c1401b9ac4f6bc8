/* SPDX-License-Identifier: MIT */
/* What happens to objects on a path, kind by kind. */
#ifndef CUSTODY_ENGINE_OBJECT_H
#define CUSTODY_ENGINE_OBJECT_H

#include "analysis.h"

struct call;
struct call_outcomes;

/* death.c: memory of region ends: every object in it, armed ones above all. record: its type, or
 * IR_NONE. */
void death_of(struct analysis *x, struct world *w, node_id region, uint32_t record,
	      const struct call *c);
/* Its end is known, whichever protocol says so: it may have been freed as memory. */
bool death_has_come(const struct analysis *x, const struct world *w, node_id region);
/* On the way to insn the function waits for something that others are to bring about: that may be
 * the end of what was armed. */
bool death_has_waited(struct analysis *x, const struct ambient *am, uint32_t insn);

/* count.c: reference counters. False: this world can't be. */
bool count_effect(struct analysis *x, struct world *w, const struct effect *e,
		  const struct call *c);
/* The function gives a reference back where this path took the last one to be gone: there were
 * more. */
bool count_contradicts(struct analysis *x, struct world *w, const struct function_contract *fc,
		       const struct call *c);
/* What a callee did to a counter (callee->region translated). */
bool count_replay(struct analysis *x, struct world *w, const struct counter *callee);
/* Whether this world exists only if some reference that was given back was the last one. */
bool count_assumes_last(const struct world *w);
/* Code that is not seen may count with what lies in region from here on. */
void count_escape(struct analysis *x, struct world *w, node_id region);

/* A counter in a record of its own counts references; a bare number that goes up and down may count
 * anything. */
bool count_of_references(const struct analysis *x, node_id region);
/* At the head of a loop: a bare number that each round changes is not followed any further, nor are
 * references that each round hands on. */
void count_rounds(struct analysis *x, uint32_t block, struct world *w);

/* section.c: what is lent for as long as a section lasts. */
/* So many sections of the protocol begin here, or end if depth is below 0. */
void section_move(struct analysis *x, struct world *w, uint16_t protocol, int depth,
		  const struct call *c);
bool section_open(const struct world *w, const struct protocol *p);
/* Of any protocol. */
bool section_any(const struct world *w);
/* Something is stored in region. */
void section_stored(struct analysis *x, struct world *w, node_id region);
/* insn loads the pointer v: a macro of a contract may say that it is lent; one that was is looked
 * up anew. */
void section_load(struct analysis *x, struct world *w, node_id v, uint32_t insn);
/* A callee took a reference that is counted in region: what that is a part of is no longer lent. */
void section_counted(struct analysis *x, struct world *w, node_id region);
/* The call may take references to what its arguments point to: those are no longer lent. */
void section_passed(struct analysis *x, struct world *w, const struct function_contract *fc,
		    const struct call *c);

/* publish.c: what the whole file does with tables, noted by program_survey(); then what it means on
 * a path. */
void publish_note(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e);
void publish(struct analysis *x, struct world *w, const struct effect *e, const struct call *c);
/* A reference is taken to an object that region lies in. */
void publish_get(struct analysis *x, struct world *w, node_id region, const struct call *c);
/* This path has a reference to the object besides the one that it was made with. */
bool publish_has_reference(const struct analysis *x, const struct world *w, node_id object);
/* A lock was given back. */
void publish_unlock(struct analysis *x, struct world *w, const struct call *c);
/* The function takes locks, or whoever calls it has: what a lookup below it gives out may be kept
 * by these. */
bool publish_is_locked(const struct analysis *x);
/* An object is looked up in a table: a section of e->protocol begins, if others drop it. */
void publish_look(struct analysis *x, struct world *w, const struct effect *e,
		  const struct call *c);

/* lock.c: the contract that tells what the callee does to locks; NULL: its body does, of which an
 * annotation says other things. */
const struct function_contract *lock_contract(const struct program *p,
					      const struct function_contract *fc, uint32_t callee);
/* Locks are followed only where a function does not take and release them evenly. */
/* What the effect does to a lock: 1 takes it, -1 releases it, 0 neither. */
int lock_direction(const struct effect *e);
/* Whether the function hands on the address of one that releases a lock which is that member, and
 * has not taken it. */
bool lock_released_later(const struct analysis *x, node_id region);
/* 1: calling fn leaves some lock taken, -1: released; 0: as it was, or not known. */
int lock_net(struct program *p, uint32_t fn);
/* fn, or something it calls by name, does something to some lock. */
bool lock_touches(struct program *p, uint32_t fn);
/* What fn says of itself names a lock. */
bool lock_in_contract(struct program *p, uint32_t fn);
bool lock_uneven(struct program *p, uint32_t fn);
/* ... or leaves one taken, or released, for its callers. */
bool lock_follow(struct program *p, uint32_t fn);
/* The function says that its caller holds the lock, of which it knows nothing. */
void lock_needed(struct analysis *x, const struct effect *e, node_id region, const struct call *c);
/* The callee says so of region, in this function's terms. */
void lock_check_needed(struct analysis *x, struct world *w, node_id region, const struct effect *e,
		       const struct call *c);
/* The same, of what the callee has noted. */
void lock_check_asserted(struct analysis *x, struct world *w, node_id region,
			 const struct needed_lock *needed, const struct call *c);
bool lock_same_class(const struct nodes *n, node_id a, node_id b);

/* member.c: contracts of members and of records. */
void member_find(struct program *p);
/* Whether the function may do what such a contract speaks of, so that it is worth a look. */
bool member_interest(struct program *p, uint32_t fn);
void member_touch(struct analysis *x, struct world *w, node_id region, uint32_t insn);
/* v is about to be stored in region. True: the contract has said who keeps it. */
bool member_store(struct analysis *x, struct world *w, node_id region, node_id v, uint32_t insn);
/* The function that is called has stored v there. */
void member_stored_below(struct analysis *x, node_id region, node_id v, const struct call *c);
/* A contract says that the member at region owns what is in it. */
bool member_owns(struct analysis *x, node_id region);
/* The record that owns the object by the pointer that region was found by, and that still has it
 * in its member; or NODE_NONE. */
node_id member_owner(struct analysis *x, struct world *w, node_id region);
/* A whole record is copied by instruction insn. */
void member_copy(struct analysis *x, struct world *w, uint32_t insn);
/* ... by a call that is given its address `from`. */
void member_copied(struct analysis *x, struct world *w, uint32_t from, uint32_t insn);
void member_exit(struct analysis *x, const struct exit_world *e);

/* member.c: what is said of the member, or NULL. */
const struct field_contract *member_contract(struct program *p, uint32_t record, uint32_t field);

/* structure.c: what shows without following any path. */
void structure_check(struct program *p);
void structure_static(struct analysis *x, struct world *w, const struct effect *e,
		      const struct call *c);
void structure_unguarded(struct analysis *x, struct world *w, const struct effect *e,
			 const struct call *c);

/* forgotten.c: whether others may come to the object that the slot gave. */
/* The call insn has run, with these outcomes. */
void forgotten_call(struct analysis *x, uint32_t insn, struct call_outcomes *out);
/* v is stored in region; NODE_NONE: something that has no name. */
void forgotten_store(struct analysis *x, struct world *w, node_id region, node_id v);
/* An object has moved on from the state `from`. */
void forgotten_moved(struct analysis *x, struct world *w, const struct state *from);

/* early.c: members that are filled in by a call, and read before it. */
/* The member `region` is read. */
void early_read(struct analysis *x, struct world *w, node_id region, uint32_t insn);
/* ... by the function that is called. */
void early_below(struct analysis *x, struct world *w, node_id region, const struct call *c);
/* Bit i: early read i is on the path of w, and what a caller may tell of: the member can be named
 * there, and nothing asked for what was read. */
uint32_t early_unasked(const struct analysis *x, const struct world *w);
/* An object of which nothing was known comes to a state, by the call. */
void early_moved(struct analysis *x, struct world *w, const struct state *now,
		 const struct call *c);

/* Finds the members that lead from a view back to its object. */
void backlink_survey(struct program *p);
/* The object that region, a member of its view, always holds; or NODE_NONE. */
node_id backlink_object(struct analysis *x, node_id region);
/* The record that the module takes the driver's data of such an object for, and the member that
 * they lie in; or IR_NONE. */
uint32_t backlink_data(const struct program *p, uint32_t record, uint32_t *field);
/* The object that region is, as what its data lie in, if a member of these leads to it; or
 * NODE_NONE. */
node_id backlink_whole(struct analysis *x, node_id region);

#endif
