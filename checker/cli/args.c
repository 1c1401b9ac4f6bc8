/* SPDX-License-Identifier: MIT */
#include "args.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLANKS " \t\n"

void args_add(struct args *a, const char *word)
{
	if (a->count + 2 > a->cap) {
		uint32_t cap = a->cap ? 2 * a->cap : 32;
		const char **list = arena_new_array(a->arena, const char *, cap);

		if (a->count)
			memcpy(list, a->list, a->count * sizeof(*list));
		a->list = list;
		a->cap = cap;
	}
	a->list[a->count++] = word;
	a->list[a->count] = NULL;
}

/* Copies the word at p to *to, which is moved behind its end. Returns where it ends, NULL if a
 * quote is open. */
static const char *copy_word(const char *p, char **to)
{
	char quote = 0;

	for (; *p && (quote || !strchr(BLANKS, *p)); p++) {
		if (*p == quote)
			quote = 0;
		else if (!quote && (*p == '\'' || *p == '"'))
			quote = *p;
		else if (*p == '\\' && p[1] && (!quote || (quote == '"' && strchr("\\\"$`", p[1]))))
			*(*to)++ = *++p;
		else
			*(*to)++ = *p;
	}
	*(*to)++ = '\0';
	return quote ? NULL : p;
}

bool args_split(struct args *a, const char *command)
{
	/* A word and its end never take more than the word and what follows it. */
	char *to = arena_alloc(a->arena, strlen(command) + 1);
	const char *p = command + strspn(command, BLANKS);

	while (*p) {
		args_add(a, to);
		p = copy_word(p, &to);
		if (!p)
			return false;
		p += strspn(p, BLANKS);
	}
	return true;
}

/* Text with `before` in front of each character that is in `special`. */
static const char *escaped(struct arena *arena, const char *text, const char *special, char before)
{
	char *copy, *to;

	if (!text[strcspn(text, special)])
		return text;
	copy = to = arena_alloc(arena, 2 * strlen(text) + 1);
	for (; *text; text++) {
		if (strchr(special, *text))
			*to++ = before;
		*to++ = *text;
	}
	return copy;
}

const char *quote_shell(struct arena *arena, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "%+,-./:=@_^";
	char *copy, *to;

	if (*word && !word[strspn(word, plain)])
		return word;
	copy = to = arena_alloc(arena, 4 * strlen(word) + 3);
	*to++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *word;
	}
	*to = '\'';
	return copy;
}

const char *quote_response(struct arena *arena, const char *word)
{
	return *word ? escaped(arena, word, " \t\n\\'\"", '\\') : "\"\"";
}

const char *quote_ninja(struct arena *arena, const char *text)
{
	return escaped(arena, text, "$", '$');
}

const char *quote_ninja_path(struct arena *arena, const char *path)
{
	return escaped(arena, path, "$ :|", '$');
}

const char *plain_path(struct arena *arena, const char *folder, const char *path)
{
	const char *whole = *path == '/' ? path : arena_format(arena, "%s/%s", folder, path);
	char *plain = arena_alloc(arena, strlen(whole) + 2), *end = plain;

	while (*whole) {
		size_t len = strcspn(whole, "/");

		if (len == 2 && !strncmp(whole, "..", 2)) {
			while (end > plain && *--end != '/')
				;
		} else if (len && !(len == 1 && *whole == '.')) {
			*end++ = '/';
			end = mempcpy(end, whole, len);
		}
		whole += len + (whole[len] == '/');
	}
	if (end == plain)
		*end++ = '/';
	*end = '\0';
	return plain;
}

const char *path_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && path[len] == '/' ? path + len + 1 : NULL;
}

/* All of fd, in the arena. */
static char *read_text(int fd, struct arena *arena)
{
	char chunk[4096];
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	ssize_t n;

	if (!f)
		abort();
	while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR))
		fwrite(chunk, 1, n > 0 ? (size_t)n : 0, f);
	fclose(f);
	copy = arena_copy(arena, text, size + 1);
	free(text);
	return copy;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Starts argv with its output going where it is wanted; the reading end of the pipe is `ends[0]`.
 */
static pid_t start(const struct args *argv, const char *folder, enum output caught,
		   const int ends[2])
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	if (folder)
		posix_spawn_file_actions_addchdir_np(&actions, folder);
	if (caught != OUTPUT_NOTHING)
		posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
	posix_spawn_file_actions_adddup2(&actions, caught == OUTPUT_ALL ? ends[1] : STDERR_FILENO,
					 STDOUT_FILENO);
	errno = posix_spawnp(&pid, argv->list[0], &actions, NULL, (char *const *)argv->list,
			     environ);
	posix_spawn_file_actions_destroy(&actions);
	return errno ? -1 : pid;
}

int run_program(const struct args *argv, const char *folder, enum output caught,
		struct arena *arena, char **text)
{
	int ends[2];
	pid_t pid;

	if (caught == OUTPUT_NOTHING) {
		pid = start(argv, folder, caught, NULL);
		return pid < 0 ? -1 : wait_for(pid);
	}
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = start(argv, folder, caught, ends);
	close(ends[1]);
	if (pid >= 0)
		*text = read_text(ends[0], arena);
	close(ends[0]);
	return pid < 0 ? -1 : wait_for(pid);
}
