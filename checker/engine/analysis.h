/* SPDX-License-Identifier: MIT */
/*
 * The data that the parts of the engine share: the program (one module) and the analysis of one of
 * its functions. The data flow is in engine.c. What the parts do is declared in headers by subject,
 * where each says what it needs to be there before: program.h, memory.h, call.h, object.h, doubt.h,
 * strict.h, checks.h, evidence.h.
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
#define STRICT_STEPS 64 /* likewise of steps: a loop with many of them has rounds to go */
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
/* Whether control can get from the start of one block to another without entering the block
 * `avoid`. */
bool cfg_reaches(const struct ir_function *f, uint32_t from, uint32_t to, uint32_t avoid);
/* Whether control can get from the start of a block to a return without entering one of the blocks
 * that are marked in `avoid`. */
bool cfg_returns(const struct ir_function *f, uint32_t from, const bool *avoid);
/* Every way from one instruction to the other leads over the one between. */
bool cfg_leads_over(const struct ir_function *f, uint32_t from, uint32_t to, uint32_t between);
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
	bool acted; /* likewise */
	node_id escaped[MAX_ESCAPED]; /* values that the caller can name */
	uint32_t nescaped;
	struct each_effect each[MAX_EACH];
	uint32_t early; /* bit i: early read i of the function, and nothing on this way asked for
			   what was read */
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
	bool annotated; /* by an annotation, and nothing is being set up */
};

/* A member was read of an object of which nothing was known yet: early.c */
#define MAX_EARLY 32
struct early_read {
	node_id object, member;
	uint32_t insn;
};

struct summary {
	struct needed_lock needed[MAX_NEEDED];
	uint32_t nneeded;
	struct outcome_world *outcomes;
	uint32_t noutcomes;
	struct use_root roots[MAX_USE_ROOTS];
	uint32_t nroots;
	struct early_read early[MAX_EARLY];
	uint32_t nearly;
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
	uint32_t many; /* so many functions that do alike don't all make the same mistake */
	struct finding finding;
};

#define MAX_BACKLINKS 16
#define MAX_BACKLINK_STEPS 4
#define MAX_SPARE 8 /* arenas that are kept, each of at most so many bytes */
#define LARGEST_SPARE (16u << 20)
/* How a driver's data belong to an object: they are a view of it, or lie in one of its members. */
struct data_of {
	const struct view *view;
	uint32_t record, field; /* without a view; record is IR_NONE for data of nothing known */
};

/* A member of an object's data: the driver's data of a command, and in them the command. */
struct backlink {
	uint64_t steps[MAX_BACKLINK_STEPS]; /* the member, then what it is a member of: record,
					       field */
	uint32_t nsteps;
	struct data_of of; /* the object that is stored there; nothing: something else is, too */
};

/* What a driver keeps in the member of an object where its data lie. */
#define MAX_DATA_TYPES 4
struct data_type {
	uint32_t record, field;
	uint32_t data; /* the record that they are; IR_NONE: one here, another there */
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
	bool *taken; /* by id: some function takes one more reference to what it is given */
	const struct protocol
		*looked; /* of what is looked up under a lock; NULL: no such code yet */
	const struct protocol *ownership; /* that of annotations, or NULL */
	const struct protocol *early; /* the one of which some members may not be read too early;
					 NULL: there is none */
	const struct protocol *watched; /* some slot of the module may not forget such an object;
					   or NULL */
	bool *given; /* by protocol id: some function of the module is placed in a slot that gives
			such an object */
	node_id links; /* memory.c; 0: not asked for yet */
	bool strict; /* all of it: strict.c */
	bool again; /* ... but lint wants to know only what annotations speak of: said.h */
	const struct sequel
		*sequel; /* what the next function to be explored comes after, or NULL */
	bool *self_contained; /* by ir_function.unit: no other file can call a function of this one
				 by name */
	struct counts *last_counts; /* counted.c; NULL: not asked for yet */
	struct call_index *calls; /* callers.c; NULL: not asked for yet */
	struct origin *origins; /* what a call's result was computed from */
	uint32_t norigins, cap_origins;
	struct null_use null_uses[MAX_NULL_USES];
	uint32_t nnull_uses;
	struct record_info
		*records; /* what contracts say of them, looked up when first asked for: member.c */
	uint32_t nrecords;
	bool has_members; /* there are such contracts at all */
	bool says_members; /* the source itself has some */
	const struct protocol *kept; /* the one of what members keep, if the source says so */
	struct owed owed[MAX_OWED];
	uint32_t nowed;
	struct belief *beliefs;
	uint32_t nbeliefs, cap_beliefs;
	struct table_use *table_uses;
	uint32_t ntable_uses, cap_table_uses;
	struct backlink backlinks[MAX_BACKLINKS + 1]; /* the last is never used */
	uint32_t nbacklinks;
	struct data_type data_types[MAX_DATA_TYPES];
	uint32_t ndata_types;
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
	struct early_read early[MAX_EARLY];
	uint32_t nearly;
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
	bool annotated; /* see program_is_annotated() */
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

/* Strict code is held to all that it has to show, code with annotations to what it says of itself.
 */
static inline bool holds_to_word(const struct analysis *x)
{
	return x->strict || x->annotated;
}

/* What ran before a function, with the same arguments, and succeeded: sequence.c. */
struct sequel {
	const char *name;
	const struct summary *summary;
};

#endif
