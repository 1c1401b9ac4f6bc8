/* SPDX-License-Identifier: MIT */
/* Questions about the module that is analysed. */
#ifndef CUSTODY_ENGINE_PROGRAM_H
#define CUSTODY_ENGINE_PROGRAM_H

#include "analysis.h"

/* program.c */
struct fn_info *program_fn(struct program *p, uint32_t fn);
const struct function_contract *program_contract(struct program *p, uint32_t fn);
/* The function of the file itself says by annotations what it does with its arguments and result,
 * and its body is to be checked: what it does not say it does not ask of its callers. */
bool program_is_annotated(struct program *p, uint32_t fn);
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
/* What ev tells, or what it stands for in a callee, happened in a loop. */
bool program_event_in_loop(const struct program *p, const struct event *ev);
/* The address of what the call's result is stored in first, or NULL. */
const struct ir_insn *program_result_place(const struct ir_function *f, uint32_t call);
/* The variable that the call's result is stored in first, or IR_NONE. */
uint32_t program_result_local(const struct ir_function *f, uint32_t call);
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
/* The value was worked out from what the variable holds. */
bool program_computed_from(const struct ir_function *f, uint32_t insn, uint32_t local);
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

/* callers.c */
/* A place in a function of the file that calls another one by name. */
struct calling {
	uint32_t fn, insn;
	bool begun; /* it is one: the next one comes after it */
};
/* The next place that calls fn; the first, if all of *at is 0. False: there is none. */
bool program_next_call(struct program *p, uint32_t fn, struct calling *at);
/* What the call gives for that parameter, casts looked through; or IR_NONE. */
uint32_t program_given(const struct program *p, const struct calling *at, uint32_t param);

#endif
