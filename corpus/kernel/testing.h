/* SPDX-License-Identifier: MIT */
/* What tests and programs around the library need: the parts that have no name in the kernel. */
#ifndef KERNEL_TESTING_H
#define KERNEL_TESTING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The n-th allocation from now on fails, once; 0: none. Whether the last one asked for has failed.
 */
void kernel_fail_allocation(unsigned int nth);
bool kernel_allocation_failed(void);

/* Runs the init functions of all modules in the program until one fails; what that one returned. */
int kernel_load_modules(void);
void kernel_unload_modules(void);
/* Sets a module's parameter by name: 0, -ENOENT, or what the parameter's own function says. */
int kernel_set_parameter(const char *name, const char *value);

/* What close() does to a descriptor of dma_buf_fd(): 0, or -EBADF. */
int kernel_close_descriptor(int fd);

struct file;

/* What a program does with the device node of that name. An error pointer if it can't be opened. */
struct file *kernel_open(const char *name, unsigned int flags);
int kernel_close(struct file *file);
ssize_t kernel_read_file(struct file *file, void *to, size_t size);
ssize_t kernel_write_file(struct file *file, const void *from, size_t size);
loff_t kernel_seek_file(struct file *file, loff_t offset, int whence);
/* The file's memory from that offset on, in the program; an error pointer if it can't be mapped.
 * The mapping keeps the file. */
void *kernel_mmap(struct file *file, size_t size, loff_t offset);
int kernel_munmap(void *address);
long kernel_ioctl(struct file *file, unsigned int cmd, void *arg);

/* Whether the program may do what needs a privilege; it may at first. */
void kernel_set_privileged(bool is_privileged);
bool kernel_is_privileged(void);

struct block_device;

/* What opening and closing a disk's device node do. NULL if there is none of that name, or it does
 * not let itself be opened. */
struct block_device *kernel_open_disk(const char *name);
void kernel_close_disk(struct block_device *bdev);

struct kernel_nbd;

/* Serves a disk by the NBD protocol on a local socket at that path, until it is stopped. NULL: it
 * could not. */
struct kernel_nbd *kernel_nbd_start(const char *disk, const char *path);
void kernel_nbd_stop(struct kernel_nbd *nbd);

#endif
