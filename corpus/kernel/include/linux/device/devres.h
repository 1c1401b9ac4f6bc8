/* SPDX-License-Identifier: MIT */
/**
 * DOC: Managed resources
 *
 * What a driver takes with a devm_ function belongs to the device: it goes when the driver is
 * detached, or did not bind, in the opposite order of taking. Groups, devres_open_group(), go
 * earlier and as one.
 */
#ifndef _DEVICE_DEVRES_H_
#define _DEVICE_DEVRES_H_

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>
#include <stdarg.h>

struct device;
struct resource;

typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

/* Memory for a resource that is not yet the device's: ends with devres_add() or devres_free(). */
void *__devres_alloc(dr_release_t release, size_t size, gfp_t gfp, const char *name) __malloc;
#define devres_alloc(release, size, gfp) __devres_alloc(release, size, gfp, #release)
void devres_free(void *res);
void devres_add(struct device *dev, void *res);
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/* The one that is there, or new_res, which is freed otherwise. */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
/* Takes it from the device without releasing it. */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/* The same, and frees its memory; and releases what it stands for. */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *dev, void *res, void *data),
			 void *data);

/* A group's id is id, or what is returned. NULL as id means the group that was opened last. */
void *__must_check devres_open_group(struct device *dev, void *id, gfp_t gfp);
void devres_close_group(struct device *dev, void *id);
/* The group goes, its resources stay; and go, too: how many they were. */
void devres_remove_group(struct device *dev, void *id);
int devres_release_group(struct device *dev, void *id);

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc;
void *__must_check devm_krealloc(struct device *dev, void *p, size_t size, gfp_t gfp);
void devm_kfree(struct device *dev, const void *p);
void *devm_kmemdup(struct device *dev, const void *from, size_t size, gfp_t gfp);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp);
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *format, va_list list)
	__printf(3, 0);
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *format, ...) __printf(3, 4);

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static inline void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : devm_kmalloc(dev, bytes, gfp);
}

static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name);
#define devm_add_action(dev, action, data) __devm_add_action(dev, action, data, #action)
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

static inline int __devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data,
					     const char *name)
{
	int error = __devm_add_action(dev, action, data, name);

	if (error)
		action(data);
	return error;
}

#define devm_add_action_or_reset(dev, action, data)                                                \
	__devm_add_action_or_reset(dev, action, data, #action)

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);

#endif
