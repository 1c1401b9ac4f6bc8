/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the engine share: the program (one module) and the analysis of one of its
 * functions. The data flow is in engine.c; each part below says what it needs to be there before.
 */
#ifndef CUSTODY_ANALYSIS_H
#define CUSTODY_ANALYSIS_H

#include "engine.h"
#include "fact.h"
#include "world.h"

/* Limits. Each one that is hit is counted in struct engine_stats. */
#define MAX_WORLDS_PER_BLOCK 24
#define MAX_WORLDS_ALIKE 3 /* worlds with the same states that are kept apart at one block */
/* Rounds of a loop with its own values; from then on, what changes in it has a common name. */
/* Worlds that are still followed through a block when the budget was spent: few, so that the
 * function's end is reached with what is left. */
#define MAX_WORLDS_WINDING_UP 6
#define MAX_ROUNDS 2
#define MAX_BLOCK_VISITS 2 /* of a block with worlds of the same states, so loops end */
#define STRICT_FACTOR 8 /* where paths may not be dropped, there may be more of them by that */
#define MAX_OUTCOMES 16
#define MAX_IMPORTED_OUTCOMES 4 /* of a function of another folder */
#define MAX_USE_ROOTS 64
#define STEPS_PER_INSN 48
#define STEPS_AT_LEAST 4000
/* Instructions; a callee without contracts up to this size still gets a summary. */
#define SMALL_BODY 120

/* --- A function's shape (cfg.c) ----------------------------------------------------------- */

struct cfg {
	uint32_t *rpo; /* block → position in reverse post order, IR_NONE if unreachable */
	uint32_t *order; /* position → block */
	uint32_t nreached;
	uint32_t words; /* of a live set */
	uint64_t *live; /* per block: locals and temporaries that may still be read, at its start */
	uint32_t *temp_slot; /* instruction → bit in the live set if used outside its block, else
				IR_NONE */
	uint64_t *used; /* per instruction: something reads its result */
	bool *in_loop; /* per block: it may run again */
	uint32_t nlocals; /* bits of the live set below the temporaries */
};

struct cfg *cfg_build(struct arena *a, const struct ir_function *f);
bool cfg_local_live(const struct cfg *c, const struct ir_function *f, uint32_t block,
		    uint32_t local);
/* Likewise of what insn, a store, puts into the local. */
bool cfg_store_read(struct arena *a, const struct cfg *c, const struct ir_function *f,
		    uint32_t insn);
bool cfg_temp_live(const struct cfg *c, uint32_t block, uint32_t insn);
/* Whether anything reads the result of insn. */
bool cfg_used(const struct cfg *c, uint32_t insn);
/* Whether the block may run again. */
bool cfg_in_loop(const struct cfg *c, uint32_t block);
/* The block that insn stands in. */
uint32_t cfg_block_of(const struct ir_function *f, uint32_t insn);
/* Whether control can get from the start of one block to another without entering `avoid`. */
bool cfg_reaches(const struct ir_function *f, uint32_t from, uint32_t to, uint32_t avoid);
/* Whether a loop leads from the one block to the other and back. */
bool cfg_in_one_loop(const struct ir_function *f, uint32_t a, uint32_t b);
/* Whether instruction a runs before b on some way; or is b. */
bool cfg_comes_before(const struct ir_function *f, uint32_t a, uint32_t b);
/* Calls visit for each successor of the block that ends with t. */
void cfg_successors(const struct ir_function *f, const struct ir_insn *t,
		    void (*visit)(void *, uint32_t), void *ctx);

/* --- Summaries ---------------------------------------------------------------------------- */

/* One way through a function, told in terms of what its caller knows. */
struct outcome_world {
	node_id result; /* NODE_NONE: void */
	struct binding *stores; /* to memory that the caller can reach */
	uint32_t nstores;
	struct fact *facts; /* of values that the caller can name, and of the result */
	uint32_t nfacts;
	struct state *states; /* of objects that the caller can name, or that it is given */
	uint32_t nstates;
	struct counter *counters; /* likewise */
	uint32_t ncounters;
	uint32_t passed;
	uint64_t uses, sure; /* see struct world */
	node_id escaped[MAX_ESCAPED]; /* values that the caller can name */
	uint32_t nescaped;
	const struct effect *each[MAX_EACH];
	uint32_t each_at[MAX_EACH];
	struct section sections[MAX_SECTIONS];
	const struct event *trail;
};

struct use_root {
	node_id region; /* touched here while nothing was known of its state */
	uint32_t insn;
	const struct event *trail; /* the callee's own event if it happened further down */
	const char *how;
	bool reached; /* memory behind it was, and nothing tested the pointer: NULL would not have
			 done */
	const struct event *when; /* BRANCH: ... on this condition only; or NULL */
};

/* A lock that the code says its caller holds. */
#define MAX_NEEDED 4
struct needed_lock {
	node_id region;
	const struct effect *effect; /* the requirement */
	const struct effect *asserts; /* what the macro that it stands in asks for, or NULL */
};

struct summary {
	struct needed_lock needed[MAX_NEEDED];
	uint32_t nneeded;
	struct outcome_world *outcomes;
	uint32_t noutcomes;
	struct use_root roots[MAX_USE_ROOTS];
	uint32_t nroots;
	uint32_t blurred; /* bit i: outcomes that parameter i tells apart were merged */
	bool never_returns;
};

/* --- The program -------------------------------------------------------------------------- */

enum fn_progress { FN_NEW, FN_BUSY, FN_DONE };

/* The function as called with objects that a slot gave to its caller, in the states that the slot
 * says, or with constants. */
struct given_summary {
	struct given_summary *next;
	struct slot entry; /* those objects and states */
	const node_id *constants; /* by parameter, NODE_NONE: any; NULL: any for all */
	struct summary *summary;
};

struct fn_info {
	const struct function_contract *contract;
	struct summary *summary; /* NULL: nothing to say, or inside a cycle */
	const struct slot **slots; /* where the function is placed */
	uint32_t nslots;
	struct summary **placed; /* by slot: as placed there */
	uint32_t nplaced; /* 0: not analysed yet */
	struct given_summary *given;
	uint32_t ngiven;
	uint8_t progress;
	bool resolved; /* contract was looked up */
	bool interest_known, interesting; /* touches a contract, directly or below */
	bool in_stack; /* interest search */
	bool members_known,
		members_matter; /* touches a member or record with a contract: member.c */
	uint32_t ncalls; /* places in the module that call it by name */
	struct {
		uint32_t fn, insn;
	} tested_at; /* a call whose result is tested for NULL */
	uint32_t ntested; /* how many calls are */
	struct lock_shape *locks; /* see lock.c; NULL: not looked at yet */
	bool ends; /* given to a function that calls it for the last reference */
	bool releases; /* given to a function that calls it for the last reference, or otherwise at
			  once */
};

/* Some code of the module brings this member into a protocol's ambient state. */
struct ambient {
	uint32_t record, field;
	const struct protocol *protocol;
	uint8_t state;
	uint32_t fn, insn, operand; /* a call that does, and its argument */
	bool told; /* one finding is enough */
	bool undone; /* other code of the module brings it out of that state again, or other modules
			may */
};

/* Some function enters objects in a table, looks them up or takes them out: publish.c. */
struct table_use {
	uint32_t record, field; /* the member; of a variable, IR_NONE and its index */
	uint32_t fn, insn;
	enum effect_kind kind;
	bool result_used;
	bool in_loop;
	bool given; /* by a number that the function's caller gave */
};

/* A result of a function of this file, used where it is NULL; told if other calls test for that. */
#define MAX_NULL_USES 64
struct null_use {
	uint32_t callee, fn, call;
	struct finding finding;
};

/* Something that a function left behind, told if a caller in the file leaves it too. */
#define MAX_OWED 32
struct owed {
	const struct event *event; /* what brought it there */
	struct finding finding;
	bool told;
};

/* A finding that holds unless the file knows of another reference: if what a function of the file
 * put was the last one, if nobody keeps what is found in a table once its lock is given back. */
struct belief {
	const char *of; /* that function, or the protocol; NULL: nothing that others could do alike
			 */
	struct finding finding;
};

#define MAX_BACKLINKS 16
#define MAX_BACKLINK_STEPS 4
#define MAX_SPARE 8 /* arenas that are kept, each of at most so many bytes */
#define LARGEST_SPARE (16u << 20)
/* A member of an object's view: the driver's data of a command, and in them the command. */
struct backlink {
	uint64_t steps[MAX_BACKLINK_STEPS]; /* the member, then what it is a member of: record,
					       field */
	uint32_t nsteps;
	const struct view
		*view; /* of the object that is stored there; NULL: something else is, too */
};

struct program {
	struct ir_module *m;
	const struct contracts *contracts;
	struct nodes nodes;
	struct arena *arena; /* as long as the program */
	struct arena *spare[MAX_SPARE]; /* of functions that are done, for the next ones */
	uint32_t nspare;
	struct findings *out;
	struct engine_stats *stats;
	const struct engine_watch *watch; /* or NULL */
	struct fn_info *fns; /* by function index */
	uint32_t nfns;
	struct ambient *ambients;
	uint32_t nambients, cap_ambients;
	const struct protocol **protocols; /* by id */
	const struct protocol
		*looked; /* of what is looked up under a lock; NULL: no such code yet */
	const struct protocol *ownership; /* that of annotations, or NULL */
	bool *given; /* by protocol id: some function of the module is placed in a slot that gives
			such an object */
	node_id links; /* memory.c; 0: not asked for yet */
	bool strict; /* all of it: strict.c */
	const struct sequel
		*sequel; /* what the next function to be explored comes after, or NULL */
	bool *self_contained; /* by ir_function.unit: no other file can call a function of this one
				 by name */
	struct origin *origins; /* what a call's result was computed from */
	uint32_t norigins, cap_origins;
	struct null_use null_uses[MAX_NULL_USES];
	uint32_t nnull_uses;
	struct record_info
		*records; /* what contracts say of them, looked up when first asked for: member.c */
	uint32_t nrecords;
	bool has_members; /* there are such contracts at all */
	bool says_members; /* the source itself has some */
	struct owed owed[MAX_OWED];
	uint32_t nowed;
	struct belief *beliefs;
	uint32_t nbeliefs, cap_beliefs;
	struct table_use *table_uses;
	uint32_t ntable_uses, cap_table_uses;
	struct backlink backlinks[MAX_BACKLINKS + 1]; /* the last is never used */
	uint32_t nbacklinks;
};

/* The result `value` came from a call that was given these objects: testing it tests them. */
#define MAX_ORIGINS 4
struct origin {
	node_id value;
	node_id regions[MAX_ORIGINS];
	uint32_t count;
};

/* --- The analysis of one function --------------------------------------------------------- */

/* A world inside a block: the temporaries of that block stand beside it. */
struct path_state {
	struct world *w;
	node_id *temps; /* by instruction - block.first */
	uint32_t next; /* instruction to execute */
};

struct exit_world {
	struct world *w;
	node_id result;
	uint32_t insn;
};

/* Stored where it outlives this call: a pointer to what parameter `param` was only lent. */
#define MAX_KEPT 8
struct kept {
	node_id region, value;
	uint32_t param, insn;
	const struct record_contract *by;
	bool told;
};

#define MAX_NULL_TESTS 32
#define MAX_ADDRESSES 32 /* in a strict function, through which registers are reached */
#define MAX_STRAYS 8
#define MAX_LOST 16
#define MAX_MASKS 16
struct analysis {
	struct program *p;
	struct ir_module *m;
	struct nodes *n;
	struct arena *arena; /* scratch: reset after the function */
	uint32_t fn;
	struct ir_function *f;
	struct cfg *cfg;
	const struct slot *slot; /* analysed as placed there, or NULL */
	const node_id *constants; /* what it is called with: see struct given_summary */
	const struct function_contract
		*owed; /* its own annotations, which its body keeps; NULL if it has none */
	uint32_t block; /* being executed */
	struct world_list {
		struct world **list;
		uint32_t count, cap;
	} *pending, *seen; /* per block */
	uint32_t *rounds; /* how often each block was run */
	uint32_t ntwins; /* numbers given to world.twins */
	struct path_state *work; /* worlds of the current block still to run */
	uint32_t nwork, cap_work;
	node_id *outermost; /* while something escapes: call.c */
	uint32_t cap_outermost;
	bool outermost_made;
	struct exit_world *exits;
	uint32_t nexits, cap_exits;
	struct use_root roots[MAX_USE_ROOTS];
	uint32_t nroots;
	struct null_test {
		uint32_t call, block; /* the block ends with a branch on the call's result */
	} null_tests[MAX_NULL_TESTS];
	uint32_t nnull_tests;
	struct kept kept[MAX_KEPT];
	uint32_t nkept;
	struct stray {
		uint32_t insn;
		const struct event *own; /* the trail of a world where this function had brought the
					    object there */
		struct world *w; /* a world that says nothing of the object, or NULL */
		node_id region; /* ... the object */
		uint16_t protocol; /* ... and the state that it is brought out of there */
		uint8_t state;
		struct report *report;
	} strays[MAX_STRAYS];
	uint32_t nstrays;
	struct lost {
		uint32_t insn, protocol; /* it got an object that no way out releases: said once */
	} lost[MAX_LOST];
	uint32_t nlost;
	struct needed_lock needed[MAX_NEEDED];
	uint32_t nneeded;
	bool locks; /* protocols of locks are followed */
	bool strict; /* what can't be shown is an error: strict.c */
	struct address_use {
		node_id region; /* what is reached by an address that should be one of registers */
		uint32_t insn, operand;
		struct world *w;
	} addresses[MAX_ADDRESSES];
	uint32_t naddresses;
	const struct sequel *sequel; /* run after that, or NULL */
	bool cut; /* some path was not followed to its end */
	bool *cut_in; /* by block: there, or from there on */
	uint64_t steps, budget; /* instructions executed, and how many may be */
	bool winding_up; /* the budget was spent: no loop goes round again, what waits behind loops
			    still has its turn */
	bool interesting; /* touches a contract; else only its values are of interest */
	uint8_t *asserts; /* by instruction, of branches: enum assertion */
	int64_t masks[MAX_MASKS]; /* constants that words of flags are tested by here */
	node_id mask_nodes[MAX_MASKS];
	uint32_t nmasks;
	uint32_t giving; /* call of unknown code whose reach is being worked out, if its result is
			    read; else IR_NONE */
	uint32_t doubting; /* call of unknown code whose reach is being worked out, if nothing reads
			      its result; else IR_NONE */
};

enum assertion { ASSERTS_UNKNOWN, ASSERTS_NOTHING, ASSERTS_FALSE };

/* What ran before a function, with the same arguments, and succeeded: sequence.c. */
struct sequel {
	const char *name;
	const struct summary *summary;
};

/* --- Parts -------------------------------------------------------------------------------- */

/* memory.c: reading and writing a world's memory. */
node_id memory_load(struct analysis *x, struct world *w, node_id region, uint16_t flags);
/* since: memory_since() the instruction that stores; not needed unless memory_is_link(region). */
void memory_store(struct analysis *x, struct world *w, node_id region, node_id value,
		  node_id since);
bool memory_is_link(struct analysis *x, node_id region);
/* Whether the record is nothing but the links or the head of a list. */
bool memory_has_links(struct analysis *x, uint32_t record);
/* Whether region is a member that can't hold a negative number. */
bool memory_is_unsigned(struct analysis *x, node_id region);
/* "Unknown from instruction insn on": a HAVOC that no value of w names yet. */
node_id memory_since(struct analysis *x, struct world *w, uint32_t insn);
void memory_copy(struct analysis *x, struct world *w, node_id to, node_id from);
void memory_havoc(struct analysis *x, struct world *w, node_id region, node_id since);
/* Code that is not seen ran: elements may have been added to or taken from any list or tree. */
void memory_change_links(struct analysis *x, struct world *w, node_id since);
/* Whether region dies with the function: a local whose address was not given away. */
bool memory_is_private(const struct analysis *x, node_id region);
/* Whether other code finds the value in memory. */
bool memory_is_shared(const struct analysis *x, const struct world *w, node_id v);

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
void effect_each(struct analysis *x, struct world *w, const struct effect *e, const struct call *c);
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
/* The path took the reference that it put to be the last one; but whoever calls the function, in
 * this file, puts one more afterwards, in the same way: they have one. */
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
/* The call that brought the object where it is gave a number, too, which the path has compared with
 * another one since: it says by that whether the object is there. */
bool doubt_number(const struct analysis *x, const struct world *w, const struct state *s);
/* What the path tested since then tells whether there is anything to undo. */
bool doubt_marked(const struct analysis *x, const struct world *w, const struct event *since);
/* A callee that lets the object go again, and goes on with it, asks for a mark that was set where
 * it was let go. now: what is done to it. */
bool doubt_marked_gone(const struct analysis *x, const struct state *now, const struct state *known,
		       const struct call *c);

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
/* The call may take references to what its arguments point to: those are no longer lent. */
void section_passed(struct analysis *x, struct world *w, const struct function_contract *fc,
		    const struct call *c);

/* use.c: touching an object. */
void use_region(struct analysis *x, struct world *w, node_id region, uint32_t insn,
		uint32_t operand, const char *how);
void use_argument(struct analysis *x, struct world *w, node_id value, const struct call *c,
		  uint32_t arg, const struct protocol *judged);

/* The callee touched what is region here. reached: on all its ways, and without a test for NULL. */
void use_in_callee(struct analysis *x, struct world *w, node_id region, const struct use_root *root,
		   bool reached, const char *object, const struct call *c);

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
/* An object is looked up in a table: a section of e->protocol begins, if others drop it. */
void publish_look(struct analysis *x, struct world *w, const struct effect *e,
		  const struct call *c);

/*
 * own.c: operand names what a call in this function gave, and this function keeps it to itself: no
 * other place, and no code that is not seen, ever gets it. To put it is to give back the reference
 * that came with it.
 */
bool own_result(struct analysis *x, node_id region, uint32_t operand);

/* null.c: memory is reached through a result that may be NULL. False: on this path it is; nothing
 * goes on after that. */
bool null_dereference(struct analysis *x, struct world *w, node_id region, uint32_t insn);
/* The same for v, which a contract goes through: only what is known to be an error pointer if
 * anything was said of it. */
bool null_error_used(struct analysis *x, struct world *w, node_id v, uint32_t insn);
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

/* member.c: contracts of members and of records. */
void member_find(struct program *p);
/* Whether the function may do what such a contract speaks of, so that it is worth a look. */
bool member_interest(struct program *p, uint32_t fn);
void member_touch(struct analysis *x, struct world *w, node_id region, uint32_t insn);
/* v is about to be stored in region. True: the contract has said who keeps it. */
bool member_store(struct analysis *x, struct world *w, node_id region, node_id v, uint32_t insn);
/* A contract says that the member at region owns what is in it. */
bool member_owns(struct analysis *x, node_id region);
/* A whole record is copied by instruction insn. */
void member_copy(struct analysis *x, struct world *w, uint32_t insn);
/* ... by a call that is given its address `from`. */
void member_copied(struct analysis *x, struct world *w, uint32_t from, uint32_t insn);
void member_exit(struct analysis *x, const struct exit_world *e);

/* structure.c: what shows without following any path. */
void structure_check(struct program *p);
void structure_static(struct analysis *x, struct world *w, const struct effect *e,
		      const struct call *c);
void structure_unguarded(struct analysis *x, struct world *w, const struct effect *e,
			 const struct call *c);

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
/* A function of the file whose annotations only say which locks it is called with: all else is to
 * be seen in its body. */
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

/* strict.c: errors where the engine gives up, in functions that are strict. */
bool strict_in(const struct program *p, uint32_t fn);
/* By how much the limits are wider. */
uint32_t strict_factor(const struct analysis *x);
/* A limit was hit: counts it. */
void strict_cut(struct analysis *x, uint32_t *counter);
/* The function was run to its end. */
void strict_explored(struct analysis *x);
/* No contract, no body, no summary. */
void strict_call(struct analysis *x, struct world *w, const struct call *c);
/* A cast, assembly, an expression that is not modelled. */
void strict_value(struct analysis *x, struct world *w, uint32_t insn);
/* Argument arg of the call is an address through which the callee reaches what is no memory. */
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
/* The memory of region ends by call c. */
void strict_death(struct analysis *x, struct world *w, node_id region, const struct call *c);
/* strict_result.c: call c of a function that can fail, whose result may not be looked at. */
void strict_ignored(struct analysis *x, struct world *w, const struct call *c);
/* At an exit: what failed on the way. */
void strict_succeeds(struct analysis *x, const struct exit_world *e);
/* What nothing is known of, and was found in memory, enters the state that its protocol presumes.
 * False: it does not. */
bool strict_presumes(struct analysis *x, struct world *w, const struct state *now);
/* member.c: what is said of the member, or NULL. */
const struct field_contract *member_contract(struct program *p, uint32_t record, uint32_t field);
/*
 * told.c: members that tell another member's state. v was read from region by instruction
 * insn. Returns another world, in which v is 0, if both can be; else NULL.
 */
struct world *told_read(struct analysis *x, struct world *w, node_id region, node_id v);
/* Nothing is known of the object that `now` is done to: what tells of it says what it was before.
 */
void told_assume(struct analysis *x, struct world *w, const struct state *now);
/* At an exit: what tells, and what it tells of, agree. */
void told_exit(struct analysis *x, const struct exit_world *e);
/* The memory of region ends by call c. */
void told_death(struct analysis *x, struct world *w, node_id region, const struct call *c);
/* The value was saved from a member that tells, or is a number: another one may differ from it. */
bool strict_differs(const struct analysis *x, const struct state *s, node_id saved, node_id given);
/* strict_reach.c: the function was run to its end, and code of it never. */
void strict_reached(struct analysis *x);
/* Somebody has to bring an object out of this state. */
bool strict_owes(const struct protocol_state *s);
/* Other code has the memory that region lies in, or that a pointer to it is stored in. */
bool strict_others(const struct analysis *x, const struct world *w, node_id region);
/* `now` is done to an object whose state is known. */
void strict_again(struct analysis *x, struct world *w, const struct state *now,
		  const struct state *known, const struct call *c);
/* value is stored in region. */
void strict_overwritten(struct analysis *x, struct world *w, node_id region, node_id value,
			uint32_t insn);
/* `now` is judged by a state that is not known, or no longer. */
void strict_needs(struct analysis *x, struct world *w, const struct state *now,
		  const struct state *known, const struct call *c, uint32_t operand);

/* unset.c: variables that are read before anything is stored in them, in lowered bodies. */
void unset_check(struct program *p);
/* unasked.c: results that may be no good, and that nobody asks about. */
void unasked_check(struct program *p);
/* v, which was read by way of address, an IR_LOCAL, is what the variable held before anything was
 * stored in it. */
bool unset_value(const struct analysis *x, uint32_t address, node_id v);

/* sequence.c: functions of one table in the order in which they run. */
void sequence_check(struct program *p);
/* The worlds in which the function begins, one for each way in which what ran before it succeeded.
 */
void sequence_enter(struct analysis *x, struct world *w);
/* What the earlier function left is taken back, in strict files. */
void sequence_exit(struct analysis *x, const struct exit_world *e);

/* forgotten.c: whether others may come to the object that the slot gave. */
/* The call insn has run, with these outcomes. */
void forgotten_call(struct analysis *x, uint32_t insn, struct call_outcomes *out);
/* v is stored in region; NODE_NONE: something that has no name. */
void forgotten_store(struct analysis *x, struct world *w, node_id region, node_id v);
/* An object has moved on from the state `from`. */
void forgotten_moved(struct analysis *x, struct world *w, const struct state *from);

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
/* left.c: what a failing path leaves behind that others take away. */
void left_check(struct analysis *x);
/* Whether fn, or what it calls, may undo what the protocol is about. Lowers bodies: x->f is to be
 * refreshed. */
bool left_may_undo(struct program *p, uint32_t fn, const struct protocol *protocol);
/* duty.c: what a function leaves behind of what is not its own. */
void duty_check(struct analysis *x);
/* The object leaves a state that has a rule for strays: known if this path brought it there. */
void duty_leaves(struct analysis *x, struct world *w, const struct state *now,
		 const struct state *known, const struct call *c, uint32_t operand);

/* lock.c: locks are followed only where a function does not take and release them evenly. */
/* What the effect does to a lock: 1 takes it, -1 releases it, 0 neither. */
int lock_direction(const struct effect *e);
/* Whether the function hands on the address of one that releases a lock which is that member, and
 * has not taken it. */
bool lock_released_later(const struct analysis *x, node_id region);
/* 1: calling fn leaves some lock taken, -1: released; 0: as it was, or not known. */
int lock_net(struct program *p, uint32_t fn);
/* fn, or something it calls by name, does something to some lock. */
bool lock_touches(struct program *p, uint32_t fn);
bool lock_uneven(struct program *p, uint32_t fn);
/* ... or leaves one taken, or released, for its callers. */
bool lock_follow(struct program *p, uint32_t fn);
/* The function says that its caller holds the lock, of which it knows nothing. */
void lock_needed(struct analysis *x, const struct effect *e, node_id region, uint32_t insn);
/* The callee says so of region, in this function's terms. */
void lock_check_needed(struct analysis *x, struct world *w, node_id region, const struct effect *e,
		       const struct call *c);
/* The same, of what the callee has noted. */
void lock_check_asserted(struct analysis *x, struct world *w, node_id region,
			 const struct needed_lock *needed, const struct call *c);
bool lock_same_class(const struct nodes *n, node_id a, node_id b);

/* Finds the members that lead from a view back to its object. */
void backlink_survey(struct program *p);
/* The object that region, a member of its view, always holds; or NODE_NONE. */
node_id backlink_object(struct analysis *x, node_id region);
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

/* cleanup.c: what a function's ways out give back, against each other. Needs lowered bodies. */
void cleanup_check(struct program *p);

/* agree.c: what releases a member, against what filled it, by all of the module's code. Needs
 * lowered bodies. */
void agree_check(struct program *p);
/* source.c */
void source_check(struct program *p);

/* kept.c: references that are kept in a member, by all of the module's code. Needs lowered bodies.
 */
void kept_check(struct program *p);

/* unrun.c: calls behind a return, and functions that nothing refers to. */
void unrun_check(struct program *p);

/* undone.c: what maker did by its instruction `made` is undone by instruction insn of fn, other
 * than where it failed. */
bool undone_for_good(struct program *p, uint32_t maker, uint32_t made, uint32_t fn, uint32_t insn);

/* After a slot that tears a device down: nothing of what it held may still run. */
void exit_check_teardown(struct analysis *x);

/* program.c */
struct fn_info *program_fn(struct program *p, uint32_t fn);
const struct function_contract *program_contract(struct program *p, uint32_t fn);
/* Its body stands in the file itself. */
bool program_is_own(const struct program *p, uint32_t fn);
/* The contract of the function that call insn names, or NULL. */
const struct function_contract *program_call_contract(struct program *p,
						      const struct ir_function *f, uint32_t insn);
/* The instruction whose value the casts from insn on pass on; IR_NONE stays. */
uint32_t program_uncast(const struct ir_function *f, uint32_t insn);
const struct function_contract *program_method(struct program *p, const struct ir_function *f,
					       const struct ir_insn *callee);
bool program_interesting(struct program *p, uint32_t fn);
/* The summary of fn, made now if it is worth it; else NULL. x->f is refreshed: lowering moves the
 * function table. */
const struct summary *program_summary(struct analysis *x, uint32_t fn);
/* Whether control comes back from behind insn to before it. */
bool program_in_loop(const struct ir_function *f, uint32_t insn);
void program_add_origin(struct program *p, node_id value, const node_id *regions, uint32_t count);
const struct origin *program_origin(const struct program *p, node_id value);
/* What is asked of tables put into that member, or NULL. */
const struct needs_contract *program_needs(struct program *p, uint32_t record, uint32_t field);
/* Functions named in the ops tables of the module. */
void program_find_slots(struct program *p);
/* Whether all code that knows the record's members is in the module, as far as the file of fn can
 * tell. */
bool program_owns_record(const struct program *p, uint32_t fn, uint32_t record);
/* One look at every lowered body of the main file: who is called, placed in a slot, or arms a
 * member. */
void program_survey(struct program *p);
/* The local that insn reads, or IR_NONE. */
uint32_t program_reads_local(const struct ir_function *f, uint32_t insn);
/* Whether a local has but one value while the function runs: *value is what is stored in it, or
 * IR_NONE for a parameter. */
bool program_one_value(const struct ir_function *f, uint32_t local, uint32_t *value);
/* The local that insn stores to, or IR_NONE. */
uint32_t program_stores_local(const struct ir_function *f, uint32_t insn);
/* The function that insn calls by name, or IR_NONE. */
uint32_t program_callee(const struct ir_function *f, uint32_t insn);
/* The IR_FIELD that insn reads, casts looked through, or NULL. */
const struct ir_insn *program_reads_member(const struct ir_function *f, uint32_t insn);
/* Every instruction op in the functions of the file that are lowered. visit may lower more. */
void program_each_insn(struct program *p, uint8_t op,
		       void (*visit)(void *ctx, uint32_t fn, uint32_t insn), void *ctx);
/* The record type of what the pointer computed by insn points to, casts looked through; or IR_NONE.
 */
uint32_t program_pointee_record(const struct ir_module *m, const struct ir_function *f,
				uint32_t insn);

/* ids.c: numbers that user space names objects by: where they are given out, and where they are
 * looked up. Needs program_survey(). */
void ids_check(struct program *p);
/* order.c: the order in which a slot's function takes down what a record holds. Needs lowered
 * bodies. */
void order_check(struct program *p);
/* counted.c: records that are counted though nobody ever takes a reference. Needs the functions to
 * have been explored. */
void counted_check(struct program *p);
/* At an exit: two counts of one object, of which one was taken and the other given back. */
void counted_exit(struct analysis *x, const struct exit_world *e);

/* table.c: static data. Needs program_survey(), which finds the tables that code puts into a
 * record. */
void tables_note_place(struct program *p, uint32_t global, const struct needs_contract *n);
void tables_check(struct program *p);

/* describe.c: the reader's own expressions. Text in arena a. */
const char *describe_operand(struct ir_module *m, uint32_t fn, uint32_t insn, struct arena *a);
const char *describe_address(struct ir_module *m, uint32_t fn, uint32_t insn, struct arena *a);
const char *describe_node(const struct program *p, node_id v, struct arena *a);
const char *describe_region(const struct program *p, node_id r, struct arena *a);

/* evidence.c: the trail, and findings made from it. */
struct event *evidence_add(struct analysis *x, struct world *w, enum event_kind kind,
			   uint32_t insn);

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

#endif
