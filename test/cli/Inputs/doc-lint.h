/* SPDX-License-Identifier: MIT */
/* What custody doc-lint says of it stands in doc-lint.test, by line. */
#include "custody.h"

struct pot;

/**
 * pot_new() - takes a pot from the shelf
 * @litres: how much it holds
 *
 * Give it back with pot_return().
 *
 * Return: the pot, or NULL if the shelf is empty.
 */
struct pot *pot_new(int litres) __owned;

/**
 * pot_return() - puts a pot back
 * @pot: from pot_new()
 */
void pot_return(struct pot *pot __owned);

void pot_lend(struct pot *pot __borrowed);

/** Fills it.
 * @cup: no parameter
 */
int pot_fill(struct pot *pot __borrowed, void (*done)(int litres));

/**
 * cup_new() - takes a cup
 *
 * Give it back with cup_return().
 */
struct pot *cup_new(void) __owned;

/**
 * cup_return() - puts a cup back
 * @cup: the cup
 */
void cup_return(struct pot *cup __owned);

/**
 * __pot_count() - counts the pots
 * @pot: the first
 *
 * Return: how many there are.
 */
int __pot_count(struct pot *pot __borrowed);

/**
 * struct shelf - where pots stand
 * @lock: for those that change it
 */
struct shelf {
	int lock;
	int count __locked_by(lock); /* { not counted: } */
};

/* No annotation, no need. */
int pot_size(struct pot *pot);

static inline int pot_twice(struct pot *pot)
{
	return 2 * pot_size(pot);
}
