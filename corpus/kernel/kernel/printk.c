// SPDX-License-Identifier: MIT
/* Messages, warnings, and the end. */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/printk.h>

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOGLEVEL_WARNING 4

int kernel_loglevel = LOGLEVEL_WARNING;
static atomic_t warnings;

int vprintk(const char *format, va_list list)
{
	int level = LOGLEVEL_WARNING;

	if (format[0] == KERN_SOH[0] && format[1]) {
		if (format[1] >= '0' && format[1] <= '7')
			level = format[1] - '0';
		format += 2;
	}
	return level <= READ_ONCE(kernel_loglevel) ? vfprintf(stderr, format, list) : 0;
}

int _printk(const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = vprintk(format, list);
	va_end(list);
	return length;
}

void dump_stack(void)
{
	void *frames[32];

	backtrace_symbols_fd(frames, backtrace(frames, 32), 2);
}

void panic(const char *format, ...)
{
	va_list list;

	fputs("panic: ", stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	abort();
}

void kernel_bug(const char *file, int line, const char *function)
{
	fprintf(stderr, "BUG: %s:%d: %s()\n", file, line, function);
	abort();
}

void kernel_warn(const char *file, int line, const char *function, const char *format, ...)
{
	char message[256];
	va_list list;

	va_start(list, format);
	vsnprintf(message, sizeof(message), format, list);
	va_end(list);
	message[strcspn(message, "\n")] = 0;
	atomic_inc(&warnings);
	_printk(KERN_WARNING "WARNING: %s:%d: %s(): %s\n", file, line, function, message);
}

unsigned int kernel_warnings(void)
{
	return atomic_read(&warnings);
}
