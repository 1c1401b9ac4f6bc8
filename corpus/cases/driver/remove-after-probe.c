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
