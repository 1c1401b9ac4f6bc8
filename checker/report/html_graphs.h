/* SPDX-License-Identifier: MIT */
/* The ownership graphs in a page: one for each folder that has .cir files. */
#ifndef CUSTODY_HTML_GRAPHS_H
#define CUSTODY_HTML_GRAPHS_H

#include <stdio.h>

/*
 * Prints, for the .cir files below dir, a template element for each folder of their sources, with
 * the folder's name (below root, where it is below it) and a picture. What can't be read or drawn
 * is left out.
 */
void html_print_graphs(const char *dir, const char *root, FILE *out);

#endif
