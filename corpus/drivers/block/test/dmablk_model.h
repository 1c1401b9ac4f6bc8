/* SPDX-License-Identifier: MIT */
#ifndef DMABLK_MODEL_H
#define DMABLK_MODEL_H

struct dmablk_model_counts {
	unsigned int commands, segments, resets;
	unsigned int faults; /* accesses to memory that was not mapped */
};

struct dmablk_model_counts dmablk_model_counts(void);
/* The module plugs the device when it is loaded. */
int dmablk_model_plug(void);
void dmablk_model_unplug(void);

#endif
