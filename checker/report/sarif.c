/* SPDX-License-Identifier: MIT */
#include "sarif.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "options.h"
#include "report.h"
#include "result.h"
#include "utf8.h"

struct writer {
	const struct results *r;
	const struct report_options *o;
	struct arena *a;
	const char **rules; /* names, sorted, once each */
	uint32_t nrules;
};

static json_t *text(struct writer *w, const char *s)
{
	return json_string(utf8_valid(s, w->a));
}

/* {"text": s} */
static json_t *message(struct writer *w, const char *s)
{
	return json_pack("{s:o}", "text", text(w, s));
}

/* --- Places ------------------------------------------------------------------------------- */

/* path as the path of a URI. */
static char *encoded(struct arena *a, const char *path)
{
	char *out = arena_alloc(a, 3 * strlen(path) + 1), *end = out;

	for (; *path; path++) {
		if (strchr("/-._~", *path) || (*path >= '0' && *path <= '9') ||
		    (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z'))
			*end++ = *path;
		else
			end += sprintf(end, "%%%02X", (unsigned char)*path);
	}
	return out;
}

static json_t *artifact(struct writer *w, const char *file)
{
	const char *path = encoded(w->a, file);

	if (*file == '/')
		return json_pack("{s:o}", "uri", json_sprintf("file://%s", path));
	return json_pack("{s:s, s:s}", "uri", path, "uriBaseId", "SRCROOT");
}

static json_t *region(struct writer *w, const struct spot *spot)
{
	json_t *o = json_pack("{s:i}", "startLine", (int)spot->line);

	if (spot->col)
		json_object_set_new(o, "startColumn", json_integer(spot->col));
	if (spot->text)
		json_object_set_new(o, "snippet", message(w, spot->text));
	return o;
}

static json_t *location(struct writer *w, const struct spot *spot, const char *function)
{
	json_t *o = json_object(), *physical;

	if (spot->line) {
		physical = json_pack("{s:o, s:o}", "artifactLocation", artifact(w, spot->file),
				     "region", region(w, spot));
		json_object_set_new(o, "physicalLocation", physical);
	}
	if (*function)
		json_object_set_new(
			o, "logicalLocations",
			json_pack("[{s:o, s:s}]", "name", text(w, function), "kind", "function"));
	return o;
}

/* --- The path ----------------------------------------------------------------------------- */

#define MAX_NESTING 32
struct nesting {
	const char *functions[MAX_NESTING];
	int depth; /* of the innermost; its caller is before it */
	bool inside; /* the last step was a call */
};

/* How deep in calls the next step is. A function that nothing on the path called starts anew. */
static int nest(struct nesting *n, const char *function, bool is_call)
{
	int i = n->depth;

	while (i >= 0 && n->functions[i] && strcmp(n->functions[i], function))
		i--;
	if (i < 0 || !n->functions[i]) {
		i = n->inside ? n->depth + 1 : 0;
		if (i == MAX_NESTING)
			i--;
		n->functions[i] = function;
	}
	n->depth = i;
	n->inside = is_call;
	return i;
}

static json_t *flow_location(struct writer *w, const struct spot *spot, const char *function,
			     const char *says, const char *kind, struct nesting *n)
{
	json_t *place = location(w, spot, function);

	json_object_set_new(place, "message", message(w, says));
	return json_pack("{s:o, s:[s], s:i, s:s}", "location", place, "kinds", kind, "nestingLevel",
			 nest(n, function, !strcmp(kind, "call")), "importance",
			 strcmp(kind, "branch") ? "essential" : "important");
}

static const char *kind_of(enum step_kind kind)
{
	switch (kind) {
	case STEP_ASSUMED:
		return "branch";
	case STEP_CALL:
		return "call";
	case STEP_ENTRY:
		return "enter";
	case STEP_STATE:
	case STEP_ALSO:
		break;
	}
	return "value";
}

/* The steps, and the finding itself as the last one. */
static json_t *code_flow(struct writer *w, const struct result *r)
{
	json_t *list = json_array();
	struct nesting n = {0};

	for (uint32_t i = 0; i < r->nsteps; i++) {
		const struct result_step *s = &r->steps[i];

		if (s->kind == STEP_ALSO)
			continue;
		json_array_append_new(list, flow_location(w, &s->spot, s->function, s->message,
							  kind_of(s->kind), &n));
	}
	json_array_append_new(list,
			      flow_location(w, &r->spot, r->function, r->message, "danger", &n));
	return json_pack("{s:[{s:o}]}", "threadFlows", "locations", list);
}

/* The other returns at which the same is to be said, or NULL. */
static json_t *other_returns(struct writer *w, const struct result *r)
{
	json_t *list = NULL, *place;

	for (uint32_t i = 0; i < r->nsteps; i++) {
		const struct result_step *s = &r->steps[i];

		if (s->kind != STEP_ALSO)
			continue;
		place = location(w, &s->spot, s->function);
		json_object_set_new(place, "message", message(w, s->message));
		list = list ? list : json_array();
		json_array_append_new(list, place);
	}
	return list;
}

/* --- Results ------------------------------------------------------------------------------ */

static const char *level_of(bool is_error, enum trust trust)
{
	if (is_error)
		return "error";
	return trust == TRUST_POSSIBLE ? "note" : "warning";
}

/* How many before number i in the same file look the same; findings are in order of place. */
static uint32_t count_alike(const struct results *r, uint32_t i)
{
	uint32_t n = 0;

	for (uint32_t k = i; k-- > 0 && !strcmp(r->list[k].spot.file, r->list[i].spot.file);)
		n += r->list[k].identity == r->list[i].identity;
	return n;
}

/* Services tell findings apart by the first one, so it is unique in a file. */
static json_t *fingerprints(const struct result *r, uint32_t alike)
{
	unsigned long long identity = r->identity, way = r->way;

	return json_pack("{s:o, s:o, s:o}", "primaryLocationLineHash",
			 json_sprintf("%016llx:%u", identity, alike + 1), "custodyStatement/v1",
			 json_sprintf("%016llx", identity), "custodyPath/v1",
			 json_sprintf("%016llx", way));
}

static int compare_names(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

static uint32_t rule_index(const struct writer *w, const char *rule)
{
	const char **found = bsearch(&rule, w->rules, w->nrules, sizeof(rule), compare_names);

	return (uint32_t)(found - w->rules);
}

static json_t *result(struct writer *w, uint32_t i)
{
	const struct result *r = &w->r->list[i];
	json_t *o = json_pack(
		"{s:o, s:i, s:s, s:o, s:[o], s:o}", "ruleId", json_sprintf("custody-%s", r->rule),
		"ruleIndex", (int)rule_index(w, r->rule), "level", level_of(r->is_error, r->trust),
		"message", message(w, r->message), "locations", location(w, &r->spot, r->function),
		"partialFingerprints", fingerprints(r, count_alike(w->r, i)));
	json_t *others = other_returns(w, r);

	if (r->nsteps)
		json_object_set_new(o, "codeFlows", json_pack("[o]", code_flow(w, r)));
	if (others)
		json_object_set_new(o, "relatedLocations", others);
	if (r->allowed)
		json_object_set_new(o, "suppressions",
				    json_pack("[{s:s, s:o}]", "kind", "inSource", "justification",
					      text(w, r->allowed)));
	if (r->age == RESULT_NEW)
		json_object_set_new(o, "baselineState", json_string("new"));
	return o;
}

/* --- Rules -------------------------------------------------------------------------------- */

static void collect_rules(struct writer *w)
{
	uint32_t n = 0;

	w->rules = arena_new_array(w->a, const char *, w->r->nlist);
	for (uint32_t i = 0; i < w->r->nlist; i++)
		w->rules[i] = w->r->list[i].rule;
	if (w->r->nlist)
		qsort(w->rules, w->r->nlist, sizeof(*w->rules), compare_names);
	for (uint32_t i = 0; i < w->r->nlist; i++)
		if (!n || strcmp(w->rules[n - 1], w->rules[i]))
			w->rules[n++] = w->rules[i];
	w->nrules = n;
}

static const struct result *first_of(const struct writer *w, const char *rule)
{
	uint32_t i = 0;

	while (strcmp(w->r->list[i].rule, rule))
		i++;
	return &w->r->list[i];
}

/* Without a place on the web the rule still has a name of its own that nothing else has. */
static json_t *help_uri(const struct writer *w, const char *rule)
{
	const char *name = encoded(w->a, rule);

	if (!w->o->docs_url)
		return json_sprintf("urn:custody:rule:%s", name);
	return json_sprintf("%s/%s.md", w->o->docs_url, name);
}

static const char *precision_of(enum trust trust)
{
	switch (trust) {
	case TRUST_CERTAIN:
		return "very-high";
	case TRUST_LIKELY:
		return "high";
	default:
		return "medium";
	}
}

static json_t *rule(struct writer *w, const char *name)
{
	const struct builtin_file *page = report_page(w->o, name);
	const struct result *example = first_of(w, name);
	json_t *help = message(w, page ? page->text : example->summary);

	if (page)
		json_object_set_new(help, "markdown", text(w, page->text));
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:{s:s}, s:{s:s, s:s, s:[s, s]}}", "id",
			 json_sprintf("custody-%s", name), "name", name, "shortDescription",
			 message(w, *example->summary ? example->summary : name), "fullDescription",
			 message(w, *example->summary ? example->summary : name), "helpUri",
			 help_uri(w, name), "help", help, "defaultConfiguration", "level",
			 level_of(false, example->trust), "properties", "precision",
			 precision_of(example->trust), "problem.severity",
			 level_of(false, example->trust), "tags", "ownership", "kernel");
}

/* --- The log ------------------------------------------------------------------------------ */

/* What could not be checked. */
static json_t *notifications(struct writer *w)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < w->r->nunits; i++) {
		const struct unit *u = &w->r->units[i];
		const char *says;

		if (!u->skipped)
			continue;
		says = arena_format(w->a, "%s was not checked: it %s", u->file, u->skipped);
		json_array_append_new(list, json_pack("{s:s, s:o, s:[{s:{s:o}}]}", "level",
						      "warning", "message", message(w, says),
						      "locations", "physicalLocation",
						      "artifactLocation", artifact(w, u->file)));
	}
	return list;
}

static json_t *run(struct writer *w, const char *root)
{
	json_t *rules = json_array(), *results = json_array();

	for (uint32_t i = 0; i < w->nrules; i++)
		json_array_append_new(rules, rule(w, w->rules[i]));
	for (uint32_t i = 0; i < w->r->nlist; i++)
		json_array_append_new(results, result(w, i));
	return json_pack("{s:{s:{s:s, s:s, s:o}}, s:[{s:b, s:o}], s:{s:{s:o}}, s:s, s:o}", "tool",
			 "driver", "name", "custody", "semanticVersion", CUSTODY_VERSION, "rules",
			 rules, "invocations", "executionSuccessful", 1,
			 "toolExecutionNotifications", notifications(w), "originalUriBaseIds",
			 "SRCROOT", "uri",
			 json_sprintf("file://%s/", encoded(w->a, strcmp(root, "/") ? root : "")),
			 "columnKind", "unicodeCodePoints", "results", results);
}

void sarif_print(const struct results *r, const struct report_options *o, const char *root,
		 FILE *out)
{
	struct writer w = {.r = r, .o = o, .a = arena_new()};
	json_t *log;

	collect_rules(&w);
	log = json_pack("{s:s, s:s, s:[o]}", "$schema",
			"https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs",
			run(&w, root));
	json_dumpf(log, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(log);
	arena_free(w.a);
}
