/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_IOSYS_MAP_H
#define _LINUX_IOSYS_MAP_H

#include <linux/string.h>

/* Memory, or registers of a device, by their address. */
struct iosys_map {
	union {
		void *vaddr_iomem;
		void *vaddr;
	};
	bool is_iomem;
};

static inline void iosys_map_set_vaddr(struct iosys_map *map, void *vaddr)
{
	map->vaddr = vaddr;
	map->is_iomem = false;
}

static inline void iosys_map_memcpy_to(struct iosys_map *map, size_t offset, const void *from,
				       size_t size)
{
	memcpy((char *)map->vaddr + offset, from, size);
}

static inline void iosys_map_memcpy_from(void *to, const struct iosys_map *map, size_t offset,
					 size_t size)
{
	memcpy(to, (const char *)map->vaddr + offset, size);
}

static inline bool iosys_map_is_null(const struct iosys_map *map)
{
	return !map->vaddr;
}

static inline void iosys_map_clear(struct iosys_map *map)
{
	map->vaddr = NULL;
	map->is_iomem = false;
}

#endif
