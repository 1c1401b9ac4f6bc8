/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_DEV_PRINTK_H
#define _LINUX_DEV_PRINTK_H

#include <linux/printk.h>

struct device;

void _dev_printk(const char *level, const struct device *dev, const char *format, ...)
	__printf(3, 4);
int dev_err_probe(const struct device *dev, int error, const char *format, ...) __printf(3, 4);

#ifndef dev_fmt
#define dev_fmt(format) format
#endif
#define dev_printk(level, dev, format, ...) _dev_printk(level, dev, dev_fmt(format), ##__VA_ARGS__)
#define dev_emerg(dev, format, ...) dev_printk(KERN_EMERG, dev, format, ##__VA_ARGS__)
#define dev_crit(dev, format, ...) dev_printk(KERN_CRIT, dev, format, ##__VA_ARGS__)
#define dev_alert(dev, format, ...) dev_printk(KERN_ALERT, dev, format, ##__VA_ARGS__)
#define dev_err(dev, format, ...) dev_printk(KERN_ERR, dev, format, ##__VA_ARGS__)
#define dev_warn(dev, format, ...) dev_printk(KERN_WARNING, dev, format, ##__VA_ARGS__)
#define dev_notice(dev, format, ...) dev_printk(KERN_NOTICE, dev, format, ##__VA_ARGS__)
#define dev_info(dev, format, ...) dev_printk(KERN_INFO, dev, format, ##__VA_ARGS__)
#define dev_dbg(dev, format, ...) dev_printk(KERN_DEBUG, dev, format, ##__VA_ARGS__)
#define dev_err_ratelimited dev_err
#define dev_warn_ratelimited dev_warn
#define dev_err_once(dev, format, ...) __printk_once(dev_err(dev, format, ##__VA_ARGS__))
#define dev_warn_once(dev, format, ...) __printk_once(dev_warn(dev, format, ##__VA_ARGS__))

#endif
