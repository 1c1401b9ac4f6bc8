/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A record is freed, and what a member of it holds is not: nobody else of the file gives that back. */
#include <drm/drm_gem.h>
#include <linux/file.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

int hw_map(u64 at);

/* In one function the node is removed where it could not be mapped, in the other one never. */
struct slice {
	struct drm_mm_node node;
	int users;
};

struct slice *slice_new(struct drm_mm *mm)
{
	struct slice *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	if (drm_mm_insert_node(mm, &s->node, 4096))
		goto free;
	if (hw_map(s->node.start))
		goto remove;
	return s;
remove:
	drm_mm_remove_node(&s->node);
free:
	kfree(s);
	return NULL;
}

void slice_put_bad(struct slice *s)
{
	if (!--s->users)
		kfree(s);
// CHECK: kept-until-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->node', inserted by drm_mm_insert_node(), is given back nowhere but where setting it up failed [custody-kept-never-released]
}

/* What open() allocated for the file. The file's private data is a pointer to anything. */
struct session {
	u8 *ring;
	char *name;
};

int session_open(struct file *file, const char *name)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -12;
	s->ring = vmalloc(65536);
	if (!s->ring) {
		kfree(s);
		return -12;
	}
	file->private_data = s;
	return 0;
}

void session_release_bad(struct file *file)
{
	kfree(file->private_data);
// CHECK: kept-until-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->ring', allocated by vmalloc(), is given back nowhere but where setting it up failed [custody-kept-never-released]
}

struct note {
	char *text;
	struct note *next;
};

int note_add(struct note **list, const char *text)
{
	struct note *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -12;
	n->text = kstrdup(text, GFP_KERNEL);
	if (!n->text) {
		kfree(n);
		return -12;
	}
	n->next = *list;
	*list = n;
	return 0;
}

void notes_drop_bad(struct note *n)
{
	while (n) {
		struct note *next = n->next;

		kfree(n);
		n = next;
	}
// CHECK: kept-until-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n->text', allocated by kstrdup(), is given back nowhere but where setting it up failed [custody-kept-never-released]
}

/* Only lent: the function that puts it there frees it on each of its ways. */
struct sender {
	u8 *buffer;
	int n;
};

int send_ok(struct sender *s, int n)
{
	u8 *buffer = kzalloc(n, GFP_KERNEL);

	if (!buffer)
		return -12;
	s->buffer = buffer;
	if (hw_map(n)) {
		kfree(buffer);
		return -5;
	}
	s->n += n;
	kfree(buffer);
	return n;
}

void sender_end_ok(struct sender *s)
{
	kfree(s);
}

/* The same with all that was set up taken back, by helpers and on some way only. */
struct part {
	struct drm_mm_node node;
	void *pages;
	char *label;
};

static void part_unset(struct part *p)
{
	vfree(p->pages);
	kfree(p->label);
}

struct part *part_new_ok(struct drm_mm *mm, const char *label)
{
	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->pages = vmalloc(4096);
	p->label = kstrdup(label, GFP_KERNEL);
	if (!p->pages || !p->label)
		goto free;
	if (drm_mm_insert_node(mm, &p->node, 4096))
		goto free;
	return p;
free:
	part_unset(p);
	kfree(p);
	return NULL;
}

void part_put_ok(struct part *p)
{
	drm_mm_remove_node(&p->node);
	part_unset(p);
	kfree(p);
}

/* Who calls the function that frees the record has taken the table back before. */
struct table {
	int *cells;
	int n;
};

static void table_free(struct table *t)
{
	kfree(t);
}

struct table *table_new_ok(int n)
{
	struct table *t = kzalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return NULL;
	t->cells = kcalloc(n, sizeof(*t->cells), GFP_KERNEL);
	if (!t->cells || hw_map(n)) {
		kfree(t->cells);
		table_free(t);
		return NULL;
	}
	return t;
}

void table_drop_ok(struct table *t)
{
	kfree(t->cells);
	table_free(t);
}

/* A part of the record that frees it points to the whole. */
struct pool {
	struct body *bodies;
	int n;
};
struct body {
	struct pool *pool;
};

struct pool *pool_new_ok(int n)
{
	struct pool *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->bodies = kcalloc(n, sizeof(*p->bodies), GFP_KERNEL);
	if (!p->bodies) {
		kfree(p);
		return NULL;
	}
	p->bodies[0].pool = p;
	return p;
}

void pool_end_ok(struct pool *p)
{
	kfree(p->bodies);
	kfree(p);
}
