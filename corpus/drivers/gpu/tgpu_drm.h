/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note OR MIT */
/*
 * What user space asks of the Tiny GPU's driver.
 *
 * A client has address spaces (VMs), buffers that it binds there, and contexts, which are each a
 * queue of command streams that run in one VM. All numbers are the client's own. Synchronisation is
 * explicit, by sync objects; imported buffers also follow the fences of those who share them.
 */
#ifndef TGPU_DRM_H
#define TGPU_DRM_H

#include <drm/drm.h>

/* Addresses below this one are user space's to bind. */
#define DRM_TGPU_VA_START 0x1000
#define DRM_TGPU_VA_END 0xf00000

struct drm_tgpu_bo_create {
	__u64 size; /* in bytes; out: rounded up to pages */
	__u64 mmap_offset; /* out: for mmap() on the device's file */
	__u32 handle; /* out */
	__u32 pad; /* 0 */
};

struct drm_tgpu_vm_create {
	__u32 vm; /* out */
	__u32 pad; /* 0 */
};

struct drm_tgpu_vm_destroy {
	__u32 vm;
	__u32 pad; /* 0 */
};

#define DRM_TGPU_BIND_MAP 0 /* what was there goes */
#define DRM_TGPU_BIND_UNMAP 1
#define DRM_TGPU_BIND_READONLY (1 << 0)

/* Done when the ioctl returns: the device no longer uses what was unmapped. */
struct drm_tgpu_vm_bind {
	__u32 vm;
	__u32 op;
	__u32 handle; /* 0 to unmap */
	__u32 flags;
	__u64 va; /* all three in whole pages */
	__u64 range;
	__u64 offset; /* in the buffer; 0 to unmap */
};

#define DRM_TGPU_PRIORITY_HIGH 0
#define DRM_TGPU_PRIORITY_NORMAL 1
#define DRM_TGPU_PRIORITY_LOW 2

struct drm_tgpu_ctx_create {
	__u32 vm;
	__u32 priority;
	__u32 ctx; /* out */
	__u32 pad; /* 0 */
};

/* Returns when the context's command streams have ended. */
struct drm_tgpu_ctx_destroy {
	__u32 ctx;
	__u32 pad; /* 0 */
};

#define DRM_TGPU_SYNC_WAIT 0
#define DRM_TGPU_SYNC_SIGNAL 1
#define DRM_TGPU_MAX_SYNCS 32

struct drm_tgpu_sync {
	__u32 handle; /* of a sync object */
	__u32 op;
};

/* -ECANCELED: the context has hung the device, and runs nothing any more. */
struct drm_tgpu_exec {
	__u32 ctx;
	__u32 sync_count;
	__u64 syncs; /* of struct drm_tgpu_sync */
	__u32 start; /* of the commands */
	__u32 size; /* in bytes */
};

#define DRM_TGPU_BO_CREATE 0x00
#define DRM_TGPU_VM_CREATE 0x01
#define DRM_TGPU_VM_DESTROY 0x02
#define DRM_TGPU_VM_BIND 0x03
#define DRM_TGPU_CTX_CREATE 0x04
#define DRM_TGPU_CTX_DESTROY 0x05
#define DRM_TGPU_EXEC 0x06

#define DRM_IOCTL_TGPU_BO_CREATE                                                                   \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_TGPU_BO_CREATE, struct drm_tgpu_bo_create)
#define DRM_IOCTL_TGPU_VM_CREATE                                                                   \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_TGPU_VM_CREATE, struct drm_tgpu_vm_create)
#define DRM_IOCTL_TGPU_VM_DESTROY                                                                  \
	DRM_IOW(DRM_COMMAND_BASE + DRM_TGPU_VM_DESTROY, struct drm_tgpu_vm_destroy)
#define DRM_IOCTL_TGPU_VM_BIND DRM_IOW(DRM_COMMAND_BASE + DRM_TGPU_VM_BIND, struct drm_tgpu_vm_bind)
#define DRM_IOCTL_TGPU_CTX_CREATE                                                                  \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_TGPU_CTX_CREATE, struct drm_tgpu_ctx_create)
#define DRM_IOCTL_TGPU_CTX_DESTROY                                                                 \
	DRM_IOW(DRM_COMMAND_BASE + DRM_TGPU_CTX_DESTROY, struct drm_tgpu_ctx_destroy)
#define DRM_IOCTL_TGPU_EXEC DRM_IOW(DRM_COMMAND_BASE + DRM_TGPU_EXEC, struct drm_tgpu_exec)

#endif
