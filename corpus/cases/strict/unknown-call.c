/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include "custody.h"

struct brew {
	int strength;
};
struct board {
	void (*show)(struct brew *b);
};

void brew_log(struct brew *b);
void brew_note(struct brew *b __borrowed);
void brew_say(const char *text);
int brew_weigh(const struct brew *b);
struct brew *brew_best(void);
struct brew *brew_first(void) __borrowed;
int heat(int degrees);

void log_bad(struct brew *b)
{
// CHECK: unknown-call.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what brew_log() does with 'b': it has no contract; annotate its declaration, or add it to a rules file [custody-strict-unknown-call]
	brew_log(b);
}

void best_bad(void)
{
// CHECK: unknown-call.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what brew_best() does with 'its result': it has no contract; annotate its declaration, or add it to a rules file [custody-strict-unknown-call]
	brew_best();
}

void show_bad(const struct board *board, struct brew *b)
{
// CHECK: unknown-call.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what {{.*}} does with 'b': it has no contract; annotate its declaration, or add it to a rules file [custody-strict-unknown-call]
	board->show(b);
}

void note_ok(struct brew *b)
{
	brew_note(b);
	brew_say("noted");
	if (brew_weigh(b) > 3)
		brew_note(brew_first());
	heat(3);
}

__trusted("the board of this shop keeps nothing")
void trusted_ok(const struct board *board, struct brew *b)
{
	board->show(b);
}

void believed_ok(struct brew *b)
{
	__trusted_block("brew_log() keeps nothing") {
		brew_log(b);
	}
}
