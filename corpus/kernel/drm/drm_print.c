// SPDX-License-Identifier: MIT
#include <drm/drm_print.h>

void drm_printf(struct drm_printer *p, const char *format, ...)
{
	struct va_format vaf;
	va_list list;

	va_start(list, format);
	vaf.fmt = format;
	vaf.va = &list;
	p->printfn(p, &vaf);
	va_end(list);
}
