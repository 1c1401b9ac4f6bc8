/* SPDX-License-Identifier: MIT */
#include "save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Thread_local char error_text[1024];

static const char *failed(const char *path, const char *doing, int number)
{
	snprintf(error_text, sizeof(error_text), "%s: cannot %s: %s", path, doing,
		 strerror(number));
	return error_text;
}

/* Consumes fd. */
static int write_all(int fd, const uint8_t *data, size_t len)
{
	int number = 0;

	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			number = errno;
			break;
		}
		data += n;
		len -= (size_t)n;
	}
	if (close(fd) && !number)
		number = errno;
	return number;
}

/* The temporary file stands beside path, so that renaming it is one step; its mode is the umask's.
 */
const char *save_file(const char *path, const void *data, size_t length)
{
	size_t size = strlen(path) + 32;
	char *temp = malloc(size);
	const char *wrong = NULL;
	struct stat st;
	int fd, number;

	if (!temp)
		return failed(path, "write", ENOMEM);
	snprintf(temp, size, "%s.%ld.tmp", path, (long)getpid());
	if (!stat(path, &st) &&
	    !S_ISREG(st.st_mode)) /* /dev/stdout, a pipe: never to be replaced */
		snprintf(temp, size, "%s", path);
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		wrong = failed(temp, "create", errno);
		goto out;
	}
	number = write_all(fd, data, length);
	if (number)
		wrong = failed(temp, "write", number);
	else if (strcmp(temp, path) && rename(temp, path))
		wrong = failed(path, "rename to", errno);
	if (wrong && strcmp(temp, path))
		unlink(temp);
out:
	free(temp);
	return wrong;
}
