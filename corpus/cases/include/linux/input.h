/* SPDX-License-Identifier: MIT */
#ifndef _CASES_INPUT_H
#define _CASES_INPUT_H
#include <linux/types.h>

struct input_dev {
	const char *name;
};
struct input_dev *input_allocate_device(void);
void input_free_device(struct input_dev *dev);
int input_register_device(struct input_dev *dev);
void input_unregister_device(struct input_dev *dev);
struct input_dev *input_get_device(struct input_dev *dev);
void input_put_device(struct input_dev *dev);

#endif
