/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The Tiny GPU: a PCI device that runs command streams, one after the other, in an address space of
 * its own. BAR 0 has its registers, of 32 bits each. It raises its one MSI-X vector when a stream
 * has ended. All that it reads and writes in memory is little-endian.
 */
#ifndef TGPU_REGS_H
#define TGPU_REGS_H

#include <linux/types.h>

#define TGPU_PCI_VENDOR 0x1b36
#define TGPU_PCI_DEVICE 0x0c10
#define TGPU_BAR_SIZE 0x1000

#define TGPU_ID 0x00
#define TGPU_ID_VALUE 0x75706774
#define TGPU_CONTROL 0x04
#define TGPU_CONTROL_RESET 0x1 /* forgets its streams, its translations, and what was set here */
#define TGPU_IRQ_STATUS 0x08 /* written: these bits are cleared */
#define TGPU_IRQ_ENABLE 0x0c
#define TGPU_IRQ_EVENT 0x1
#define TGPU_EVENT_BASE 0x10 /* of the ring of events, 64 bits */
#define TGPU_EVENT_HEAD 0x18 /* events written since the reset */
#define TGPU_TLB_FLUSH 0x1c /* written: translations are forgotten, and none is in use */

/* A stream: set these, then ring the bell. */
#define TGPU_JOB_TABLE 0x20 /* the page table, 64 bits */
#define TGPU_JOB_START 0x28
#define TGPU_JOB_SEQNO 0x2c
#define TGPU_JOB_SUBMIT 0x30

/* Streams that it can have at a time. */
#define TGPU_MAX_RUNNING 4

/* Events */
#define TGPU_EVENTS 64
#define TGPU_STATUS_OK 0
#define TGPU_STATUS_FAULT 1 /* an address that is not mapped, or not to be written to */
#define TGPU_STATUS_INVALID 2 /* a command that it does not have */

struct tgpu_event {
	__le32 seqno;
	__le32 status;
};

/* Address spaces: one table of 64-bit entries. */
#define TGPU_PAGE_SHIFT 12
#define TGPU_PAGE_SIZE (1u << TGPU_PAGE_SHIFT)
#define TGPU_VA_SIZE 0x1000000
#define TGPU_PTES (TGPU_VA_SIZE >> TGPU_PAGE_SHIFT)
#define TGPU_PTE_VALID 0x1
#define TGPU_PTE_WRITE 0x2

/* Commands: words of 32 bits, and their operands. */
#define TGPU_CMD_NOP 0
#define TGPU_CMD_END 1
#define TGPU_CMD_CALL 2 /* address, size: runs other commands; they can't call */
#define TGPU_CMD_STORE 3 /* address, value */
#define TGPU_CMD_ADD 4 /* address, value */
#define TGPU_CMD_COPY 5 /* to, from, size */
#define TGPU_CMD_HANG 6

#endif
