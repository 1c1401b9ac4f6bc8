// SPDX-License-Identifier: MIT
/*
 * The stack is unwound and its addresses are handed to addr2line, which knows inlined functions
 * too. That is slow, and happens once: a trap ends the process.
 */
#include "checked_place.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FRAMES 48

/* The library's own code: its folder, but not the tests in it. */
static int is_library(const char *file)
{
	const char *below;

	if (strncmp(file, KERNEL_SOURCE_DIR, strlen(KERNEL_SOURCE_DIR)))
		return 0;
	below = file + strlen(KERNEL_SOURCE_DIR);
	return strncmp(below, "/test/", 6) != 0;
}

/* The command that resolves those frames that are in the program itself. */
static int resolver(char *command, size_t size, void **frames, int count)
{
	size_t used;
	Dl_info self, info;
	int i, some = 0;

	if (!dladdr((void *)checked_find_place, &self))
		return 0;
	used = snprintf(command, size, "addr2line -f -i -e /proc/%d/exe", (int)getpid());
	for (i = 0; i < count && used + 32 < size; i++) {
		if (!dladdr(frames[i], &info) || info.dli_fbase != self.dli_fbase)
			continue;
		/* a return address is behind the call: one back is in it */
		used += snprintf(
			command + used, size - used, " %#lx",
			(unsigned long)((uintptr_t)frames[i] - 1 - (uintptr_t)info.dli_fbase));
		some = 1;
	}
	snprintf(command + used, size - used, " 2>/dev/null");
	return some;
}

/* One frame: a line with the function, one with file:line. False at the end. */
static int read_frame(FILE *in, struct checked_place *place)
{
	char *colon;

	if (!fgets(place->function, sizeof(place->function), in) ||
	    !fgets(place->file, sizeof(place->file), in))
		return 0;
	place->function[strcspn(place->function, "\n")] = 0;
	place->file[strcspn(place->file, "\n")] = 0;
	colon = strrchr(place->file, ':');
	place->line = colon ? atoi(colon + 1) : 0;
	if (colon)
		*colon = 0;
	return 1;
}

/* The first place of those that is not in the library. */
static void find(void **frames, int count, struct checked_place *place)
{
	char command[2048];
	int found = 0;
	FILE *in;

	if (!resolver(command, sizeof(command), frames, count))
		goto none;
	in = popen(command, "r");
	if (!in)
		goto none;
	while (!found && read_frame(in, place))
		found = place->file[0] != '?' && !is_library(place->file);
	pclose(in);
	if (found)
		return;
none:
	memset(place, 0, sizeof(*place));
}

void checked_find_place(struct checked_place *place)
{
	void *frames[MAX_FRAMES];

	find(frames, backtrace(frames, MAX_FRAMES), place);
}

void checked_place_of(const void *function, struct checked_place *place)
{
	/* as if it were a return address: one is taken off */
	void *frame = (char *)function + 1;

	find(&frame, 1, place);
}
