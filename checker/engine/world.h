/* SPDX-License-Identifier: MIT */
/*
 * A world: all that is known at one point of one path. Sorted tables, shared between worlds until
 * one of them writes (copy on write), and the trail of what happened on the way.
 */
#ifndef CUSTODY_WORLD_H
#define CUSTODY_WORLD_H

#include "node.h"

/* What a region holds, if that is not what it held at the function's entry. */
struct binding {
	node_id region;
	node_id value;
};

/* What is known of a symbolic value: lo <= value <= hi, and perhaps value != 0, or != k for small k
 * between (bit k of holes), as of the cases of a switch that were not taken. */
struct fact {
	node_id value;
	bool nonzero;
	uint32_t holes;
	int64_t lo, hi;
};

enum event_kind {
	EVENT_BRANCH, /* a condition was assumed; both ways were possible */
	EVENT_CASE, /* a switch took this case */
	EVENT_RESULT, /* a call was assumed to give this class of result */
	EVENT_STATE, /* an object entered a state */
	EVENT_CALL, /* a call whose effects follow in `inside` */
	EVENT_ENTRY, /* an object was given to the function by its slot */
};

/* One step of the trail. Events never change once made. They live as long as the analysis of their
 * function; what evidence_keep() has copied, as long as the program. */
struct event {
	const struct event *parent; /* the step before it on this path */
	const struct event
		*inside; /* CALL: the callee's trail; STATE: the event in the callee that did it */
	enum event_kind kind;
	bool truth; /* BRANCH */
	uint8_t state; /* STATE, ENTRY */
	value_classes classes; /* RESULT */
	uint32_t fn, insn;
	uint32_t operand; /* BRANCH: the condition; STATE: the operand that names the object, or
			     IR_NONE */
	int64_t number; /* CASE */
	node_id region; /* STATE, ENTRY: the object; BRANCH: the value asked for */
	const struct protocol *protocol;
	const struct effect *effect;
	const char *callee; /* STATE, RESULT, CALL: name of the function called */
	uint32_t depth; /* steps up to here, for cheap ordering */
	const struct event *kept; /* the copy that outlives the function, perhaps it itself; NULL:
				     none yet */
};

/* What was done in a callee, or a callee of that, where it was done. */
static inline const struct event *event_innermost(const struct event *ev)
{
	while (ev && ev->inside)
		ev = ev->inside;
	return ev;
}

enum state_flags {
	STATE_HANDED_ON =
		1, /* passed or stored where others may end it: nothing is owed here any more */
	STATE_UNSURE = 2, /* code we don't see may have changed it: nothing is concluded from it */
	STATE_DOUBTED = 8, /* unsure because unknown code was given the object, or something that
			      leads to it */
	STATE_FROM_CALLER =
		4, /* `first` acted on the state the object had at entry, which is not known here */
	STATE_OTHERS = 64, /* counted protocols: code we don't see may hold references too, so that
			      none of one's own may be enough */
	STATE_COVERED =
		32, /* entered in a table under a lock: others see it once the lock is given back */
	STATE_GIVEN = 128, /* unknown code was given the object itself: it may have kept it */
	STATE_PUBLISHED = 16, /* counted protocols: others may drop theirs at any time, so that only
				 one's own count */
	STATE_PASSED = 256, /* a function of the module was given the object, or part of it */
	STATE_RESAVED = 512, /* `captures` are those of a step after `first`, not what that one was
				given */
};

/* An object's state in one protocol. */
struct state {
	node_id region;
	uint16_t protocol; /* protocol.id */
	uint8_t state;
	uint16_t flags;
	int16_t count; /* counted protocols: own references */
	uint16_t steps; /* transitions so far */
	uint32_t record; /* dead states: what kind of record the object is, IR_NONE if not known */
	const struct effect *first; /* the first transition, to be judged again by a caller that
				       knows the state */
	const struct event *event; /* what brought it here */
	const struct event *got; /* what last brought it to a state that a failing function must not
				    leave it in */
	uint32_t handed; /* the only one that was given it: a call of unknown code whose result is
			    looked at, as its instruction + 1; or 0; or HANDED_OTHERWISE */
	uint32_t doubt; /* the last unknown code that may have undone that: a call of this function,
			   or 0 */
	const node_id *captures; /* protocol.ncaptures values, or NULL */
};

#define HANDED_OTHERWISE UINT32_MAX
static inline void state_hand_on(struct state *s)
{
	s->flags |= STATE_HANDED_ON;
	s->handed = HANDED_OTHERWISE;
}

/*
 * References counted on this path. Relative: `count` more than there were at entry, where there was
 * at least one that code which also takes references does not give back. Exact: the counter was set
 * here, and nobody else could reach it since.
 */
struct counter {
	node_id region;
	int16_t count;
	bool exact;
	bool made; /* one of them is the one that the object was made with */
	bool took; /* relative: some were taken on this path */
	bool last; /* this path took the last one to be gone */
};

/* Sections open on this path, less those of the caller's that it closed. */
#define MAX_SECTIONS 2 /* kinds that one path has open at once */
struct section {
	uint16_t protocol; /* protocol.id */
	int8_t depth; /* 0: the entry is free */
};

/* A sorted table that worlds share; `shared` says that a writer must copy first. */
#define WORLD_TABLE(type)                                                                          \
	struct {                                                                                   \
		type *list;                                                                        \
		uint32_t count, cap;                                                               \
		bool shared;                                                                       \
	}

#define MAX_ESCAPED 6
#define MAX_EACH 6
/* An effect on all objects, or on those that saved certain values of the call. */
struct each_effect {
	const struct effect *effect; /* NULL: the entry is free */
	node_id given[PROTOCOL_MAX_CAPTURES]; /* by match of the effect */
	uint32_t at; /* how deep the trail was then */
};
struct world {
	WORLD_TABLE(struct binding) store; /* by region */
	WORLD_TABLE(struct fact) facts; /* by value */
	WORLD_TABLE(struct state) states; /* by region, protocol */
	WORLD_TABLE(struct counter) counters; /* by region */
	const struct event *trail;
	node_id escaped[MAX_ESCAPED]; /* stored where others may find it, whatever became of that
					 place */
	uint32_t nescaped;
	struct each_effect each[MAX_EACH]; /* those that were met on the way, oldest first */
	struct section sections[MAX_SECTIONS];
	bool lost_lock; /* a lock that may be held has lost its name */
	bool acted; /* since the object that its slot gave entered its state, the function has done
		       something that others may notice: forgotten.c */
	bool joined; /* made of several, at the block where it waits */
	uint32_t sum; /* world_sum() of it, while it waits at a block */
	uint32_t twins; /* likewise: worlds with one number here have the same states */
	struct doubt *doubts; /* findings that hold unless this path gives back more references */
	uint32_t passed; /* bit i: parameter i's object was given to code that may end or keep it */
	uint32_t early; /* bit i: early read i of the function is on this path: early.c */
	uint64_t uses; /* bit i: use root i of the function was touched while its state was not
			  known */
	uint64_t sure; /* those that every path touched which this world was made of */
};

/* Worlds live in arena a. */
struct world *world_new(struct arena *a);
struct world *world_fork(struct arena *a, struct world *w);

/* What was met on both ways is what was met on either, but those effects that select by values both
 * ways must have met. */
void world_join_each(struct each_effect *into, const struct each_effect *other);

/* Notes that v was stored where others may find it; what does not fit is forgotten. */
void world_escaped(struct world *w, node_id v);

node_id world_get(const struct world *w, node_id region);
void world_set(struct arena *a, struct world *w, node_id region, node_id value);
void world_drop_binding(struct arena *a, struct world *w, uint32_t at);
/* Forgets what is bound to region and to every region inside it. */
void world_forget(struct arena *a, struct world *w, const struct nodes *n, node_id region);

const struct fact *world_fact(const struct world *w, node_id value);
void world_set_fact(struct arena *a, struct world *w, struct fact f);
void world_drop_fact(struct arena *a, struct world *w, uint32_t at);

/* The state of region in protocol, or NULL. The pointer dies with the next write. */
const struct state *world_state(const struct world *w, node_id region, uint16_t protocol);
/* Where the states of region begin in w->states, or would. */
uint32_t world_states_at(const struct world *w, node_id region);
void world_set_state(struct arena *a, struct world *w, struct state s);
void world_drop_state(struct arena *a, struct world *w, uint32_t at);

/* Not compared is what led to it. */
bool world_same_state(const struct state *a, const struct state *b);
bool world_same_counter(const struct counter *a, const struct counter *b);
bool world_same_fact(const struct fact *f, const struct fact *g);

/* The counter at region; one that this path has not touched is relative and 0. */
struct counter world_counter(const struct world *w, node_id region);
void world_set_counter(struct arena *a, struct world *w, struct counter c);
void world_drop_counter(struct arena *a, struct world *w, uint32_t at);

/* Whether the same values were saved with both. */
bool world_same_captures(const struct state *a, const struct state *b);
/* A number that worlds with the same states share, and few others. */
uint32_t world_sum(const struct world *w);
/* Same states of the same objects (values and trail aside), for worlds whose sum and twins are set.
 */
bool world_same_states(const struct world *a, const struct world *b);
/* Same in everything but the trail; likewise. */
bool world_equal(const struct world *a, const struct world *b);

#endif
