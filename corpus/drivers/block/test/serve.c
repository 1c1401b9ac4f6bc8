// SPDX-License-Identifier: MIT
/*
 * serve DISK SOCKET [NAME=VALUE...]: loads the program's modules with those parameters, serves the
 * disk over NBD until standard input ends, and unloads them. A line NAME=VALUE of standard input
 * sets a parameter meanwhile.
 */
#include "checked.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

static int set(char *assignment)
{
	char *value = strchr(assignment, '=');

	if (!value)
		return -1;
	*value++ = 0;
	return kernel_set_parameter(assignment, value);
}

static int serve(const char *disk, const char *socket)
{
	struct kernel_nbd *nbd = kernel_nbd_start(disk, socket);
	char line[128];
	int error = 0;

	if (!nbd)
		return -1;
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		error |= set(line);
	}
	kernel_nbd_stop(nbd);
	return error;
}

int main(int argc, char **argv)
{
	int i, error = 0;

	if (argc < 3)
		return 2;
	for (i = 3; i < argc; i++)
		error |= set(argv[i]);
	if (error || kernel_load_modules())
		return 1;
	error = serve(argv[1], argv[2]);
	kernel_unload_modules();
	checked_teardown();
	puts(error ? "failed" : "unloaded");
	return error != 0;
}
