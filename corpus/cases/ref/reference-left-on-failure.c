/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct kref {
	struct {
		int refs;
	} refcount;
};
void kref_get(struct kref *k);
int kref_put(struct kref *k, void (*release)(struct kref *k));
struct inode {
	void *private;
};
struct file {
	void *private_data;
};
struct file_operations {
	int (*open)(struct inode *inode, struct file *file);
};
struct printer {
	struct kref kref;
	int open;
};
void gone(struct kref *k);

static int open_bad(struct inode *inode, struct file *file)
{
	struct printer *p = inode->private;
	int ret = -16;

	if (!p->open) {
		p->open = 1;
		file->private_data = p;
		ret = 0;
	}
	kref_get(&p->kref);
// CHECK: reference-left-on-failure.c:[[@LINE+1]]:{{[0-9]+}}: warning: this open fails, but keeps the reference it took on 'inode->private->kref.refcount': release() does not run after a failed open() [custody-reference-left-on-failure]
	return ret;
}

static int open_ok(struct inode *inode, struct file *file)
{
	struct printer *p = inode->private;

	kref_get(&p->kref);
	if (p->open) {
		kref_put(&p->kref, gone);
		return -16;
	}
	file->private_data = p;
	return 0;
}

struct file_operations tables[] = { { open_bad }, { open_ok } };

/* What a reference was taken to is an object, and no error. */
extern struct printer *the_printer;
_Bool IS_ERR(const void *p);
long PTR_ERR(const void *p);

static struct printer *printer_get(struct printer *p)
{
	kref_get(&p->kref);
	return p;
}

static int chosen_ok(struct inode *inode, struct file *file)
{
	struct printer *p = printer_get(the_printer);

	if (IS_ERR(p))
		return PTR_ERR(p);
	file->private_data = p;
	return 0;
}

struct file_operations chosen = { chosen_ok };

/* A terminal's reference goes by a function of its own. */
struct tty_struct {
	struct kref kref;
};
void tty_kref_put(struct tty_struct *tty);
extern struct tty_struct *the_tty;
int tty_start(struct tty_struct *tty);

static int tty_open_ok(struct inode *inode, struct file *file)
{
	struct tty_struct *tty = the_tty;

	kref_get(&tty->kref);
	if (tty_start(tty)) {
		tty_kref_put(tty);
		return -5;
	}
	file->private_data = tty;
	return 0;
}

struct file_operations tty_files = { tty_open_ok };
