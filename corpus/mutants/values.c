// SPDX-License-Identifier: MIT
/* Operators on values: another variable of the type is read, a borrowed pointer is kept, a table
 * misses a function. */
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>

static void other_variable(struct mutants *m, const struct function *f, const struct reference *r,
			   const char *area)
{
	const struct variable *is = &f->variables[r->variable];

	for (int i = 0; i < f->nvariables; i++) {
		const struct variable *v = &f->variables[i];
		struct mutant *mutant;

		if (v == is || !span_has(v->visible, r->at) ||
		    !clang_equalTypes(plain(v->type), plain(is->type)))
			continue;
		mutant = mutant_add(m, "other-variable", f, area, r->at.start);
		mutant_edit(mutant, r->at, "%s", v->name);
	}
}

/* --- a borrowed pointer is kept ----------------------------------------------------------- */

struct keeping {
	struct mutants *mutants;
	const struct function *function;
	const struct variable *pointer, *keeper;
	unsigned place;
	const char *area;
};

static enum CXVisitorResult keep_in(CXCursor field, CXClientData data)
{
	struct keeping *k = data;
	CXType type = plain(clang_getCursorType(field));
	CXString name = clang_getCursorSpelling(field);
	struct mutant *mutant;
	const char *element = "";

	if (type.kind == CXType_ConstantArray) {
		type = plain(clang_getArrayElementType(type));
		element = "[0]";
	}
	if (clang_equalTypes(type, plain(k->pointer->type))) {
		mutant = mutant_add(k->mutants, "keep-borrowed", k->function, k->area, k->place);
		mutant_edit(mutant, (struct span){k->place, k->place}, "%s->%s%s = %s; ",
			    k->keeper->name, clang_getCString(name), element, k->pointer->name);
	}
	clang_disposeString(name);
	return CXVisit_Continue;
}

static bool is_record_pointer(CXType type)
{
	return plain(type).kind == CXType_Pointer &&
	       plain(clang_getPointeeType(plain(type))).kind == CXType_Record;
}

static bool is_of_driver(CXType record)
{
	CXSourceLocation at = clang_getCursorLocation(clang_getTypeDeclaration(record));

	return clang_Location_isFromMainFile(at);
}

/* A parameter is stored in each of the driver's records at hand, at the first statement. */
static void keep_borrowed(struct mutants *m, const struct function *f, const char *area)
{
	struct keeping k = {.mutants = m, .function = f, .area = area};

	for (int i = 0; i < f->nstatements && !k.place; i++) {
		if (f->statements[i].kind != CXCursor_DeclStmt && f->statements[i].block == 0)
			k.place = f->statements[i].at.start;
	}
	for (int i = 0; k.place && i < f->nvariables; i++) {
		k.pointer = &f->variables[i];
		for (int j = 0; j < f->nvariables; j++) {
			CXType record;

			k.keeper = &f->variables[j];
			if (i == j || !k.pointer->is_parameter || !k.keeper->is_set ||
			    !is_record_pointer(k.pointer->type) ||
			    !is_record_pointer(k.keeper->type) || k.keeper->visible.start > k.place)
				continue;
			record = plain(clang_getPointeeType(plain(k.keeper->type)));
			if (is_of_driver(record))
				clang_Type_visitFields(record, keep_in, &k);
		}
	}
}

void mutate_values(struct mutants *m, const struct function *f)
{
	const char *area = area_of(f, f->body);

	if (!area)
		return;
	for (int i = 0; i < f->nreferences; i++)
		other_variable(m, f, &f->references[i], area);
	keep_borrowed(m, f, area);
}

void mutate_tables(struct mutants *m)
{
	for (int i = 0; i < m->driver->nslots; i++) {
		const struct slot *slot = &m->driver->slots[i];
		struct mutant *mutant = mutant_add(m, "drop-slot", NULL, "table", slot->at.start);

		mutant->function = slot->table;
		mutant_edit(mutant, slot->at, "%s", "");
	}
}
