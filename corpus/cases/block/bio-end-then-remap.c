/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device-mapper.h>

struct ctx {
	struct block_device *dev;
	int broken;
};

static int map_bad(struct dm_target *ti, struct bio *bio)
{
	struct ctx *c = ti->private;

	if (c->broken) {
		bio_io_error(bio);
// CHECK: bio-end-then-remap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio' returned to the device mapper, but it was already ended [custody-bio-end-then-remap]
		return DM_MAPIO_KILL;
	}
	bio->bi_bdev = c->dev;
	return DM_MAPIO_REMAPPED;
}

static int map_ok(struct dm_target *ti, struct bio *bio)
{
	struct ctx *c = ti->private;

	if (c->broken) {
		bio_io_error(bio);
		return DM_MAPIO_SUBMITTED;
	}
	bio->bi_bdev = c->dev;
	return DM_MAPIO_REMAPPED;
}

const struct target_type bad_target = { .name = "bad", .map = map_bad };
const struct target_type ok_target = { .name = "ok", .map = map_ok };
