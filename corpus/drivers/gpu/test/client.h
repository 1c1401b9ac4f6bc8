/* SPDX-License-Identifier: MIT */
/* What a program does with the Tiny GPU. Functions that can't fail in a test check it themselves.
 */
#ifndef TGPU_CLIENT_H
#define TGPU_CLIENT_H

#include "harness.h"
#include "testing.h"

#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/types.h>

#include "../tgpu_drm.h"
#include "../tgpu_regs.h"

struct file *client_open(void);
long client_vm_create(struct file *file, u32 *vm);
long client_vm_destroy(struct file *file, u32 vm);
long client_ctx_create(struct file *file, u32 vm, u32 *ctx);
long client_ctx_destroy(struct file *file, u32 ctx);
long client_bo_create(struct file *file, u64 size, u32 *handle, u64 *offset);
long client_bo_close(struct file *file, u32 handle);
long client_bind(struct file *file, u32 vm, u32 handle, u64 offset, u64 va, u64 range, u32 flags);
long client_unbind(struct file *file, u32 vm, u64 va, u64 range);
long client_syncobj(struct file *file, u32 *handle);
/* 0: no such sync object is given. */
long client_exec(struct file *file, u32 ctx, u32 start, u32 size, u32 wait, u32 signal);
/* Until it is signalled; a minute at most. */
long client_wait(struct file *file, u32 syncobj);
/* How the work that it stands for ended: 1, or an error. */
int client_result(struct file *file, u32 syncobj);
int client_export(struct file *file, u32 handle);
long client_import(struct file *file, int fd, u32 *handle);

/* A buffer of a page that is bound, mapped by the program, and where commands are written. */
struct client_page {
	u32 handle, va;
	u32 *words;
};

struct client_page client_page(struct file *file, u32 vm, u32 va);

#endif
