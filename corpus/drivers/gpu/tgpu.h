/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The Tiny GPU's driver: what its parts know of each other.
 *
 * Who keeps what. References go one way: context -> VM -> buffer. A client's file has its contexts
 * and VMs by number. A VM is counted twice: its references keep its memory, its opens (of the file
 * and of contexts, each with a reference) keep what is mapped in it. With the last open all is
 * unmapped.
 *
 * When a file is closed its contexts end first, each when its jobs have; then its VMs; its buffers'
 * handles went before, but a VM has references to what is bound in it.
 *
 * When the device goes, whoever is inside of drm_dev_enter() is waited for, and then all jobs that
 * the hardware had are ended with -ENODEV. Files, contexts and VMs stay until user space closes
 * them; jobs that are run from then on end with -ENODEV, too.
 */
#ifndef TGPU_H
#define TGPU_H

#include <linux/dma-fence.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include <drm/drm_device.h>
#include <drm/drm_gpuvm.h>
#include <drm/drm_mm.h>
#include <drm/gpu_scheduler.h>

#include "custody.h"

struct drm_file;
struct pci_dev;
struct sg_table;
struct tgpu_event;

/**
 * struct tgpu_engine - what runs on the hardware
 * @lock: guards all below but @context, and the registers of jobs and events
 * @running: fences of the streams that the hardware has, oldest first; each with a reference
 * @events: the ring that the hardware writes to
 * @events_dma: its address
 * @tail: events that were read since the last reset
 * @seqno: of the last stream
 * @context: of the fences
 */
struct tgpu_engine {
	spinlock_t lock;
	struct list_head running __locked_by(lock);
	struct tgpu_event *events;
	dma_addr_t events_dma;
	u32 tail __locked_by(lock);
	u32 seqno __locked_by(lock);
	u64 context;
};

/**
 * struct tgpu_device - a device
 * @regs: its registers, inside of drm_dev_enter() only
 * @sched: gives the engine its jobs
 */
struct tgpu_device {
	struct drm_device drm;
	void __iomem *regs;
	struct tgpu_engine engine;
	struct drm_gpu_scheduler sched;
};

static inline struct tgpu_device *to_tgpu(struct drm_device *drm)
{
	return container_of(drm, struct tgpu_device, drm);
}

/* A client's numbers. Each entry of ctxs is a reference, each one of vms an open. */
struct tgpu_file {
	struct xarray vms;
	struct xarray ctxs;
};

/* --- hardware: tgpu_hw.c ------------------------------------------------------------------ */

/* A stream that the hardware runs. link and base.seqno are the engine's. */
struct tgpu_fence {
	struct dma_fence base;
	spinlock_t lock;
	struct list_head link;
};

/* What runs: a page table, and the address of commands in it. */
struct tgpu_stream {
	dma_addr_t table;
	u32 start;
};

int tgpu_hw_init(struct tgpu_device *gpu __borrowed, struct pci_dev *pdev __borrowed);
/* Nobody is inside of drm_dev_enter() any more: all that runs ends with -ENODEV. */
void tgpu_hw_fini(struct tgpu_device *gpu __borrowed);
/* These are for the inside of drm_dev_enter(). */
void tgpu_hw_submit(struct tgpu_device *gpu __borrowed, struct tgpu_fence *fence __borrowed,
		    const struct tgpu_stream *stream);
/* Signals what has ended. */
void tgpu_hw_reap(struct tgpu_device *gpu __borrowed);
/* All that runs ends with -ECANCELED. */
void tgpu_hw_reset(struct tgpu_device *gpu __borrowed);

/* Afterwards the hardware uses no translation from before. */
void tgpu_hw_flush_tlb(struct tgpu_device *gpu __borrowed);

/* --- page tables: tgpu_mmu.c -------------------------------------------------------------- */

/**
 * struct tgpu_mmu - an address space of the hardware
 * @gpu: the device
 * @table: its page table
 * @table_dma: the address of that
 * @kernel: the addresses that are the driver's
 */
struct tgpu_mmu {
	struct tgpu_device *gpu;
	__le64 *table;
	dma_addr_t table_dma;
	struct drm_mm kernel;
};

/* The caller has a lock for each mmu. */
int tgpu_mmu_init(struct tgpu_mmu *mmu __borrowed, struct tgpu_device *gpu __borrowed);
void tgpu_mmu_fini(struct tgpu_mmu *mmu __borrowed);
void tgpu_mmu_map(struct tgpu_mmu *mmu __borrowed, u32 va, dma_addr_t dma, u32 size, bool writable);
/* size bytes of the table's memory, from that offset on. */
void tgpu_mmu_map_sgt(struct tgpu_mmu *mmu __borrowed, u32 va, struct sg_table *sgt __borrowed,
		      u64 offset, u32 size, bool writable);
/* Takes effect with tgpu_hw_flush_tlb(). */
void tgpu_mmu_unmap(struct tgpu_mmu *mmu __borrowed, u32 va, u32 size);

/* --- VMs: tgpu_vm.c, tgpu_bind.c ---------------------------------------------------------- */

/**
 * struct tgpu_vm - a VM
 * @base: what is bound where; its references
 * @opens: opens
 * @lock: guards what is bound, @mmu, and @closed; taken before reservation locks
 * @closed: there are no opens any more, and nothing can be bound
 * @mmu: the page table
 */
struct tgpu_vm {
	struct drm_gpuvm base;
	refcount_t opens;
	struct mutex lock;
	bool closed __locked_by(lock);
	struct tgpu_mmu mmu;
};

static inline struct tgpu_vm *to_tgpu_vm(struct drm_gpuvm *gpuvm)
{
	return container_of(gpuvm, struct tgpu_vm, base);
}

/* A reference, or NULL. */
struct tgpu_vm *tgpu_vm_lookup(struct tgpu_file *file __borrowed, u32 id) __owned;
/* A reference and an open, or NULL. */
struct tgpu_vm *tgpu_vm_open(struct tgpu_file *file __borrowed, u32 id) __owned;
void tgpu_vm_close(struct tgpu_vm *vm __owned);
void tgpu_vm_put(struct tgpu_vm *vm __owned);

int tgpu_vm_create_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
			 struct drm_file *file __borrowed);
int tgpu_vm_destroy_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
			  struct drm_file *file __borrowed);
int tgpu_vm_bind_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
		       struct drm_file *file __borrowed);

/* The steps of drm_gpuvm_sm_map() and drm_gpuvm_sm_unmap(). */
int tgpu_bind_step_map(struct drm_gpuva_op *op __borrowed, void *priv __borrowed);
int tgpu_bind_step_remap(struct drm_gpuva_op *op __borrowed, void *priv __borrowed);
int tgpu_bind_step_unmap(struct drm_gpuva_op *op __borrowed, void *priv __borrowed);

/* --- buffers: tgpu_bo.c ------------------------------------------------------------------- */

int tgpu_bo_create_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
			 struct drm_file *file __borrowed);

/* --- contexts: tgpu_ctx.c ----------------------------------------------------------------- */

/* Commands of the driver's, that call those of user space. */
struct tgpu_ring {
	__le32 *commands;
	dma_addr_t dma;
	struct drm_mm_node node; /* where it is in the VM; guarded by the VM's lock */
	unsigned int next; /* the scheduler's */
};

/**
 * struct tgpu_ctx - a context
 * @ref: the file's, jobs', and those of whoever looked it up
 * @vm: where it runs; an open until the context is closed
 * @entity: its queue
 * @guilty: it has hung the device
 * @lock: guards @closed, and with it @vm and @ring; taken before reservation locks
 * @closed: takes no jobs any more
 * @jobs: that were pushed and not freed
 * @idle: woken when there are none
 */
struct tgpu_ctx {
	struct kref ref;
	struct tgpu_vm *vm;
	struct drm_sched_entity entity;
	atomic_t guilty;
	struct mutex lock;
	bool closed __locked_by(lock);
	struct tgpu_ring ring;
	atomic_t jobs __tells(ring, inuse, used, idle);
	wait_queue_head_t idle;
};

/* A reference, or NULL. */
struct tgpu_ctx *tgpu_ctx_lookup(struct tgpu_file *file __borrowed, u32 id) __owned;
void tgpu_ctx_put(struct tgpu_ctx *ctx __owned);
/* Waits for its jobs. The caller's reference stays. */
void tgpu_ctx_close(struct tgpu_ctx *ctx __borrowed __typestate(opened, open, closed));
/* The address of commands that call those. For one job after the other. */
u32 tgpu_ctx_call(struct tgpu_ctx *ctx __borrowed, u32 start, u32 size);

int tgpu_ctx_create_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
			  struct drm_file *file __borrowed);
int tgpu_ctx_destroy_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
			   struct drm_file *file __borrowed);

/* --- jobs: tgpu_sched.c, tgpu_exec.c -----------------------------------------------------------
 */

/**
 * struct tgpu_job - a job
 * @ctx: whose; a reference
 * @fence: for the first time that it runs
 * @start: of its commands
 * @size: of those
 */
struct tgpu_job {
	struct drm_sched_job base;
	struct tgpu_ctx *ctx;
	struct tgpu_fence *fence __owned;
	u32 start, size;
};

int tgpu_sched_init(struct tgpu_device *gpu __borrowed);
/* An error pointer, or a job that was not pushed yet. */
struct tgpu_job *tgpu_job_new(struct tgpu_ctx *ctx __borrowed, u64 client_id);
/* For one that was not pushed. */
void tgpu_job_abort(struct tgpu_job *job __owned);

int tgpu_exec_ioctl(struct drm_device *drm __borrowed, void *data __borrowed,
		    struct drm_file *file __borrowed);

#endif
