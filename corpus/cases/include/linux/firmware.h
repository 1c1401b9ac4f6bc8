/* SPDX-License-Identifier: MIT */
#ifndef _CASES_FIRMWARE_H
#define _CASES_FIRMWARE_H
#include <linux/types.h>

struct firmware {
	size_t size;
	const u8 *data;
};
int request_firmware(const struct firmware **fw, const char *name, struct device *dev);
void release_firmware(const struct firmware *fw);

#endif
