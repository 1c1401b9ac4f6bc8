/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/pci.h>

static struct platform_driver driver;
static struct pci_driver pci;
int setup(void);
void cleanup(void);

static bool registered;

int init_bad(void)
{
	int ret = __platform_driver_register(&driver, NULL);

	if (!ret)
		registered = true;
	return 0;
}

void exit_bad(void)
{
	if (registered)
// CHECK: driver-registered-flag.c:[[@LINE+1]]:{{[0-9]+}}: warning: platform_driver_unregister() depends on 'registered': unregister where registering has succeeded, instead of asking a flag [custody-driver-registered-flag]
		platform_driver_unregister(&driver);
}

struct board {
	int pci_done;
};

int board_bad(struct board *b)
{
	b->pci_done = 1;
	return __pci_register_driver(&pci, NULL, "board");
}

void board_exit_bad(struct board *b)
{
	if (b->pci_done != 0)
// CHECK: driver-registered-flag.c:[[@LINE+1]]:{{[0-9]+}}: warning: pci_unregister_driver() depends on 'b->pci_done': unregister where registering has succeeded, instead of asking a flag [custody-driver-registered-flag]
		pci_unregister_driver(&pci);
}

int init_ok(void)
{
	int ret = __platform_driver_register(&driver, NULL);

	if (ret)
		return ret;
	ret = setup();
	if (ret)
		platform_driver_unregister(&driver);
	return ret;
}

void exit_ok(void)
{
	cleanup();
	platform_driver_unregister(&driver);
}

/* A flag for something else. */
void other_ok(void)
{
	if (registered)
		cleanup();
	platform_driver_unregister(&driver);
}

/* It is away while the system sleeps: the flag says whether it is there. */
static bool awake;

int awake_init(void)
{
	int ret = __pci_register_driver(&pci, NULL, "awake");

	if (!ret)
		awake = true;
	return ret;
}

void awake_sleep_ok(void)
{
	if (awake) {
		pci_unregister_driver(&pci);
		awake = false;
	}
}

int awake_wake(void)
{
	if (!awake && !__pci_register_driver(&pci, NULL, "awake"))
		awake = true;
	return 0;
}

static bool is_there;
static struct platform_driver late_driver;

void outcome_init(void)
{
	int ret = __platform_driver_register(&late_driver, NULL);

	is_there = !ret;
}

void outcome_exit_bad(void)
{
	if (is_there)
// CHECK: driver-registered-flag.c:[[@LINE+1]]:{{[0-9]+}}: warning: platform_driver_unregister() depends on 'is_there': unregister where registering has succeeded, instead of asking a flag [custody-driver-registered-flag]
		platform_driver_unregister(&late_driver);
}

/* The one call of a helper asks for it. */
static struct pci_driver late;
static int late_is_there;

int late_init_ok(void)
{
	if (__pci_register_driver(&late, NULL, "late") == 0)
		late_is_there = 1;
	return 0;
}

static void take_down(void)
{
	cleanup();
	pci_unregister_driver(&late);
}

void late_exit_bad(void)
{
	if (late_is_there)
// CHECK: driver-registered-flag.c:[[@LINE+1]]:{{[0-9]+}}: warning: pci_unregister_driver() depends on 'late_is_there': unregister where registering has succeeded, instead of asking a flag [custody-driver-registered-flag]
		take_down();
}

/* Called where it failed, too: the flag is one of several reasons. */
static struct pci_driver early;
static int early_is_there;

static void undo(void)
{
	pci_unregister_driver(&early);
}

int early_init_ok(void)
{
	int ret = __pci_register_driver(&early, NULL, "early");

	if (ret)
		return ret;
	early_is_there = 1;
	ret = setup();
	if (ret)
		undo();
	return ret;
}

void early_exit_ok(void)
{
	if (early_is_there)
		undo();
}

/* Either of two buses will do, and which of them there are the function asks for itself. */
static struct pci_driver one_of_two;
static int two_found, one_registered;

int two_init_ok(void)
{
	if (!__pci_register_driver(&one_of_two, NULL, "two"))
		one_registered = 1;
	two_found = setup();
	return one_registered + two_found ? 0 : -19;
}

void two_exit_ok(void)
{
	if (one_registered)
		pci_unregister_driver(&one_of_two);
}
