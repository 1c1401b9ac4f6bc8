/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Runs dot from graph to out. Its complaints go nowhere: a picture is an extra. */
static int run_dot(FILE *graph, FILE *out)
{
	char *argv[] = {"dot", "-Tsvg", NULL};
	posix_spawn_file_actions_t actions;
	int error, status = -1;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions))
		return -1;
	posix_spawn_file_actions_adddup2(&actions, fileno(graph), STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(&pid, "dot", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error || waitpid(pid, &status, 0) < 0)
		return -1;
	return status;
}

static char *read_back(FILE *in)
{
	long size;
	char *text;

	if (fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0)
		return NULL;
	text = malloc((size_t)size + 1);
	if (!text)
		return NULL;
	rewind(in);
	text[fread(text, 1, (size_t)size, in)] = '\0';
	return text;
}

/* Leaves out what stands before the element: the declaration and the type of a document of its own.
 */
static char *strip(char *text)
{
	char *svg = text ? strstr(text, "<svg") : NULL;

	if (!svg) {
		free(text);
		return NULL;
	}
	memmove(text, svg, strlen(svg) + 1);
	return text;
}

char *picture_svg(FILE *graph)
{
	FILE *out = tmpfile();
	char *text = NULL;

	if (!out)
		return NULL;
	if (!run_dot(graph, out))
		text = strip(read_back(out));
	fclose(out);
	return text;
}
