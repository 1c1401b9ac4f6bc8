/* SPDX-License-Identifier: MIT */
/* How memory is asked for. Only __GFP_ZERO and whether the caller may sleep mean something here. */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>

static inline bool gfpflags_allow_blocking(gfp_t flags)
{
	return flags & __GFP_DIRECT_RECLAIM;
}

#endif
