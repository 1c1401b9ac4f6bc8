/* SPDX-License-Identifier: MIT */
#include "flags.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uthash.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct flag {
	const char *target, *word;
	bool asked, unknown;
	UT_hash_handle hh;
	char key[];
};

/* --- Which words of a command are for us -------------------------------------------------- */

static bool starts(const char *word, const char *with)
{
	return !strncmp(word, with, strlen(with));
}

static bool is_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}

/* The name without its folder, and without a version: gcc-12 is gcc. */
static const char *program_name(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = arena_format(arena, "%s", slash ? slash + 1 : path);
	size_t len = strlen(name), end = len;

	while (end && strchr("0123456789.", name[end - 1]))
		end--;
	if (end && end < len && name[end - 1] == '-')
		name[end - 1] = '\0';
	return name;
}

/* cc, gcc or clang, maybe behind a target: aarch64-linux-gnu-gcc. Returns where that name starts,
 * or NULL. */
static const char *compiler_in(const char *name)
{
	static const char *const compilers[] = {"clang", "gcc", "cc"};
	size_t len = strlen(name);

	for (size_t i = 0; i < COUNT(compilers); i++) {
		size_t n = strlen(compilers[i]);

		if (len >= n && !strcmp(name + len - n, compilers[i]) &&
		    (len == n || name[len - n - 1] == '-'))
			return name + len - n;
	}
	return NULL;
}

/* Where the compiler stands in the command: what is before it launches it. */
static uint32_t find_compiler(struct arena *arena, const struct args *words)
{
	for (uint32_t i = 0; i < words->count && *words->list[i] != '-'; i++)
		if (compiler_in(program_name(arena, words->list[i])))
			return i;
	return 0;
}

static const char *target_of(struct arena *arena, const char *program)
{
	const char *name = program_name(arena, program), *compiler = compiler_in(name);

	if (!compiler || compiler == name)
		return NULL;
	return arena_format(arena, "--target=%.*s", (int)(compiler - name - 1), name);
}

static bool makes_output(const char *word)
{
	static const char *const exact[] = {"-c",  "-S",   "-E",  "-M", "-MM",
					    "-MD", "-MMD", "-MP", "-MG"};

	return is_one_of(word, exact, COUNT(exact)) || starts(word, "-Wp,-M") ||
	       starts(word, "-save-temps") || (starts(word, "-o") && word[2] && word[2] != 'b');
}

static bool makes_output_named_next(const char *word)
{
	static const char *const exact[] = {"-o", "-MF", "-MT", "-MQ"};

	return is_one_of(word, exact, COUNT(exact));
}

/* gcc's plugins are not clang's, and a custody that is there already would say all twice. */
static bool is_plugin(const char *word, bool clang)
{
	if (!clang || strstr(word, "custody"))
		return starts(word, "-fplugin");
	return false;
}

static bool has_argument(const char *word)
{
	static const char *const exact[] = {
		"-D",	   "-U",	 "-I",	     "-include",  "-imacros", "-isystem",
		"-iquote", "-idirafter", "-iprefix", "-x",	  "--param",  "-Xclang",
		"-mllvm",  "-target",	 "-arch",    "-isysroot", "--sysroot"};

	return is_one_of(word, exact, COUNT(exact));
}

/* Defines, folders and warnings are known to every compiler, or only warned about. */
static bool is_sure(const char *word)
{
	return *word != '-' || !word[1] || strchr("DUIWLli", word[1]);
}

/* --- Questions ---------------------------------------------------------------------------- */

static bool same_target(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static struct flag *find_flag(const struct clang *c, const char *target, const char *word)
{
	const char *key = arena_format(c->arena, "%s %s", target ? target : "", word);
	struct flag *f;

	HASH_FIND_STR(c->flags, key, f);
	return f;
}

static void note_flag(struct clang *c, const char *target, const char *word)
{
	const char *key;
	struct flag *f;

	if (is_sure(word) || find_flag(c, target, word))
		return;
	key = arena_format(c->arena, "%s %s", target ? target : "", word);
	f = arena_alloc(c->arena, sizeof(*f) + strlen(key) + 1);
	strcpy(f->key, key);
	f->target = target;
	f->word = word;
	HASH_ADD_STR(c->flags, key, f);
}

/* The database may name the file otherwise than the command does. */
static bool is_file(const struct clang *c, const char *word, const struct compile *one)
{
	return *word != '-' && !strcmp(plain_path(c->arena, one->folder, word),
				       plain_path(c->arena, one->folder, one->file));
}

static void copy_flags(struct clang *c, struct flags *f, const struct compile *one, uint32_t first,
		       bool clang)
{
	const struct args *words = &one->words;

	for (uint32_t i = first; i < words->count; i++) {
		const char *word = words->list[i];

		if (makes_output_named_next(word)) {
			i++;
		} else if (has_argument(word) && i + 1 < words->count) {
			args_add(&f->list, word);
			args_add(&f->list, words->list[++i]);
		} else if (!makes_output(word) && !is_plugin(word, clang) &&
			   !is_file(c, word, one)) {
			args_add(&f->list, word);
			note_flag(c, f->target, word);
		}
	}
}

struct flags flags_of_command(struct clang *c, const struct compile *one)
{
	uint32_t compiler = find_compiler(c->arena, &one->words);
	const char *program = one->words.list[compiler];
	struct flags f = {
		.launcher = "", .target = target_of(c->arena, program), .list.arena = c->arena};

	for (uint32_t i = 0; i < compiler; i++)
		f.launcher = arena_format(c->arena, "%s%s ", f.launcher,
					  quote_shell(c->arena, one->words.list[i]));
	if (f.target)
		args_add(&f.list, f.target);
	copy_flags(c, &f, one, compiler + 1, strstr(program, "clang"));
	return f;
}

struct flags flags_of_checker(struct clang *c, const struct compile *one)
{
	struct flags f = {.launcher = "", .list.arena = c->arena};

	copy_flags(c, &f, one, 0, false);
	return f;
}

/* --- Answers ------------------------------------------------------------------------------ */

/* Whether the line of a message has this text between single quotes. */
static bool quotes(const char *line, size_t len, const char *text)
{
	size_t n = strlen(text);
	const char *p;

	for (p = line; (p = memmem(p, len - (size_t)(p - line), text, n)); p++)
		if (p > line && p[-1] == '\'' && p[n] == '\'')
			return true;
	return false;
}

/* "unsupported argument 'VALUE' to option '-fFLAG='": the flag is told in two parts. */
static bool is_meant(const char *line, size_t len, const char *word)
{
	const char *value = strchr(word, '=');

	return quotes(line, len, word) || (value && value[1] && quotes(line, len, value + 1));
}

static void learn_line(struct clang *c, const char *target, const char *line, size_t len)
{
	if (!memmem(line, len, "error:", strlen("error:")))
		return;
	for (struct flag *f = c->flags; f; f = f->hh.next)
		if (same_target(f->target, target) && !f->unknown && is_meant(line, len, f->word))
			f->unknown = true;
}

static uint32_t count_unknown(const struct clang *c)
{
	uint32_t n = 0;

	for (const struct flag *f = c->flags; f; f = f->hh.next)
		n += f->unknown;
	return n;
}

/* Compiles nothing with `only`, or with all flags of the target that may be known. */
static int ask(struct clang *c, const char *target, const struct flag *only, char **text)
{
	struct args argv = {.arena = c->arena};

	args_add(&argv, c->program);
	if (target)
		args_add(&argv, target);
	for (const struct flag *f = c->flags; f; f = f->hh.next)
		if (same_target(f->target, target) && !f->unknown && (!only || f == only))
			args_add(&argv, f->word);
	args_add(&argv, "-w");
	args_add(&argv, "-fsyntax-only");
	args_add(&argv, "-xc");
	args_add(&argv, "/dev/null");
	return run_program(&argv, c->folder, OUTPUT_ERRORS, c->arena, text);
}

static void ask_one_by_one(struct clang *c, const char *target)
{
	char *text;

	for (struct flag *f = c->flags; f; f = f->hh.next)
		if (same_target(f->target, target) && !f->unknown && !f->asked)
			f->unknown = ask(c, target, f, &text) != 0;
}

/* All at once. clang names the first few flags that it does not take, so it is asked until it is
 * content. */
static const char *ask_target(struct clang *c, const char *target)
{
	uint32_t before;
	char *text;
	int status;

	do {
		before = count_unknown(c);
		status = ask(c, target, NULL, &text);
		if (status < 0 || status == 127)
			return arena_format(c->arena, "cannot run %s: %s", c->program,
					    strerror(status < 0 ? errno : ENOENT));
		for (const char *line = text; *line;
		     line += strcspn(line, "\n"), line += *line == '\n')
			learn_line(c, target, line, strcspn(line, "\n"));
	} while (status && count_unknown(c) > before);
	if (status)
		ask_one_by_one(c, target);
	return NULL;
}

const char *flags_ask(struct clang *c)
{
	const char *wrong = c->flags ? NULL : ask_target(c, NULL);

	if (wrong)
		return wrong;
	for (struct flag *f = c->flags; f; f = f->hh.next) {
		if (f->asked)
			continue;
		wrong = ask_target(c, f->target);
		if (wrong)
			return wrong;
		for (struct flag *same = c->flags; same; same = same->hh.next) {
			if (!same_target(same->target, f->target) || same->asked)
				continue;
			same->asked = true;
			if (same->unknown)
				args_add(&c->unknown, same->word);
		}
	}
	return NULL;
}

void flags_drop_unknown(const struct clang *c, struct flags *f)
{
	struct args kept = {.arena = c->arena};

	for (uint32_t i = 0; i < f->list.count; i++) {
		const char *word = f->list.list[i];
		const struct flag *flag = is_sure(word) ? NULL : find_flag(c, f->target, word);

		if (!flag || !flag->unknown)
			args_add(&kept, word);
	}
	f->list = kept;
}

void flags_free(struct clang *c)
{
	HASH_CLEAR(hh, c->flags);
}
