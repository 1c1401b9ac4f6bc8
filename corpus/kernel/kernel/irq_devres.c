// SPDX-License-Identifier: MIT
/* Interrupt handlers that go with their device. */
#include "internal.h"

#include <linux/device.h>
#include <linux/interrupt.h>

struct irq_devres {
	unsigned int irq;
	void *dev_id;
};

static void irq_release(struct device *dev, void *res)
{
	struct irq_devres *this = res;

	(void)dev;
	kernel_irq_set_managed(this->irq, this->dev_id, false);
	free_irq(this->irq, this->dev_id);
}

static int irq_match(struct device *dev, void *res, void *match_data)
{
	struct irq_devres *this = res, *wanted = match_data;

	(void)dev;
	return this->irq == wanted->irq && this->dev_id == wanted->dev_id;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id)
{
	struct irq_devres *res = devres_alloc(irq_release, sizeof(*res), GFP_KERNEL);
	int error;

	if (!res)
		return -ENOMEM;
	if (!name)
		name = dev_name(dev);
	error = request_threaded_irq(irq, handler, thread_fn, flags, name, dev_id);
	if (error) {
		devres_free(res);
		return error;
	}
	kernel_irq_set_managed(irq, dev_id, true);
	res->irq = irq;
	res->dev_id = dev_id;
	devres_add(dev, res);
	return 0;
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct irq_devres wanted = {irq, dev_id};
	int error = devres_release(dev, irq_release, irq_match, &wanted);

	WARN(error, "%s has no such interrupt handler\n", dev_name(dev));
}
