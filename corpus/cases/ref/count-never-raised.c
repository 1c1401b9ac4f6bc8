/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible -fplugin-arg-custody-only=count-never-raised %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/refcount.h>
#include <linux/slab.h>

void refcount_set(struct refcount_struct *r, int n);
void refcount_inc(struct refcount_struct *r);
bool refcount_dec_and_test(struct refcount_struct *r);

static inline void kref_init(struct kref *k)
{
	refcount_set(&k->refcount, 1);
}

struct job {
	struct kref ref;
	int pages;
};

static void job_free(struct kref *ref)
{
	kfree(container_of(ref, struct job, ref));
}

struct job *job_new(void)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (job)
		kref_init(&job->ref);
	return job;
}

void job_bad(struct job *job)
{
// CHECK: count-never-raised.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'struct job' counts references in 'ref', but no code takes one: {{.*}} [custody-count-never-raised]
	kref_put(&job->ref, job_free);
}

struct cmd {
	int tag;
	struct refcount_struct users;
};

void cmd_init(struct cmd *cmd, int tag)
{
	cmd->tag = tag;
	refcount_set(&cmd->users, 1);
}

void cmd_bad(struct cmd *cmd)
{
// CHECK: count-never-raised.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'struct cmd' counts references in 'users', but no code takes one: {{.*}} [custody-count-never-raised]
	if (refcount_dec_and_test(&cmd->users))
		kfree(cmd);
}

struct page_set {
	struct refcount_struct users;
	void *pages;
};

static void put_bad(struct page_set *set)
{
// CHECK: count-never-raised.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'struct page_set' counts references in 'users', but no code takes one: {{.*}} [custody-count-never-raised]
	if (!refcount_dec_and_test(&set->users))
		return;
	kfree(set->pages);
	kfree(set);
}

int set_use(void *pages)
{
	struct page_set *set = kzalloc(sizeof(*set), GFP_KERNEL);

	if (!set)
		return -ENOMEM;
	refcount_set(&set->users, 1);
	set->pages = pages;
	put_bad(set);
	return 0;
}

/* Two at once: who submits it, and who completes it. */
struct io {
	struct refcount_struct users;
};

void io_init(struct io *io)
{
	refcount_set(&io->users, 2);
}

void io_ok(struct io *io)
{
	if (refcount_dec_and_test(&io->users))
		kfree(io);
}

struct ctx {
	struct kref ref;
};

static void ctx_free(struct kref *ref)
{
	kfree(container_of(ref, struct ctx, ref));
}

struct ctx *ctx_get(struct ctx *ctx)
{
	kref_get(&ctx->ref);
	return ctx;
}

void ctx_ok(struct ctx *ctx)
{
	kref_put(&ctx->ref, ctx_free);
}

/* Other code takes one. */
struct shared {
	struct kref ref;
};
void share(struct kref *ref);

static void shared_free(struct kref *ref)
{
	kfree(container_of(ref, struct shared, ref));
}

void shared_ok(struct shared *s)
{
	share(&s->ref);
	kref_put(&s->ref, shared_free);
}
