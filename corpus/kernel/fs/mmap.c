// SPDX-License-Identifier: MIT
/* Programs' mappings of files. A file says where its memory is; the mapping keeps the file. */
#include "testing.h"

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static DEFINE_MUTEX(lock);
static LIST_HEAD(mappings); /* guarded by lock */

void *kernel_mmap(struct file *file, size_t size, loff_t offset)
{
	struct vm_area_struct *vma;
	int error;

	if (!file->f_op->mmap)
		return ERR_PTR(-ENODEV);
	if (!size || offset < 0 || offset_in_page(offset))
		return ERR_PTR(-EINVAL);
	vma = kzalloc(sizeof(*vma), GFP_KERNEL);
	if (!vma)
		return ERR_PTR(-ENOMEM);
	vma->vm_end = PAGE_ALIGN(size);
	vma->vm_pgoff = offset >> PAGE_SHIFT;
	vma->vm_flags = VM_READ | VM_WRITE | VM_SHARED;
	vma->vm_file = get_file(file);
	error = file->f_op->mmap(file, vma);
	if (error) {
		fput(file);
		kfree(vma);
		return ERR_PTR(error);
	}
	vma->vm_start = (unsigned long)vma->memory;
	vma->vm_end += vma->vm_start;
	mutex_lock(&lock);
	list_add(&vma->list, &mappings);
	mutex_unlock(&lock);
	return vma->memory;
}

int kernel_munmap(void *address)
{
	struct vm_area_struct *vma, *found = NULL;

	mutex_lock(&lock);
	list_for_each_entry(vma, &mappings, list) {
		if (vma->memory == address) {
			found = vma;
			list_del(&vma->list);
			break;
		}
	}
	mutex_unlock(&lock);
	if (!found)
		return -EINVAL;
	if (found->vm_ops && found->vm_ops->close)
		found->vm_ops->close(found);
	fput(found->vm_file);
	kfree(found);
	return 0;
}
