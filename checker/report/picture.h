/* SPDX-License-Identifier: MIT */
/* Graphs as pictures, by graphviz's dot. */
#ifndef CUSTODY_PICTURE_H
#define CUSTODY_PICTURE_H

#include <stdio.h>

/*
 * The graph that `graph` (at its start) holds in dot's language, as an <svg> element to stand
 * inside of a page; to be freed by the caller. NULL: dot is not installed, or does not take it.
 */
char *picture_svg(FILE *graph);

#endif
