/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

#include "custody.h"

struct job;
struct __callback_scoped session {
	int id;
	void *priv __owned;
};
struct job {
	struct session *session;
	int *id;
	void *priv;
	int number;
};
void submit(struct job *job __owned);

static struct session *last;

int run_bad(struct session *s)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
// CHECK: callback-scoped-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} keeps 's', which is only lent until this callback returns [custody-callback-scoped-kept]
	job->session = s;
	submit(job);
	return 0;
}

void part_bad(struct job *job, struct session *s)
{
// CHECK: callback-scoped-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->id' keeps {{.*}}, which is only lent until this callback returns [custody-callback-scoped-kept]
	job->id = &s->id;
}

/* What the session owns goes with it. */
void private_bad(struct job *job, struct session *s)
{
// CHECK: callback-scoped-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->priv' keeps 's->priv', which is only lent until this callback returns [custody-callback-scoped-kept]
	job->priv = s->priv;
}

void global_bad(struct session *s)
{
// CHECK: callback-scoped-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'last' keeps 's', which is only lent until this callback returns [custody-callback-scoped-kept]
	last = s;
}

int number_ok(struct job *job, struct session *s)
{
	job->number = s->id;
	return 0;
}

int local_ok(struct session *s)
{
	struct job job = { .session = s };

	return job.session->id;
}

/* What the session has may point back to it. */
int open_ok(struct session *s)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
	job->session = s;
	s->priv = job;
	return 0;
}

/* What keeps it goes first. */
int gone_ok(struct session *s)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
	job->session = s;
	kfree(job);
	return 0;
}

void taken_back_ok(struct session *s)
{
	last = s;
	submit(NULL);
	last = NULL;
}
