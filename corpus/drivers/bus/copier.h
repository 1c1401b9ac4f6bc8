/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The copier: its registers, and what user space asks of its driver. */
#ifndef COPIER_H
#define COPIER_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define COPIER_VENDOR 0x1b36
#define COPIER_DEVICE 0x0c01

/* BAR 0 */
#define COPIER_FROM 0x00 /* 64 bits */
#define COPIER_TO 0x08 /* 64 bits */
#define COPIER_SIZE 0x10
#define COPIER_DOORBELL 0x14
#define COPIER_START 0x1
#define COPIER_STOP 0x2

#define COPIER_BAR_SIZE 0x1000

/* Vectors */
#define COPIER_VECTOR_DONE 0
#define COPIER_VECTOR_ERROR 1
#define COPIER_VECTORS 2

#define COPIER_MAX_SIZE 0x10000

/* Both addresses are the process's. */
struct copier_job {
	__u64 from;
	__u64 to;
	__u32 size;
	__u32 pad; /* 0 */
};

#define COPIER_IOC_COPY _IOW('c', 1, struct copier_job)

#endif
