/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct platform_device;
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
};
struct miscdevice {
	int minor;
};
void *devm_kzalloc(struct platform_device *pdev, unsigned long size, int flags);
void *platform_get_drvdata(struct platform_device *pdev);
void platform_set_drvdata(struct platform_device *pdev, void *data);
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);
int request_irq(unsigned int irq, int (*handler)(int irq, void *data), unsigned long flags, const char *name, void *data);
const void *free_irq(unsigned int irq, void *data);
int handler(int irq, void *data);

struct reader {
	struct miscdevice misc;
	int irq;
};
struct writer {
	struct miscdevice misc;
	int irq;
};

static int reader_probe(struct platform_device *pdev)
{
	struct reader *r = devm_kzalloc(pdev, sizeof(*r), 0);
	int ret;

	if (!r)
		return -12;
	platform_set_drvdata(pdev, r);
	ret = misc_register(&r->misc);
	if (ret)
		return ret;
	ret = request_irq(r->irq, handler, 0, "reader", r);
	if (ret)
		misc_deregister(&r->misc);
	return ret;
}

static void reader_remove_bad(struct platform_device *pdev)
{
	struct reader *r = platform_get_drvdata(pdev);

	free_irq(r->irq, r);
// CHECK: kept-never-released.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->misc', registered by misc_register(), is given back nowhere but where setting it up failed [custody-kept-never-released]
}

struct platform_driver reader_driver = {
	.probe = reader_probe,
	.remove = reader_remove_bad,
};

/* Its error path is a function that remove() does not call, and which counts for nothing. */
static int writer_setup(struct writer *w)
{
	return misc_register(&w->misc);
}

static void writer_undo(struct writer *w)
{
	misc_deregister(&w->misc);
}

static int writer_probe(struct platform_device *pdev)
{
	struct writer *w = devm_kzalloc(pdev, sizeof(*w), 0);
	int ret;

	if (!w)
		return -12;
	platform_set_drvdata(pdev, w);
	ret = writer_setup(w);
	if (ret)
		return ret;
	ret = request_irq(w->irq, handler, 0, "writer", w);
	if (ret)
		writer_undo(w);
	return ret;
}

static void writer_remove_ok(struct platform_device *pdev)
{
	struct writer *w = platform_get_drvdata(pdev);

	free_irq(w->irq, w);
	misc_deregister(&w->misc);
}

struct platform_driver writer_driver = {
	.probe = writer_probe,
	.remove = writer_remove_ok,
};

/* It goes to whoever asks for it last. */
struct lender {
	struct miscdevice *misc;
	char *name;
};
void *kzalloc(unsigned long size, int flags);
void kfree(const void *p);

static int lender_probe(struct platform_device *pdev)
{
	struct lender *l = devm_kzalloc(pdev, sizeof(*l), 0);

	if (!l)
		return -12;
	platform_set_drvdata(pdev, l);
	l->name = kzalloc(16, 0);
	if (!l->name)
		return -12;
	l->misc = kzalloc(sizeof(*l->misc), 0);
	if (!l->misc) {
		kfree(l->name);
		return -12;
	}
	return 0;
}

struct miscdevice *lender_take_ok(struct lender *l)
{
	struct miscdevice *misc = l->misc;

	l->misc = (void *)0;
	return misc;
}

static void lender_remove_ok(struct platform_device *pdev)
{
	struct lender *l = platform_get_drvdata(pdev);

	kfree(l->name);
}

struct platform_driver lender_driver = {
	.probe = lender_probe,
	.remove = lender_remove_ok,
};

/* Taken where it is switched on, given back where it is switched off; and freed after the readers are gone. */
struct rcu_head {
	struct rcu_head *next;
};
void *kmalloc(unsigned long size, unsigned int gfp);
void kfree(const void *p);
void kvfree_call_rcu(struct rcu_head *head, void *p);
struct level {
	struct rcu_head rcu;
	int now;
};
struct meter {
	int *buffer;
	struct level *level;
	struct miscdevice misc;
};
struct meter_ops {
	int (*set)(struct meter *m, int on);
};

static int meter_set_ok(struct meter *m, int on)
{
	if (on) {
		m->buffer = kmalloc(64, 0);
		if (!m->buffer)
			return -12;
	} else {
		kfree(m->buffer);
	}
	return 0;
}

const struct meter_ops meter_ops = { .set = meter_set_ok };

static int meter_probe(struct platform_device *pdev)
{
	struct meter *m = devm_kzalloc(pdev, sizeof(*m), 0);
	int ret;

	if (!m)
		return -12;
	m->level = kmalloc(sizeof(*m->level), 0);
	if (!m->level)
		return -12;
	platform_set_drvdata(pdev, m);
	ret = misc_register(&m->misc);
	if (ret)
		kfree(m->level);
	return ret;
}

static void meter_remove_ok(struct platform_device *pdev)
{
	struct meter *m = platform_get_drvdata(pdev);
	struct level *l = m->level;

	misc_deregister(&m->misc);
	kvfree_call_rcu(&l->rcu, l);
}

struct platform_driver meter_driver = { .probe = meter_probe, .remove = meter_remove_ok };

struct lane;
struct road {
	struct lane **lanes;
	struct miscdevice misc;
};

static int road_probe(struct platform_device *pdev)
{
	struct road *r = kmalloc(sizeof(*r), 0);
	int ret;

	if (!r)
		return -12;
	r->lanes = kmalloc(64, 0);
	if (!r->lanes) {
		kfree(r);
		return -12;
	}
	platform_set_drvdata(pdev, r);
	ret = misc_register(&r->misc);
	if (ret) {
		kfree(r->lanes);
		kfree(r);
	}
	return ret;
}

/* That what holds the array is freed does not free the array. */
static void road_remove_bad(struct platform_device *pdev)
{
	struct road *r = platform_get_drvdata(pdev);

	misc_deregister(&r->misc);
	kfree(r);
// CHECK: kept-never-released.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->lanes', allocated by kmalloc(), is given back nowhere but where setting it up failed [custody-kept-never-released]
}

struct platform_driver road_driver = { .probe = road_probe, .remove = road_remove_bad };

struct street {
	struct lane **lanes;
	struct miscdevice misc;
};

static int street_probe(struct platform_device *pdev)
{
	struct street *s = kmalloc(sizeof(*s), 0);
	int ret;

	if (!s)
		return -12;
	s->lanes = kmalloc(64, 0);
	if (!s->lanes) {
		kfree(s);
		return -12;
	}
	platform_set_drvdata(pdev, s);
	ret = misc_register(&s->misc);
	if (ret) {
		kfree(s->lanes);
		kfree(s);
	}
	return ret;
}

static void street_remove_ok(struct platform_device *pdev)
{
	struct street *s = platform_get_drvdata(pdev);
	struct lane **lanes = s->lanes;

	misc_deregister(&s->misc);
	kfree(lanes);
	kfree(s);
}

struct platform_driver street_driver = { .probe = street_probe, .remove = street_remove_ok };
