// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The Tiny GPU's driver: the PCI device, the DRM device, and its clients. */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_ioctl.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

/* --- clients ------------------------------------------------------------------------------ */

static int tgpu_open(struct drm_device *drm __borrowed, struct drm_file *file __borrowed)
{
	struct tgpu_file *tfile = kzalloc(sizeof(*tfile), GFP_KERNEL);

	if (!tfile)
		return -ENOMEM;
	xa_init_flags(&tfile->vms, XA_FLAGS_ALLOC1);
	xa_init_flags(&tfile->ctxs, XA_FLAGS_ALLOC1);
	file->driver_priv = tfile;
	return 0;
}

/* Contexts use VMs, and VMs use buffers: they go in this order. */
static void tgpu_postclose(struct drm_device *drm __borrowed, struct drm_file *file __borrowed)
{
	struct tgpu_file *tfile = file->driver_priv;
	struct tgpu_ctx *ctx;
	struct tgpu_vm *vm;
	unsigned long id;

	xa_for_each(&tfile->ctxs, id, ctx) {
		tgpu_ctx_close(ctx);
		tgpu_ctx_put(ctx);
	}
	xa_destroy(&tfile->ctxs);
	xa_for_each(&tfile->vms, id, vm)
		tgpu_vm_close(vm);
	xa_destroy(&tfile->vms);
	kfree(tfile);
}

/* --- the DRM device ----------------------------------------------------------------------- */

static const struct drm_ioctl_desc tgpu_ioctls[] = {
	DRM_IOCTL_DEF_DRV(TGPU_BO_CREATE, tgpu_bo_create_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(TGPU_VM_CREATE, tgpu_vm_create_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(TGPU_VM_DESTROY, tgpu_vm_destroy_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(TGPU_VM_BIND, tgpu_vm_bind_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(TGPU_CTX_CREATE, tgpu_ctx_create_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(TGPU_CTX_DESTROY, tgpu_ctx_destroy_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(TGPU_EXEC, tgpu_exec_ioctl, DRM_RENDER_ALLOW),
};

DEFINE_DRM_GEM_FOPS(tgpu_fops);

static const struct drm_driver tgpu_drm_driver = {
	DRM_GEM_SHMEM_DRIVER_OPS,
	.driver_features = DRIVER_GEM | DRIVER_GEM_GPUVA | DRIVER_RENDER | DRIVER_SYNCOBJ,
	.open = tgpu_open,
	.postclose = tgpu_postclose,
	.ioctls = tgpu_ioctls,
	.num_ioctls = ARRAY_SIZE(tgpu_ioctls),
	.fops = &tgpu_fops,
	.name = "tgpu",
	.desc = "Tiny GPU",
	.major = 1,
	.minor = 0,
};

/* --- the PCI device ----------------------------------------------------------------------- */

static int tgpu_probe(struct pci_dev *pdev __borrowed, const struct pci_device_id *id)
{
	struct tgpu_device *gpu;
	int error;

	gpu = devm_drm_dev_alloc(&pdev->dev, &tgpu_drm_driver, struct tgpu_device, drm);
	if (IS_ERR(gpu))
		return PTR_ERR(gpu);
	error = pcim_enable_device(pdev);
	if (error)
		return error;
	error = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (error)
		return error;
	error = tgpu_sched_init(gpu);
	if (error)
		return error;
	error = tgpu_hw_init(gpu, pdev);
	if (error)
		return error;
	pci_set_drvdata(pdev, gpu);
	/* from here on user space may come */
	error = drm_dev_register(&gpu->drm, 0);
	if (error) {
		tgpu_hw_fini(gpu);
		pci_clear_master(pdev);
	}
	return error;
}

static void tgpu_remove(struct pci_dev *pdev __borrowed)
{
	struct tgpu_device *gpu = pci_get_drvdata(pdev);

	drm_dev_unplug(&gpu->drm);
	tgpu_hw_fini(gpu);
	pci_clear_master(pdev);
}

static const struct pci_device_id tgpu_id_table[] = {
	{PCI_DEVICE(TGPU_PCI_VENDOR, TGPU_PCI_DEVICE)},
	{},
};
MODULE_DEVICE_TABLE(pci, tgpu_id_table);

static struct pci_driver tgpu_pci_driver = {
	.name = "tgpu",
	.id_table = tgpu_id_table,
	.probe = tgpu_probe,
	.remove = tgpu_remove,
};
module_pci_driver(tgpu_pci_driver);

MODULE_DESCRIPTION("Tiny GPU");
MODULE_LICENSE("Dual MIT/GPL");
