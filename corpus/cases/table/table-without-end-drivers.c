/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Tables of drivers that subsystems read until an empty element. */
#include <linux/device.h>

struct freq_tbl {
	unsigned long freq;
	unsigned char src;
};
struct samsung_pll_rate_table {
	unsigned int rate;
	unsigned int mdiv;
};
struct property_entry {
	const char *name;
	unsigned long length;
};
struct hwmon_channel_info {
	int type;
	const unsigned int *config;
};
struct rcg {
	const struct freq_tbl *table;
	const struct samsung_pll_rate_table *rates;
	const struct property_entry *properties;
	const struct hwmon_channel_info *const *info;
};

// CHECK: table-without-end-drivers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'freqs_bad' has no empty element at its end; whoever looks it through reads on behind it [custody-table-without-end]
static const struct freq_tbl freqs_bad[] = {
	{ 19200000, 1 },
	{ 50000000, 2 },
};
static const struct freq_tbl freqs_ok[] = {
	{ 19200000, 1 },
	{ 50000000, 2 },
	{ }
};

// CHECK: table-without-end-drivers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rates_bad' has no empty element at its end
static const struct samsung_pll_rate_table rates_bad[] = {
	{ 400000000, 200 },
};
static const struct samsung_pll_rate_table rates_ok[] = {
	{ 400000000, 200 },
	{ 0 },
};

// CHECK: table-without-end-drivers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'properties_bad' has no empty element at its end
static const struct property_entry properties_bad[] = {
	{ "tea,strong", 1 },
};
static const struct property_entry properties_ok[] = {
	{ "tea,strong", 1 },
	{ }
};

static const struct hwmon_channel_info heat;
// CHECK: table-without-end-drivers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'info_bad' has no empty element at its end
static const struct hwmon_channel_info *const info_bad[] = {
	&heat,
};
static const struct hwmon_channel_info *const info_ok[] = {
	&heat,
	0,
};

struct rcg rcgs[] = {
	{ freqs_bad, rates_bad, properties_bad, info_bad },
	{ freqs_ok, rates_ok, properties_ok, info_ok },
};
