/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/pci.h>

static const struct pci_device_id ids_bad[] = {
	{ .vendor = 0x8086, .device = 0x1234 },
// CHECK: id-table-not-terminated.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ids_bad' does not end with an empty entry: whoever walks it goes on behind its end [custody-id-table-not-terminated]
	{ .vendor = 0x8086, .device = 0x1235 },
};
static struct pci_driver pci_bad = { .id_table = ids_bad };

static const struct of_device_id match_bad[] = {
// CHECK: id-table-not-terminated.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'match_bad' does not end with an empty entry: whoever walks it goes on behind its end [custody-id-table-not-terminated]
	{ .compatible = "tea,pot" },
};
static struct platform_driver platform_bad = { .driver = { .of_match_table = match_bad } };

/* The size leaves no room for it. */
static const struct of_device_id sized_bad[2] = {
	{ .compatible = "tea,pot" },
// CHECK: id-table-not-terminated.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sized_bad' does not end with an empty entry: whoever walks it goes on behind its end [custody-id-table-not-terminated]
	{ .compatible = "tea,cup" },
};
static struct platform_driver sized = { .driver = { .of_match_table = sized_bad } };

int pci_init_bad(void)
{
	return __pci_register_driver(&pci_bad, NULL, "pot");
}

int init_bad(void)
{
	return __platform_driver_register(&platform_bad, NULL);
}

int sized_init_bad(void)
{
	return __platform_driver_register(&sized, NULL);
}

static const struct pci_device_id ids_ok[] = {
	{ .vendor = 0x8086, .device = 0x1234 },
	{ }
};
static struct pci_driver pci_ok = { .id_table = ids_ok };

static const struct of_device_id match_ok[3] = {
	{ .compatible = "tea,pot" },
	{ .compatible = "tea,cup" },
};
static struct platform_driver platform_ok = { .driver = { .of_match_table = match_ok } };

/* Walked by its length. */
static const struct pci_device_id quirks[] = {
	{ .vendor = 0x8086, .device = 0x1234 },
};

int init_ok(void)
{
	int ret = __pci_register_driver(&pci_ok, NULL, "pot");

	return ret ? ret : __platform_driver_register(&platform_ok, NULL);
}

bool quirk_ok(unsigned int device)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(quirks); i++)
		if (quirks[i].device == device)
			return true;
	return false;
}

void exit_ok(void)
{
	platform_driver_unregister(&platform_ok);
	pci_unregister_driver(&pci_ok);
}
