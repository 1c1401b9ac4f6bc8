/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* remove() is looked at as it runs after a probe() that succeeded. */
struct platform_device {
	struct {
		void *driver_data;
	} dev;
};
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
};
struct miscdevice {
	int minor;
};
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

static struct miscdevice pot_misc, cup_misc;

static int pot_probe(struct platform_device *pdev)
{
	int ret = misc_register(&pot_misc);

	return ret < 0 ? 0 : ret;
}

static void pot_remove_bad(struct platform_device *pdev)
{
// CHECK: remove-after-probe.c:[[@LINE+1]]:{{[0-9]+}}: warning: misc_deregister() on '&pot_misc', whose registration was refused [custody-unregister-refused]
	misc_deregister(&pot_misc);
}

struct platform_driver pot_driver = {
	.probe = pot_probe,
	.remove = pot_remove_bad,
};

static int cup_probe(struct platform_device *pdev)
{
	return misc_register(&cup_misc);
}

static void cup_remove_ok(struct platform_device *pdev)
{
	misc_deregister(&cup_misc);
}

struct platform_driver cup_driver = {
	.probe = cup_probe,
	.remove = cup_remove_ok,
};

/* Many ways to fail have but one name for what they return: none of them is the way to remove(). */
struct ida {
	int root;
};
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, unsigned int gfp);
void ida_free(struct ida *ida, unsigned int id);

struct jug {
	int id;
	struct ida ids;
	struct miscdevice misc;
	void *parts[6];
	char *name;
};
void *jug_part(int which);
void jug_part_free(void *part);
int jug_check(int which);
char *kstrdup(const char *s, unsigned int gfp);
void kfree(const void *p);

static struct jug jug;

static int jug_probe(struct platform_device *pdev)
{
	int ret, id, i;
	char *name;

	ret = jug_check(0);
	if (ret)
		return ret;
	if (!jug_check(4)) {
		ret = -22;
		goto err_enable;
	}
	for (i = 0; i < 6; i++)
		if (jug_check(i))
			jug.parts[i] = jug_part(i);
	if (!jug.parts[0]) {
		ret = -12;
		goto err_parts;
	}
	id = ida_alloc_range(&jug.ids, 0, 9, 0);
	if (id < 0) {
		ret = id;
		goto err_parts;
	}
	jug.id = id;
	jug.name = kstrdup("jug", 0);
	if (!jug.name) {
		ret = -12;
		goto err_check;
	}
	if (!jug_check(3)) {
		ret = -22;
		goto err_name;
	}
	name = kstrdup("jug", 0);
	if (!name) {
		ret = -12;
		goto err_irq;
	}
	ret = misc_register(&jug.misc);
	if (ret)
		goto err_second;
	return 0;
err_second:
	kfree(name);
err_irq:
	jug_check(-2);
err_name:
	kfree(jug.name);
err_check:
	ida_free(&jug.ids, id);
err_parts:
	for (i = 0; i < 6; i++)
		if (jug.parts[i])
			jug_part_free(jug.parts[i]);
err_enable:
	jug_check(-4);
	return ret;
}

static void jug_remove_ok(struct platform_device *pdev)
{
	misc_deregister(&jug.misc);
	kfree(jug.name);
}

struct platform_driver jug_driver = {
	.probe = jug_probe,
	.remove = jug_remove_ok,
};

/* What remove() asks for first may tell the ways apart on which probe() succeeded. */
static struct miscdevice mug_misc;
static unsigned int mug_ready;
int mug_sizes(void);

static void mug_up(void)
{
	if (misc_register(&mug_misc))
		return;
	mug_ready |= 4;
}

static void mug_down(void)
{
	if (mug_ready & 4)
		misc_deregister(&mug_misc);
}

static int mug_probe(struct platform_device *pdev)
{
	if (mug_sizes() > 1)
		mug_up();
	return 0;
}

static void mug_remove_ok(struct platform_device *pdev)
{
	mug_down();
}

struct platform_driver mug_driver = {
	.probe = mug_probe,
	.remove = mug_remove_ok,
};

static struct miscdevice pan_misc;

static int pan_probe(struct platform_device *pdev)
{
	if (misc_register(&pan_misc))
		mug_sizes();
	return 0;
}

static void pan_remove_ok(struct platform_device *pdev)
{
	if (mug_sizes() > 1)
		misc_deregister(&pan_misc);
}

struct platform_driver pan_driver = {
	.probe = pan_probe,
	.remove = pan_remove_ok,
};

/* platform_get_irq() never gives 0: where it fails, so does probe(). */
int platform_get_irq(struct platform_device *pdev, unsigned int num);
static struct miscdevice urn_misc;

static int urn_probe(struct platform_device *pdev)
{
	int ret = misc_register(&urn_misc), irq;

	if (ret)
		return ret;
	irq = platform_get_irq(pdev, 0);
	if (irq <= 0) {
		ret = irq;
		goto err;
	}
	return 0;
err:
	misc_deregister(&urn_misc);
	return ret;
}

static void urn_remove_ok(struct platform_device *pdev)
{
	misc_deregister(&urn_misc);
}

struct platform_driver urn_driver = {
	.probe = urn_probe,
	.remove = urn_remove_ok,
};
