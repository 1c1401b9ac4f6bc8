/* SPDX-License-Identifier: MIT */
/* Output files that are there whole or not at all. */
#ifndef CUSTODY_SAVE_H
#define CUSTODY_SAVE_H

#include <stddef.h>

/*
 * Writes length bytes to path through a temporary file that is renamed. Returns NULL, or a sentence
 * saying why not, valid until this thread's next call; then no file is left behind, and what path
 * held stays.
 */
const char *save_file(const char *path, const void *data, size_t length);

#endif
