/* SPDX-License-Identifier: MIT */
/*
 * The registers and the memory of a DMA block device, for its driver and its model.
 *
 * The device has slots for commands. Their descriptors lie in memory that the driver gives it. A
 * write of a slot's number to DOORBELL starts the command there; when it is over the device writes
 * its status into the descriptor, sets the slot's bit in DONE and raises its interrupt. The slot is
 * free when the bit has been cleared by writing it.
 *
 * RESET ends everything: when the write is over the device no longer uses any memory, and its slots
 * are free.
 */
#ifndef DMABLK_H
#define DMABLK_H

#include <linux/bits.h>
#include <linux/types.h>

#define DMABLK_SLOTS 32
#define DMABLK_MAX_SEGMENTS 16
#define DMABLK_MAX_SEGMENT_SIZE 65536

#define DMABLK_ID 0x00
#define DMABLK_ID_VALUE 0x316b6c62
#define DMABLK_CAPACITY 0x08 /* in sectors, 64 bits */
#define DMABLK_CONTROL 0x10
#define DMABLK_CONTROL_ENABLE BIT(0)
#define DMABLK_CONTROL_RESET BIT(1)
#define DMABLK_STATUS 0x14
#define DMABLK_STATUS_READY BIT(0) /* enabled, and takes commands */
#define DMABLK_STATUS_FATAL BIT(1) /* only a reset helps */
#define DMABLK_IRQ_STATUS 0x18 /* cleared by writing ones */
#define DMABLK_IRQ_ENABLE 0x1c
#define DMABLK_IRQ_DONE BIT(0)
#define DMABLK_IRQ_FATAL BIT(1)
#define DMABLK_TABLE 0x20 /* of descriptors, device address, 64 bits */
#define DMABLK_DOORBELL 0x28
#define DMABLK_DONE 0x2c /* a bit for each slot, cleared by writing ones */
#define DMABLK_REGISTERS 0x1000

enum dmablk_op {
	DMABLK_READ,
	DMABLK_WRITE,
	DMABLK_FLUSH,
	DMABLK_ZERO,
};

enum dmablk_result {
	DMABLK_OK,
	DMABLK_BAD_COMMAND,
	DMABLK_MEDIUM_ERROR,
};

struct dmablk_segment {
	__le64 address;
	__le32 length;
	__le32 reserved;
};

struct dmablk_desc {
	__le32 op;
	__le32 result;
	__le64 sector;
	__le32 sectors;
	__le32 nr_segments;
	struct dmablk_segment segments[DMABLK_MAX_SEGMENTS];
};

#endif
