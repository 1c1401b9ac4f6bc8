/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DEVICE_MAPPER_H
#define _CASES_DEVICE_MAPPER_H
#include <linux/bio.h>
#define DM_MAPIO_SUBMITTED 0
#define DM_MAPIO_REMAPPED 1
#define DM_MAPIO_KILL 4
struct dm_target {
	void *private;
	sector_t begin;
};
struct target_type {
	const char *name;
	int (*map)(struct dm_target *ti, struct bio *bio);
};
#endif
