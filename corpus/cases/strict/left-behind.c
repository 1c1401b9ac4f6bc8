/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
struct miscdevice {
	int minor;
};
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

struct platform_device {
	int id;
};
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
};

static struct miscdevice pot_misc, cup_misc;

static int pot_probe(struct platform_device *pdev)
{
	return misc_register(&pot_misc);
}

static void pot_remove_bad(struct platform_device *pdev)
{
	pot_misc.minor = 0;
// CHECK: left-behind.c:[[@LINE+1]]:{{[0-9]+}}: error: 'pot_misc' is still registered, as pot_probe() left it, when this function returns [custody-strict-left-behind]
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

/* A table in parts: one for the file's start, one for its end. */
struct kernel_module_hook {
	int (*init)(void);
	void (*exit)(void);
};

static struct miscdevice tin_misc;
static int tins;

static int tin_init(void)
{
	return misc_register(&tin_misc);
}

static void tin_exit_bad(void)
{
	tins = 0;
// CHECK: left-behind.c:[[@LINE+1]]:{{[0-9]+}}: error: 'tin_misc' is still registered, as tin_init() left it, when this function returns [custody-strict-left-behind]
}

static void tin_exit_ok(void)
{
	misc_deregister(&tin_misc);
}

const struct kernel_module_hook tin_starts = {.init = tin_init};
const struct kernel_module_hook tin_ends[] = { { .exit = tin_exit_bad }, { .exit = tin_exit_ok } };
