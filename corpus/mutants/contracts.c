// SPDX-License-Identifier: MIT
/* Which functions have a contract: what `custody rules --functions` prints. */
#include "mutate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "PROTOCOL(2...):STATE!@+" */
static void read_effect(struct contract *c, const char *effect)
{
	const char *object = strchr(effect, '('), *end = effect + strlen(effect);

	if (end - effect > 2 && end[-2] == '@')
		c->lock = end[-1];
	if (object && isdigit((unsigned char)object[1]) && object[2] == ')' && end[-1] == '!')
		c->ended = object[1] - '0';
}

static void read_line(struct contract **all, char *line)
{
	char *rest = line, *name = strsep(&rest, "\t"), *area = strsep(&rest, "\t"), *effect;
	struct contract *c;

	if (!area || contract_find(*all, name))
		return;
	c = calloc(1, sizeof(*c));
	*c = (struct contract){.name = strdup(name), .area = strdup(area), .ended = NONE};
	while ((effect = strsep(&rest, "\t")))
		read_effect(c, effect);
	HASH_ADD_KEYPTR(hh, *all, c->name, strlen(c->name), c);
}

/* NULL: the file can't be read. */
struct contract *contracts_read(const char *path)
{
	struct contract *all = NULL;
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (!file)
		return NULL;
	while ((length = getline(&line, &room, file)) > 0) {
		line[strcspn(line, "\n")] = 0;
		read_line(&all, line);
	}
	free(line);
	fclose(file);
	return all;
}

struct contract *contract_find(struct contract *all, const char *name)
{
	struct contract *found;

	HASH_FIND_STR(all, name, found);
	return found;
}

/* A function of the driver has the contract of its body. */
struct contract *contract_own(struct contract **all, const char *name)
{
	struct contract *c = contract_find(*all, name);

	if (c)
		return c;
	c = calloc(1, sizeof(*c));
	*c = (struct contract){.name = strdup(name), .area = strdup("own"), .ended = NONE};
	HASH_ADD_KEYPTR(hh, *all, c->name, strlen(c->name), c);
	return c;
}
