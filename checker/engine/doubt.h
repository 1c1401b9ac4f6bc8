/* SPDX-License-Identifier: MIT */
/* What speaks against a mistake: reasons to say nothing. */
#ifndef CUSTODY_ENGINE_DOUBT_H
#define CUSTODY_ENGINE_DOUBT_H

#include "analysis.h"

struct call;

/* What holds the object, as an allocator does a node, is a variable of this function, or lies in
 * region; NODE_NONE: in none. */
bool doubt_held_in(const struct analysis *x, const struct state *s, node_id region);
/* The object was found in memory: by another way there, others and this path come to it as well. Or
 * it is a variable of the function's own, which waits for others. */
bool doubt_found(const struct analysis *x, const struct state *s);
/* doubt.c: the call breaks a rule for an object in the state `known`, which operand names: whether
 * that may be no mistake. */
bool doubt_mistake(struct analysis *x, const struct world *w, const struct state *known,
		   const struct call *c, uint32_t operand);
/* What happens to an element that a loop has come to may have happened to any. */
void doubt_elements(struct analysis *x, struct world *w, const struct effect *e, node_id region);
/* What happens to what was read from a member, after code that is not seen may have changed it, may
 * have happened to what was kept there before: in most cases it is still there. */
void doubt_reread(struct analysis *x, struct world *w, const struct effect *e, node_id region);
/* What ev was done to, there, was found by an index that may be another in each round of a loop. */
bool doubt_found_by_index(const struct analysis *x, const struct event *ev);
/* The object is one of several, and the function moves others of them by an index that is no
 * constant: it may have been this one. */
bool doubt_moved_by_index(const struct analysis *x, const struct state *s);
/* The object is kept at place, in an array; and since it got where it is, the path has left a loop
 * that undoes such things: which elements had a round there is not known. */
bool doubt_unwound(struct analysis *x, const struct world *w, const struct state *s, node_id place);
/* Since the object got where it is, the path has left a loop that undoes such things, one in each
 * round: it may have come to the object by another name. */
bool doubt_undoing_loop(struct analysis *x, const struct world *w, const struct state *s);
/* The function stores the object in an array, and the path has left a loop that undoes such things.
 */
bool doubt_in_array(struct analysis *x, const struct world *w, const struct state *s);
/* doubt_callers.c: the path took the reference that it put to be the last one; but whoever calls
 * the function, in this file, puts one more afterwards, in the same way: they have one. */
bool doubt_callers_put(struct analysis *x, const struct world *w);
/* A callee put a reference to the object; but all that call it in this file put one more
 * afterwards, in the same way: it was not theirs. */
bool doubt_another_put(struct analysis *x, const struct state *s);
/* The object is in that state by this file's own doing. */
bool doubt_giver(const struct analysis *x, const struct state *s);
/* The call at hand did the same before, in another round of a loop, and may have been given another
 * value then by which this kind of object is told apart, as the handlers of one interrupt are: it
 * was another object of the same name. now: what is done to it. */
bool doubt_another(const struct analysis *x, const struct state *now, const struct state *known,
		   const struct call *c);
/* The object that region lies in came from a function of the file since then. */
bool doubt_given_again(const struct analysis *x, const struct world *w, const struct state *s,
		       node_id region, uint32_t insn);

/* doubt_searched.c: on every way from where the object got where it is to the instruction, a
 * function of the file is called that looks in a loop for such objects and takes those out that it
 * finds. */
bool doubt_searched(struct analysis *x, const struct state *s, uint32_t insn);
/* ... that brings some such objects out of the state, on conditions that are not known here. */
bool doubt_undone_below(struct analysis *x, const struct state *s, uint32_t insn);
/* ... or: it is one of several that a loop made, and the path calls what may undo all of them, or
 * comes by a loop that does so. */
bool doubt_several_undone(struct analysis *x, const struct world *w, const struct state *s,
			  uint32_t insn);
/* The reference is gone; but code that is not seen was given the same object as the call, and gave
 * a pointer for it: it may have taken one more, on behalf of this function. */
bool doubt_bound(const struct analysis *x, const struct state *known, const struct call *c);

/* doubt_given.c: the object is told by a number, which on every way to that exit is given to a
 * function of the file that stores it. */
bool doubt_given(struct analysis *x, const struct state *s, uint32_t exit);

/* doubt_asked.c: what is done to the object and what was done before are chosen by two flags of one
 * word, of which both were set, or none. */
bool doubt_choice(const struct analysis *x, const struct world *w, const struct state *s,
		  const struct call *c);
/* What led to the object's state was done on a condition of which the path has since assumed the
 * opposite. */
bool doubt_asked_twice(const struct analysis *x, const struct world *w, const struct state *s);
/* The path has asked, of what the call at insn is given, for what may say that the object is back.
 */
bool doubt_back(const struct analysis *x, const struct world *w, const struct state *s,
		uint32_t insn);
/* The path has read, in what the call at insn is given, what may say that the object has run. */
bool doubt_waited(const struct analysis *x, const struct world *w, const struct state *s,
		  uint32_t insn);
/* The same of an object that others bring out of the state that it is in. */
bool doubt_taken_out(const struct analysis *x, const struct world *w, const struct state *s,
		     uint32_t insn);
/* The call that brought the object where it is gave a number, too, which the path has compared with
 * another one since: it says by that whether the object is there. */
bool doubt_number(const struct analysis *x, const struct world *w, const struct state *s);
/* A callee ended the object because of an argument that this function compares to get. */
bool doubt_told_callee(const struct analysis *x, const struct state *s);
/* The path has asked for one particular error code of the call's, and goes on because of it. */
bool doubt_code_asked(const struct analysis *x, const struct world *w, uint32_t call);
/* The same of the call that brought the object where it is, or the path has come to the case of one
 * code that it gave. */
bool doubt_particular_error(const struct analysis *x, const struct world *w, const struct state *s);
/* What the path tested since then tells whether there is anything to undo. */
bool doubt_marked(const struct analysis *x, const struct world *w, const struct event *since);
/* A callee that lets the object go again, and goes on with it, asks for a mark that was set where
 * it was let go. now: what is done to it. */
bool doubt_marked_gone(const struct analysis *x, const struct state *now, const struct state *known,
		       const struct call *c);
/* The call in a callee that brought the object to where it has to be undone does so again; and that
 * function asks first for a member that it sets behind the call. */
bool doubt_marked_done(const struct analysis *x, const struct state *known, const struct call *c);

/*
 * own.c: operand names what a call in this function gave, and this function keeps it to itself: no
 * other place, and no code that is not seen, ever gets it. To put it is to give back the reference
 * that came with it.
 */
bool own_result(struct analysis *x, node_id region, uint32_t operand);
/* doubt_round.c: the object is in its state since an earlier round of a loop around insn, and each
 * round reads the operand, which leads to it, from memory again; nothing that the loop runs puts
 * another one there, so others do. */
bool doubt_read_again(struct analysis *x, const struct state *s, uint32_t operand, uint32_t insn);
/* What call c does now it did to the same object in another round of a loop, and
 * what this round's element says led to it. known: the object's state. */
bool doubt_round(const struct analysis *x, const struct world *w, const struct state *known,
		 const struct call *c);
/* recomputed.c: some code of the file ends objects of the protocol by numbers that it gets anew. */
bool recomputed_releases(struct program *p, const struct protocol *protocol);
/* skipped.c: the condition of the branch at insn is known: if it is a variable that the function
 * has set itself, what the other way undoes is left on purpose. */
void skipped_by_flag(struct analysis *x, struct world *w, uint32_t insn, bool truth);
/* An earlier function of the table brought the object where it is, and this one undoes that on a
 * condition which the path took to be false: it may well tell the ways of the earlier one apart. */
bool skipped_in_sequel(const struct analysis *x, const struct world *w, const struct state *s);
/* The path took a member to be nothing, and so left out what undoes s; but what brought the object
 * there was given just that member. */
bool skipped_without_handle(const struct analysis *x, const struct world *w, const struct state *s);

#endif
