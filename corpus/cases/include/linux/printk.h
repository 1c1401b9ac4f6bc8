/* SPDX-License-Identifier: MIT */
#ifndef _CASES_PRINTK_H
#define _CASES_PRINTK_H
#include <linux/types.h>

int _printk(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#define printk(...) _printk(__VA_ARGS__)
#define pr_err(...) _printk(__VA_ARGS__)
#define pr_warn(...) _printk(__VA_ARGS__)
#define pr_info(...) _printk(__VA_ARGS__)
#define pr_debug(...) _printk(__VA_ARGS__)

void _dev_err(const struct device *dev, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void _dev_warn(const struct device *dev, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define dev_err(dev, ...) _dev_err(dev, __VA_ARGS__)
#define dev_warn(dev, ...) _dev_warn(dev, __VA_ARGS__)

void __warn_printk(const char *fmt, ...);
#define WARN_ON(c) ({ int __c = !!(c); if (unlikely(__c)) __warn_printk("%s", #c); unlikely(__c); })
#define WARN_ON_ONCE(c) WARN_ON(c)

#endif
