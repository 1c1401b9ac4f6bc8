/* SPDX-License-Identifier: MIT */
/* Steps of an effect on one object: what effect.c, transition.c and capture.c share. */
#ifndef CUSTODY_ENGINE_TRANSITION_H
#define CUSTODY_ENGINE_TRANSITION_H

#include "call.h"

/* effect.c: the object in the reader's words: argument `operand`, or IR_NONE. */
const char *effect_object_text(struct analysis *x, uint32_t operand, node_id region);

/* transition.c: the arrow that an object in this state takes, or NULL. */
const struct arrow *transition_fitting(const struct effect *e, uint8_t state);
/* The rule that is broken by e done to an object in this state, or NULL. */
const struct rule *transition_misfit(const struct effect *e, uint8_t state);
/* e is done to the object at region, which argument `operand` names (IR_NONE: none
 * does). */
void transition_apply(struct analysis *x, struct world *w, const struct effect *e, node_id region,
		      const struct call *c, uint32_t operand);

/* capture.c: what the call gives for each capture, by its index: to be saved, or to be compared
 * with what was saved. NULL if the effect has none. */
const node_id *capture_take(struct analysis *x, struct world *w, const struct effect *e,
			    const struct call *c);
/* Compares what the call was given with what s has saved; reports what differs. */
void capture_check(struct analysis *x, struct world *w, const struct effect *e,
		   const struct state *s, const node_id *given, const struct call *c,
		   uint32_t operand);

#endif
