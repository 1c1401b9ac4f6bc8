/* SPDX-License-Identifier: MIT */
/* Reading and writing a world's memory. */
#ifndef CUSTODY_ENGINE_MEMORY_H
#define CUSTODY_ENGINE_MEMORY_H

#include "analysis.h"

/* memory.c: reading and writing a world's memory. */
node_id memory_load(struct analysis *x, struct world *w, node_id region, uint16_t flags);
/* since: memory_since() the instruction that stores; not needed unless memory_is_link(region). */
void memory_store(struct analysis *x, struct world *w, node_id region, node_id value,
		  node_id since);
bool memory_is_link(const struct analysis *x, node_id region);
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
/* Whether region is memory that dies with the function: a local whose address was not given away.
 */
bool memory_is_private(const struct analysis *x, node_id region);
/* Whether other code finds the value in memory. */
bool memory_is_shared(const struct analysis *x, const struct world *w, node_id v);

#endif
