/* SPDX-License-Identifier: MIT */
/* Where in the driver a trap happened: the innermost frame of the stack that is not the library's.
 */
#ifndef KERNEL_CHECKED_PLACE_H
#define KERNEL_CHECKED_PLACE_H

struct checked_place {
	char file[256];
	char function[128];
	int line;
};

/* Strings are empty and line 0 if it can't be found: no debug information, or no addr2line. */
void checked_find_place(struct checked_place *place);
/* Where a function begins. */
void checked_place_of(const void *function, struct checked_place *place);

#endif
