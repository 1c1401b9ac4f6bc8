/* SPDX-License-Identifier: MIT */
/* BUG() ends the program, WARN_ON() says so and goes on. Tests ask kernel_warnings() for how many
 * there were. */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>

void kernel_bug(const char *file, int line, const char *function) __noreturn __cold;
void kernel_warn(const char *file, int line, const char *function, const char *format, ...)
	__printf(4, 5) __cold;
unsigned int kernel_warnings(void);

#define BUG() kernel_bug(__FILE__, __LINE__, __func__)
#define BUG_ON(condition)                                                                          \
	do {                                                                                       \
		if (unlikely(condition))                                                           \
			BUG();                                                                     \
	} while (0)

#define WARN(condition, ...)                                                                       \
	({                                                                                         \
		bool __warn = !!(condition);                                                       \
		if (unlikely(__warn))                                                              \
			kernel_warn(__FILE__, __LINE__, __func__, __VA_ARGS__);                    \
		unlikely(__warn);                                                                  \
	})
#define WARN_ON(condition) WARN(condition, "%s", #condition)
#define WARN_ONCE(condition, ...)                                                                  \
	({                                                                                         \
		static bool __told;                                                                \
		bool __once = !!(condition);                                                       \
		if (unlikely(__once) && !__atomic_exchange_n(&__told, true, __ATOMIC_RELAXED))     \
			kernel_warn(__FILE__, __LINE__, __func__, __VA_ARGS__);                    \
		unlikely(__once);                                                                  \
	})
#define WARN_ON_ONCE(condition) WARN_ONCE(condition, "%s", #condition)

#endif
