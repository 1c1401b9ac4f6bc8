// SPDX-License-Identifier: MIT
/*
 * nbd_serve SOCKET [trouble]: serves a disk in memory until its standard input ends. With trouble,
 * requests are refused and put back.
 */
#include "checked.h"
#include "ramdisk.h"
#include "testing.h"

#include <linux/kernel.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	struct ramdisk_options options = {
		.name = "ram0",
		.size = 64 << 20,
		.mode = RAMDISK_THREAD,
		.queues = 4,
		.depth = 32,
		.limits = {.features = BLK_FEAT_WRITE_CACHE,
			   .max_hw_discard_sectors = 2048,
			   .max_write_zeroes_sectors = 2048},
	};
	struct kernel_nbd *nbd;
	struct ramdisk *rd;

	if (argc < 2)
		return 2;
	rd = ramdisk_create(&options);
	nbd = rd ? kernel_nbd_start("ram0", argv[1]) : NULL;
	if (!nbd)
		return 1;
	if (argc > 2) {
		rd->busy_every = 13;
		rd->requeue_every = 17;
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	kernel_nbd_stop(nbd);
	printf("%d requests, %d flushes\n", atomic_read(&rd->issued), atomic_read(&rd->flushes));
	ramdisk_destroy(rd);
	checked_teardown();
	return 0;
}
