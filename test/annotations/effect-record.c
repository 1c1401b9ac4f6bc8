/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Structs that are never copied, kept or freed by anything but a put. */
#include "custody.h"

struct __pinned anchor {
	struct anchor *next;
};
struct __callback_scoped session {
	int id;
};
struct holder {
	struct session *session;
};

void copy_bad(struct anchor *a, struct anchor *b)
{
// CHECK: effect-record.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-pinned-copied]
	*a = *b;
}

void copy_ok(struct anchor *a, struct anchor *b)
{
	a->next = b;
}

void keep_bad(struct holder *h, struct session *s)
{
// CHECK: effect-record.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-callback-scoped-kept]
	h->session = s;
}

int keep_ok(struct session *s)
{
	return s->id;
}
