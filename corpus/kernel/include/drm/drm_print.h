/* SPDX-License-Identifier: MIT */
/* Printers: where a dump goes is the caller's business. */
#ifndef _DRM_PRINT_H
#define _DRM_PRINT_H

#include <linux/compiler.h>
#include <stdarg.h>

struct drm_printer;

struct va_format {
	const char *fmt;
	va_list *va;
};

struct drm_printer {
	void (*printfn)(struct drm_printer *p, struct va_format *vaf);
	void *arg;
	const char *prefix;
};

void drm_printf(struct drm_printer *p, const char *format, ...) __printf(2, 3);

#endif
