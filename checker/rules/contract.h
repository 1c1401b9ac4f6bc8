/* SPDX-License-Identifier: MIT */
/*
 * Contracts: what rules files and annotations say, compiled to tables. The engine reads nothing
 * else about the code it checks. Written down in docs/rule-language.md; built by parse.y (rules)
 * and annotate.c (attributes); all of it lives in the arena of its struct contracts and is constant
 * once built.
 *
 * The vocabulary, in one place:
 *  - An OBJECT is a memory region (a request, a table, a lock). A PROTOCOL is a typestate automaton
 * that an object may be in; one object can be in several protocols at once.
 *  - A PATH names an object from a function's parameters or result: rq, bd->rq, &p->node,
 * return->sgl.
 *  - An EFFECT is what a call does: most often a transition of an object's state in a protocol.
 *  - A FUNCTION contract is effects, some of them only for some classes of result.
 *  - A SLOT is a place for a function pointer (a member of an ops table, a callback parameter): it
 * says in which state its arguments arrive and in which they must be when the function returns.
 */
#ifndef CUSTODY_CONTRACT_H
#define CUSTODY_CONTRACT_H

#include "../ir/ir.h"

/* How far a finding of a rule can be trusted; the default level of the gate shows the first two. */
enum trust { TRUST_CERTAIN, TRUST_LIKELY, TRUST_POSSIBLE };

/* Where in a rules file (or, for annotations, in the source) something was said. */
struct rule_place {
	const char *file;
	uint32_t line, col;
};

struct rule {
	const char *name; /* without the custody- prefix */
	enum trust trust;
	const char *summary; /* one line for `custody rules` */
	/*
	 * The finding's sentence. {object}: the reader's expression for the object; {call}: the
	 * function called; {state}: how the object got into its state ("completed"); {given},
	 * {captured}: the two values that disagree; {field}: the member touched; {lock}: the lock
	 * asked for; {files}: "this file", or "these files" where several are one program.
	 */
	const char *message;
	struct rule_place place;
};

/*
 * Classes of a value, as far as contracts tell them apart. Null pointer, 0 and false are ZERO;
 * negative numbers and error pointers are NEGATIVE; all else (positive numbers, valid pointers) is
 * POSITIVE.
 */
enum value_class {
	CLASS_ZERO = 1,
	CLASS_NEGATIVE = 2,
	CLASS_POSITIVE = 4,
	CLASS_NONZERO = CLASS_NEGATIVE | CLASS_POSITIVE,
	CLASS_ANY = 7,
};
typedef uint8_t value_classes; /* a set of them */

/* --- Protocols ---------------------------------------------------------------------------- */

#define PROTOCOL_MAX_STATES 16
#define PROTOCOL_MAX_CAPTURES 6
#define PROTOCOL_MAX_MEMBERS 4
typedef uint16_t state_set; /* bit i: state i */

struct protocol_state {
	const char *name;
	const char *phrase; /* "completed", "found by its tag": completes the sentence "'rq' is ...
			       here" */
	const struct rule
		*use; /* report an access to the object, or to anything inside it, in this state */
	const struct rule *read; /* report reading one of `members` of the object in this state */
	const struct rule *early; /* report reading one of `members` of an object of which nothing
				     is known, and that is brought to this state only later */
	const char *members[PROTOCOL_MAX_MEMBERS];
	const struct rule *get; /* report taking a reference to the object in this state */
	const struct rule *leak; /* report losing the last way to the object in this state */
	const struct rule *failing; /* report a failing path on which a function leaves as it was
				       what others of its failing paths bring here */
	const struct rule *left; /* report a failing function that leaves the object so, though on
				    other failing paths it doesn't */
	const struct rule
		*death; /* report the object's memory (or what contains it) dying in this state */
	/* At the end of a function that left the object here: */
	const struct rule *paired; /* ... while on other paths it brought it here and out again */
	const struct rule
		*owed; /* ... whoever made the object, unless a caller in the file brings it out */
	const struct rule
		*abandoned; /* ... if the file's own start failed, and the object is static */
	const struct rule *stray; /* report leaving the state where only other paths of the function
				     entered it */
	const struct rule *kept; /* report objects stored in it that no function but the one that
				    got them lets go */
	const struct rule *unasked; /* report a call that gives an object so, if nothing in the file
				       asks more of it */
	const struct rule *made; /* in strict code: report a member of a record of the file that is
				    brought elsewhere, if nothing in the file brings it here */
	bool dead; /* entering this state ends what the object contains: its members' death rules
		      apply */
	bool rests; /* it goes back to whoever gave it, to be given anew: in strict code, what
		       belongs to it is taken down as if it ended */
	bool near; /* others bring the object out of it: a step that is a mistake here is told only
		      if one function does both, bring it here and take that step */
	bool ambient; /* if any code of the module brings this member of this record here, assume it
			 so at entry */
	bool tested; /* a branch on something read from the object moves it on to test_to */
	uint8_t test_to;
	bool given; /* a constant in capture given_by moves it on to given_to: the driver's own,
		       nothing to test */
	uint8_t given_by, given_to;
};

struct protocol {
	const char *name;
	const char *record; /* struct tag its objects have, NULL: any memory */
	uint8_t nstates;
	struct protocol_state states[PROTOCOL_MAX_STATES];
	uint8_t ncaptures;
	const char *captures[PROTOCOL_MAX_CAPTURES];
	const struct rule *
		apart[PROTOCOL_MAX_CAPTURES]; /* by capture: report one that was read from another
						 member of the same record; NULL: they may be one */
	bool constant; /* says where the object came from: code that is not seen does not change it
			*/
	bool early; /* some state has a rule for that */
	bool yields; /* what enters another protocol is that one's to account for */
	bool numbers; /* its objects are numbers; one that the path keeps below a limit is fine */
	bool computed; /* what is worked out from one of them by arithmetic is in its state, too */
	bool whole; /* its end is that of the record that it is part of */
	bool stray; /* some state has a rule for that */
	bool strict; /* followed in strict mode only */
	bool lint; /* ... or only elsewhere */
	bool presumes; /* in strict code, what is found in memory is in the state `presumed` */
	uint8_t presumed;
	bool scoped; /* entered only while a section of it is open; at the end of the section,
			`lent` becomes `over` */
	uint8_t lent, over;
	bool lapses; /* ... or when what its capture `lender` names ends */
	uint8_t lender;
	bool counted; /* transitions into the state the object is in count up, those out of it count
			 down first */
	uint16_t id; /* dense from 0 */
	struct rule_place place;
};

static inline state_set protocol_all_states(const struct protocol *p)
{
	return (state_set)((1u << p->nstates) - 1);
}

/* --- Views -------------------------------------------------------------------------------- */

/* Memory tied to an object by address, not by a member: a request's private data. One lifetime. */
struct view {
	const char *name;
	const char *phrase; /* "the private data of": completes "'cmd' is ... 'rq'" */
	uint16_t id;
};

/* --- Paths -------------------------------------------------------------------------------- */

enum path_root {
	PATH_PARAM, /* parameter `index` */
	PATH_RETURN, /* the result */
};

enum path_step_kind {
	STEP_FIELD, /* address of member `name` of what the value so far points to (p->a, first
		       half) */
	STEP_LOAD, /* the value stored there (p->a, second half; *p) */
	STEP_VIEW, /* the view of the object: its private data */
	STEP_BASE, /* the object whose view this is */
	STEP_WHOLE, /* the outermost object that this lies in */
	STEP_ELEM, /* address of the element that parameter `index` numbers: &p[n] */
	STEP_CONTAINER, /* the record `name` whose member `member` this is */
};

struct path_step {
	enum path_step_kind kind;
	const char *name;
	const char *member;
	const struct view *view;
	uint16_t index;
};

#define PATH_MAX_STEPS 8
struct path {
	enum path_root root;
	uint16_t index;
	uint16_t nsteps;
	const struct path_step *steps; /* at most PATH_MAX_STEPS; mostly none, so not in here */
	const char *text; /* as written, for messages */
};

/* --- Effects ------------------------------------------------------------------------------ */

enum effect_kind {
	EFFECT_STATE, /* transition of `object` in `protocol` */
	/*
	 * transition of every object that this path knows in `protocol`, and that saved what
	 * `matches` says, or of those in whose memory `object` lies, if it is a path; one in no
	 * known state stays
	 */
	EFFECT_EACH,
	EFFECT_FIND, /* these results are given only if `object` is in one of the states that the
			arrow is from */
	EFFECT_OPEN, /* a section of `protocol` begins; it may lie in another one */
	EFFECT_CLOSE, /* ... ends */
	EFFECT_HAND_ON, /* what is owed for `object` is somebody else's duty now */
	/*
	 * others can reach `object` from here on, and may drop it: of a counted one, only this
	 * path's own references count; for another one nothing is owed any more. It enters
	 * `protocol`, if named. In the table `other`, if named: only if other code takes objects
	 * from there.
	 */
	EFFECT_PUBLISH,
	EFFECT_TAKE, /* an object is taken out of the table `object`, by its number */
	/*
	 * one is looked up there. Under a lock under which other code takes what it finds there and
	 * drops it, the result is lent in `protocol`, if named, until that lock is given back.
	 * Under none, where that other code needs none either, it is in the state that has a `get`
	 * rule.
	 */
	EFFECT_LOOK,
	EFFECT_MARK, /* the table `object` has marks, which say what may be taken from it */
	EFFECT_NUMBER, /* a free number of the table `other` is put into `object` */
	EFFECT_ASK, /* the number `object` is looked up in the table `other`: report `otherwise`
		       where user space did not name it */
	EFFECT_RETURN, /* the result is the value of `object` */
	EFFECT_FACT, /* the value of `object` is in `classes` */
	EFFECT_STORE, /* the value of `other` is stored at the address `object` */
	EFFECT_CLOBBER, /* the memory `object` points to has unknown contents now */
	EFFECT_ZERO, /* ... is all zero now */
	EFFECT_FILL, /* ... is all zero if `other` is 0; else unknown */
	EFFECT_COPY, /* ... is copied: report a record that is pinned */
	EFFECT_AWAIT, /* others work, and change zeroes in what `object` lies in, until `object`
			 says that they have done */
	EFFECT_COUNT_UP, /* `object` is a counter: one more reference, this path's own */
	EFFECT_COUNT_DOWN, /* one less */
	EFFECT_COUNT_KEPT, /* one less, and others are left */
	EFFECT_COUNT_LAST, /* one less, and that was the last */
	EFFECT_COUNT_NONE, /* there was none left */
	EFFECT_COUNT_SET, /* as many as the value of `other` says */
	EFFECT_IGNORE, /* `object` is only looked at as an address: no use of what it points to */
	EFFECT_CALL, /* the function that `object` points to runs now, with `args` */
	EFFECT_CALL_LATER, /* ... some time later */
	EFFECT_STATIC, /* report `otherwise` if `object` is a variable or was made at run time */
	EFFECT_UNGUARDED, /* report `otherwise` where the call depends on a flag that the driver
			     keeps */
	EFFECT_PLACE, /* `object` is put into a member of the record that `needs` speaks of */
	EFFECT_LOCKED, /* the caller keeps others off `object` by a lock: report `otherwise` where
			  it has none, unlike elsewhere */
	EFFECT_NEED, /* what is put into the member `object` is for somebody to read: report
			`otherwise` if, in strict code, nothing of the file does */
	EFFECT_FORBIDDEN, /* must not be called: report `otherwise` */
	EFFECT_NORETURN,
};

struct arrow {
	state_set from;
	uint8_t to;
	bool stay; /* `to` is the state it is in */
};

struct misfit {
	state_set in; /* being in one of these ... */
	const struct rule *rule; /* ... is this mistake */
};

struct capture {
	uint8_t index; /* into protocol.captures */
	struct path value;
	const struct rule
		*mismatch; /* for a match: what to report if the values are known to differ */
};

#define EFFECT_MAX_ARROWS 4
#define EFFECT_MAX_MISFITS 4
#define EFFECT_MAX_ARGS 6
struct effect {
	enum effect_kind kind;
	bool holding; /* EFFECT_EACH: only what `object` lies in */
	struct path object;
	struct path other;
	value_classes classes;
	const struct protocol *protocol;
	/*
	 * The first arrow whose `from` holds the object's state is taken. An object in no known
	 * state takes the first arrow silently. No arrow fits: the first misfit that holds the
	 * state is reported, and the object goes where the first arrow leads.
	 */
	struct arrow arrows[EFFECT_MAX_ARROWS];
	uint8_t narrows;
	struct misfit misfits[EFFECT_MAX_MISFITS];
	uint8_t nmisfits;
	/* These three stand apart: nearly all effects have none, and thousands of effects are built
	 * at each start. */
	const struct capture
		*captures; /* saved on entry to the new state; at most PROTOCOL_MAX_CAPTURES */
	uint8_t ncaptures;
	const struct capture
		*matches; /* compared with what was saved; at most PROTOCOL_MAX_CAPTURES */
	uint8_t nmatches;
	const struct rule *otherwise;
	bool mostly; /* LOCKED: not all such objects are shared */
	bool encoded; /* FACT: of a call's result, only if what that gives on failure is encoded */
	const struct path *args; /* CALL: arguments, in order; at most EFFECT_MAX_ARGS */
	uint8_t nargs;
	const struct needs_contract *needs; /* PLACE */
	const struct slot
		*callback; /* CALL, CALL_LATER: what the called function is given; may be NULL */
	struct rule_place place;
};

/* Effects that happen together, for these classes of the result. */
struct outcome {
	value_classes when; /* CLASS_ANY: whatever the result is */
	uint64_t bits; /* only if argument `flags` is known to have all of these; 0: always */
	uint16_t flags;
	uint32_t neffects;
	struct effect *effects;
};

/*
 * A function, or a method: what a call through RECORD.MEMBER does, whoever is in the slot.
 * A value class that no outcome but an ANY one names is an outcome without further effects.
 */
struct function_contract {
	const char *name; /* NULL for a method */
	const char *record, *member; /* method */
	uint16_t nparams;
	const char **params; /* NULL entries: `_` */
	value_classes possible; /* results it can give at all */
	value_classes failure; /* those that mean it failed; 0: it can't, or nothing is said */
	const struct rule *unchecked; /* report a use of the result before it was tested for
					 failure; may be NULL */
	bool encoded; /* its failure has a form of its own: only a test for that form tells it */
	uint32_t noutcomes;
	struct outcome *outcomes;
	bool annotated; /* comes from an attribute: its own body is checked against it */
	bool trusted; /* __trusted: its body is not checked */
	struct rule_place place;
	struct function_contract *other; /* of the same name, for another number of parameters, as
					    other kernels have it; or NULL */
};

/* The contract of fc's name for a function of that many parameters: fc itself if none is for that
 * number. */
const struct function_contract *contract_for(const struct function_contract *fc, uint32_t nparams);

/* The effect after e, whatever result it depends on; after NULL, the first. NULL: there is none, or
 * there is no contract. */
const struct effect *contract_next_effect(const struct function_contract *fc,
					  const struct effect *e);
#define for_each_effect(e, fc)                                                                     \
	for (const struct effect *e = contract_next_effect(fc, NULL); e;                           \
	     e = contract_next_effect(fc, e))

/* Whether the path begins at that argument. */
static inline bool path_from_param(const struct path *path, uint32_t param)
{
	return path->root == PATH_PARAM && path->index == param;
}

/* --- Slots -------------------------------------------------------------------------------- */

struct slot_entry {
	struct path object;
	const struct protocol *protocol;
	uint8_t state;
};

struct slot_exit {
	value_classes when; /* classes of the result it speaks of */
	struct path object;
	const struct protocol *protocol; /* NULL: it speaks of reference counters, of which none may
					    have gone up */
	state_set allowed; /* states it may be in then; unknown states are always allowed */
	bool handed_on; /* may instead have been handed on (passed, stored) */
	/*
	 * The other way round: `allowed` are the states in which it may not be if nothing was done
	 * since it entered them that code which is not seen could notice.
	 */
	bool forgotten;
	bool later; /* no protocol: the path has brought something to run later */
	/* Nothing that outlives the call may lead to it; with a protocol, no memory but its own
	 * while it is in one of the states `allowed`. */
	bool kept;
	const struct rule *otherwise;
};

struct slot {
	const char *name; /* callback slots; else "record.member" */
	const char *record, *member; /* ops table slots, else NULL */
	uint16_t nparams;
	const char **params;
	uint32_t nentries;
	struct slot_entry *entries;
	uint32_t nexits;
	struct slot_exit *exits;
	const char *after; /* runs once, after this member of the same table succeeded; NULL:
			      nothing is said */
	const char *undoes; /* runs only if this member of the same table succeeded, `after` among
			       them; NULL: nothing is said */
	bool pauses; /* what it stops may be started again: stopping it here does not make it safe
			to free */
	bool user; /* user space has it called, and names objects to it by their numbers */
	bool unasked; /* it runs some time later, and nobody names anything to it */
	bool last; /* nobody has the first argument any more: in strict code the function ends what
		      it lies in */
	const struct rule
		*ordered; /* what it takes down of a record goes in order: what uses
			     another goes first; else report this. NULL: nothing is said */
	bool teardown; /* once the function returned, the device and what it held are gone */
	struct rule_place place;
};

/* --- Fields and records (mostly from annotations) ----------------------------------------- */

enum field_kind {
	FIELD_OWNED, /* the record holds a strong reference */
	FIELD_BORROWED,
	FIELD_LOCKED, /* access needs the lock */
	FIELD_TELLS, /* nothing but what `tells` says, or `put` */
};

struct field_contract {
	const char *record, *member;
	enum field_kind kind;
	/*
	 * Access needs this lock: a path from the record, as `lock` or `parent->lock`. Always there
	 * for LOCKED; an OWNED or BORROWED field that is locked too has it as well, else NULL.
	 */
	const char *lock;
	const char *allocator; /* OWNED: given back only through it, may be NULL */
	/*
	 * Another member of the record, or NULL: it is in the state `set` of that protocol while
	 * this member is not zero, and in `unset` while it is.
	 */
	const char *tells;
	const struct protocol *protocol;
	uint8_t set, unset;
	/*
	 * It keeps an object in the state `set`, which is free in the state `unset`: what is done
	 * to the object by putting it here, and by taking it out; else NULL. The object is the one
	 * whose `view` the record is, or, if that is NULL, what this pointer points to.
	 */
	const struct effect *put, *take;
	const struct view *view;
	const struct rule
		*otherwise; /* what to report if the lock isn't held; NULL without a lock */
	const struct rule *
		released; /* BORROWED: what to report if the file lets go what it never put there */
	struct rule_place place;
};

/* On argument 0; NULL: nothing happens. Made by members.c. */
struct field_effects {
	struct effect *access; /* of the lock, whenever the member is touched */
	struct effect *stored,
		*removed; /* of what is stored in the member, and of what stood there before */
};

enum record_kind {
	RECORD_PINNED,
	RECORD_CALLBACK_SCOPED,
	RECORD_WIDE, /* all that use the device share it, and what contains it */
};
struct record_contract {
	const char *record;
	enum record_kind kind;
	const struct rule *otherwise;
	const struct rule *unsure; /* CALLBACK_SCOPED: report this instead where what keeps it may
				      go first, or let go of it */
	struct record_contract *next; /* of another kind, for the same record */
	struct rule_place place;
};

/* --- Static data -------------------------------------------------------------------------- */

/* An array of such records, or of pointers to them, is walked until an element that is empty. */
struct table_contract {
	const char *record;
	bool pointers;
	uint8_t nmembers;
	const char *members[4]; /* an element is empty if these are zero; none: if all of it is */
	const struct rule
		*otherwise; /* the last element is not empty, and nothing takes the array's size */
	struct rule_place place;
};

/* Static tables whose address is put into RECORD.MEMBER must have set the member `needs`. */
struct needs_contract {
	const char *record, *member;
	const char *needs;
	const char *unless_missing; /* only where this variable is declared; NULL: always */
	const struct rule *otherwise;
	struct rule_place place;
};

/* --- Where code may sleep ----------------------------------------------------------------- */

enum context_kind {
	CONTEXT_SLEEPS, /* the call may sleep */
	CONTEXT_ENTERS, /* nothing may sleep from here ... */
	CONTEXT_TRIES, /* ... if it gets what it tries to */
	CONTEXT_LEAVES, /* ... until here */
	CONTEXT_RUNS, /* what it is given runs where nothing may sleep */
};

struct context_contract {
	/* A function; of RUNS, also a member of a record. */
	const char *name, *member;
	enum context_kind kind;
	uint16_t arg; /* SLEEPS with bits, RUNS of a function: of this argument */
	uint64_t bits; /* SLEEPS: only if the argument is known to have all of these; 0: always */
	const struct rule *otherwise; /* SLEEPS, RUNS: the mistake; else NULL */
	struct rule_place place;
};

/* --- The whole set ------------------------------------------------------------------------ */

struct contracts {
	struct arena *arena;
	IR_TABLE(struct rule *, rules);
	IR_TABLE(struct protocol *, protocols);
	IR_TABLE(struct view *, views);
	IR_TABLE(struct function_contract *, functions);
	IR_TABLE(struct slot *, slots);
	IR_TABLE(struct field_contract *, fields);
	IR_TABLE(struct record_contract *, records);
	IR_TABLE(struct table_contract *, tables);
	IR_TABLE(struct needs_contract *, needs);
	IR_TABLE(struct context_contract *, contexts);
	struct contract_index *index; /* name → entry, kept by contract.c */
	const struct contracts
		*base; /* searched after this one: annotations stand on top of rules */
};

struct contracts *contracts_new(const struct contracts *base);
void contracts_free(struct contracts *c);

/* Look-ups by name; NULL if there is none. They also search c->base. */
const struct rule *contracts_rule(const struct contracts *c, const char *name);
const struct protocol *contracts_protocol(const struct contracts *c, const char *name);
const struct function_contract *contracts_function(const struct contracts *c, const char *name);
const struct function_contract *contracts_method(const struct contracts *c, const char *record,
						 const char *member);
const struct slot *contracts_slot(const struct contracts *c, const char *record,
				  const char *member);
/* The slot of the record that runs only if that member succeeded; NULL: there is none. */
const struct slot *contracts_slot_undoing(const struct contracts *c, const char *record,
					  const char *member);
const struct slot *contracts_callback(const struct contracts *c, const char *name);
const struct field_contract *contracts_field(const struct contracts *c, const char *record,
					     const char *member);
const struct record_contract *contracts_record(const struct contracts *c, const char *record);
/* Of arrays of the record itself, or of pointers to it. */
const struct table_contract *contracts_table(const struct contracts *c, const char *record,
					     bool pointers);
const struct needs_contract *contracts_needs(const struct contracts *c, const char *record,
					     const char *member);
/* What a call of that function means where nothing may sleep; what runs there is another question.
 */
const struct context_contract *contracts_context(const struct contracts *c, const char *name);
/* What that function is given, or what is put into that member, runs there. member: NULL for a
 * function. */
const struct context_contract *contracts_runs(const struct contracts *c, const char *name,
					      const char *member);
uint32_t contracts_nprotocols(const struct contracts *c);
struct field_effects contracts_field_effects(const struct contracts *c, struct arena *a,
					     const struct field_contract *f);

/* Adding; the caller fills the entry, in c->arena, beforehand. False: that name is taken already.
 */
bool contracts_add_rule(struct contracts *c, struct rule *r);
bool contracts_add_protocol(struct contracts *c, struct protocol *p);
bool contracts_add_view(struct contracts *c, struct view *v);
bool contracts_add_function(struct contracts *c, struct function_contract *f);
bool contracts_add_slot(struct contracts *c, struct slot *s);
bool contracts_add_field(struct contracts *c, struct field_contract *f);
bool contracts_add_record(struct contracts *c, struct record_contract *r);
bool contracts_add_table(struct contracts *c, struct table_contract *t);
bool contracts_add_needs(struct contracts *c, struct needs_contract *n);
bool contracts_add_context(struct contracts *c, struct context_contract *x);

#endif
