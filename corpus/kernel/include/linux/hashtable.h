/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_HASHTABLE_H
#define _LINUX_HASHTABLE_H

#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>

#define DEFINE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define HASH_SIZE(name) ARRAY_SIZE(name)
#define HASH_BITS(name) ilog2(HASH_SIZE(name))
#define hash_init(table) memset(table, 0, sizeof(table))
#define hash_add(table, node, key) hlist_add_head(node, &(table)[hash_64(key, HASH_BITS(table))])
#define hash_del(node) hlist_del_init(node)
#define hash_for_each_possible(table, obj, member, key)                                            \
	hlist_for_each_entry(obj, &(table)[hash_64(key, HASH_BITS(table))], member)
#define hash_for_each(table, bucket, obj, member)                                                  \
	for ((bucket) = 0, (obj) = NULL; !(obj) && (bucket) < (int)HASH_SIZE(table); (bucket)++)   \
		hlist_for_each_entry(obj, &(table)[bucket], member)
#define hash_for_each_safe(table, bucket, tmp, obj, member)                                        \
	for ((bucket) = 0, (obj) = NULL; !(obj) && (bucket) < (int)HASH_SIZE(table); (bucket)++)   \
		hlist_for_each_entry_safe(obj, tmp, &(table)[bucket], member)

#endif
