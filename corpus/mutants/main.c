// SPDX-License-Identifier: MIT
/*
 * mutate CONTRACTS DRIVER.c [FLAG...] [-- ID...]: prints the mutants of a driver, or those of these
 * names, one a line, as JSON.
 *
 * CONTRACTS is what `custody rules --functions` printed; the flags are the compiler's.
 */
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, unsigned *size)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t length;

	if (!file)
		return NULL;
	length = getdelim(&text, &room, 0, file);
	fclose(file);
	if (length < 0)
		return NULL;
	*size = (unsigned)length;
	return text;
}

static bool has_errors(CXTranslationUnit unit)
{
	bool found = false;

	for (unsigned i = 0; i < clang_getNumDiagnostics(unit); i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);

		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
			CXString text = clang_formatDiagnostic(
				diagnostic, clang_defaultDiagnosticDisplayOptions());

			fprintf(stderr, "mutate: %s\n", clang_getCString(text));
			clang_disposeString(text);
			found = true;
		}
		clang_disposeDiagnostic(diagnostic);
	}
	return found;
}

static void mutate_all(struct mutants *m)
{
	for (int i = 0; i < m->driver->nfunctions; i++) {
		mutate_calls(m, &m->driver->functions[i]);
		mutate_blocks(m, &m->driver->functions[i]);
		mutate_flow(m, &m->driver->functions[i]);
		mutate_values(m, &m->driver->functions[i]);
	}
	mutate_tables(m);
}

int main(int argc, char **argv)
{
	unsigned options = CXTranslationUnit_PrecompiledPreamble |
			   CXTranslationUnit_CreatePreambleOnFirstParse |
			   CXTranslationUnit_KeepGoing;
	struct driver driver = {0};
	struct mutants mutants = {.driver = &driver};
	int flags_end = 3;

	if (argc < 3) {
		fprintf(stderr, "usage: %s CONTRACTS DRIVER.c [FLAG...] [-- ID...]\n", argv[0]);
		return 2;
	}
	while (flags_end < argc && strcmp(argv[flags_end], "--"))
		flags_end++;
	driver.path = argv[2];
	driver.contracts = contracts_read(argv[1]);
	driver.text = read_file(driver.path, &driver.size);
	if (!driver.contracts || !driver.text) {
		fprintf(stderr, "mutate: %s can't be read\n", argv[driver.contracts ? 2 : 1]);
		return 2;
	}
	driver.unit = clang_parseTranslationUnit(clang_createIndex(0, 0), driver.path,
						 (const char *const *)argv + 3, flags_end - 3, NULL,
						 0, options);
	if (!driver.unit || has_errors(driver.unit)) {
		fprintf(stderr, "mutate: %s does not compile\n", driver.path);
		return 1;
	}
	driver.file = clang_getFile(driver.unit, driver.path);
	driver_scan(&driver);
	mutate_all(&mutants);
	return mutants_print(&mutants, argv + flags_end + (flags_end < argc), stdout) ? 0 : 1;
}
