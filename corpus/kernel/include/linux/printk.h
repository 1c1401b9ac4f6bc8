/* SPDX-License-Identifier: MIT */
/* Messages go to standard error, those above the level of kernel_loglevel (default: warnings)
 * nowhere. */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <linux/compiler.h>
#include <stdarg.h>

#define KERN_SOH "\001"
#define KERN_EMERG KERN_SOH "0"
#define KERN_ALERT KERN_SOH "1"
#define KERN_CRIT KERN_SOH "2"
#define KERN_ERR KERN_SOH "3"
#define KERN_WARNING KERN_SOH "4"
#define KERN_NOTICE KERN_SOH "5"
#define KERN_INFO KERN_SOH "6"
#define KERN_DEBUG KERN_SOH "7"
#define KERN_CONT KERN_SOH "c"

extern int kernel_loglevel;

int _printk(const char *format, ...) __printf(1, 2);
int vprintk(const char *format, va_list list) __printf(1, 0);
void panic(const char *format, ...) __printf(1, 2) __noreturn __cold;
void dump_stack(void);

#define printk(format, ...) _printk(format, ##__VA_ARGS__)
#define no_printk(format, ...)                                                                     \
	({                                                                                         \
		if (0)                                                                             \
			_printk(format, ##__VA_ARGS__);                                            \
		0;                                                                                 \
	})

#ifndef pr_fmt
#define pr_fmt(format) format
#endif
#define pr_emerg(format, ...) printk(KERN_EMERG pr_fmt(format), ##__VA_ARGS__)
#define pr_alert(format, ...) printk(KERN_ALERT pr_fmt(format), ##__VA_ARGS__)
#define pr_crit(format, ...) printk(KERN_CRIT pr_fmt(format), ##__VA_ARGS__)
#define pr_err(format, ...) printk(KERN_ERR pr_fmt(format), ##__VA_ARGS__)
#define pr_warn(format, ...) printk(KERN_WARNING pr_fmt(format), ##__VA_ARGS__)
#define pr_notice(format, ...) printk(KERN_NOTICE pr_fmt(format), ##__VA_ARGS__)
#define pr_info(format, ...) printk(KERN_INFO pr_fmt(format), ##__VA_ARGS__)
#define pr_debug(format, ...) no_printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#define pr_devel(format, ...) no_printk(KERN_DEBUG pr_fmt(format), ##__VA_ARGS__)
#define pr_cont(format, ...) printk(KERN_CONT format, ##__VA_ARGS__)

#define __printk_once(call)                                                                        \
	({                                                                                         \
		static bool __told;                                                                \
		if (!__atomic_exchange_n(&__told, true, __ATOMIC_RELAXED))                         \
			call;                                                                      \
	})
#define printk_once(format, ...) __printk_once(printk(format, ##__VA_ARGS__))
#define pr_err_once(format, ...) __printk_once(pr_err(format, ##__VA_ARGS__))
#define pr_warn_once(format, ...) __printk_once(pr_warn(format, ##__VA_ARGS__))
#define pr_info_once(format, ...) __printk_once(pr_info(format, ##__VA_ARGS__))
#define pr_err_ratelimited pr_err
#define pr_warn_ratelimited pr_warn
#define pr_info_ratelimited pr_info

#endif
