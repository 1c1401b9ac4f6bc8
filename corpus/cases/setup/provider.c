/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>
#include <linux/types.h>

struct tty_driver;
struct thermal_cooling_device {
	int max_state;
};
struct thermal_cooling_device_ops;
struct fan {
	struct device *dev;
	struct thermal_cooling_device *cdev;
};
struct ib_umem {
	size_t length;
};
struct cec_adapter;
struct snd_card {
	int number;
};
struct thermal_cooling_device *thermal_cooling_device_register(const char *type, void *data, const struct thermal_cooling_device_ops *ops);
void thermal_cooling_device_unregister(struct thermal_cooling_device *cdev);
struct ib_umem *ib_umem_get(struct device *dev, unsigned long addr, size_t size, int access);
void ib_umem_release(struct ib_umem *umem);
struct cec_adapter *cec_allocate_adapter(const void *ops, void *priv, const char *name, u32 caps, u8 las);
int cec_register_adapter(struct cec_adapter *adap, struct device *parent);
void cec_delete_adapter(struct cec_adapter *adap);
void cec_unregister_adapter(struct cec_adapter *adap);
int snd_card_new(struct device *parent, int idx, const char *id, void *module, int extra, struct snd_card **card);
int snd_card_register(struct snd_card *card);
void snd_card_free(struct snd_card *card);
int fan_files(struct fan *fan);

int fan_bad(struct fan *fan, const struct thermal_cooling_device_ops *ops)
{
	struct thermal_cooling_device *cdev = thermal_cooling_device_register("fan", fan, ops);

	if (IS_ERR(cdev))
		return PTR_ERR(cdev);
	if (fan_files(fan))
// CHECK: provider.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cdev' is lost on this path; nothing gives it back [custody-provider-leak]
		return -5;
	fan->cdev = cdev;
	return 0;
}

int fan_ok(struct fan *fan, const struct thermal_cooling_device_ops *ops)
{
	struct thermal_cooling_device *cdev = thermal_cooling_device_register("fan", fan, ops);

	if (IS_ERR(cdev))
		return PTR_ERR(cdev);
	if (fan_files(fan)) {
		thermal_cooling_device_unregister(cdev);
		return -5;
	}
	fan->cdev = cdev;
	return 0;
}

size_t umem_bad(struct device *dev)
{
	struct ib_umem *umem = ib_umem_get(dev, 0, 4096, 0);

	if (IS_ERR(umem))
		return 0;
	ib_umem_release(umem);
// CHECK: provider.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'umem->length' used after it was given back [custody-provider-use-after-put]
	return umem->length;
}

size_t umem_ok(struct device *dev)
{
	struct ib_umem *umem = ib_umem_get(dev, 0, 4096, 0);
	size_t length;

	if (IS_ERR(umem))
		return 0;
	length = umem->length;
	ib_umem_release(umem);
	return length;
}

/* Refused, it is still the driver's to delete; registered, it is the CEC core's. */
int cec_bad(struct device *dev)
{
	struct cec_adapter *adap = cec_allocate_adapter(NULL, dev, "tea", 0, 1);
	int ret;

	if (IS_ERR(adap))
		return PTR_ERR(adap);
	ret = cec_register_adapter(adap, dev);
	if (ret)
// CHECK: provider.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'adap' is lost on this path; nothing gives it back [custody-provider-leak]
		return ret;
	return 0;
}

int cec_ok(struct device *dev)
{
	struct cec_adapter *adap = cec_allocate_adapter(NULL, dev, "tea", 0, 1);
	int ret = PTR_ERR_OR_ZERO(adap);

	if (!ret)
		ret = cec_register_adapter(adap, dev);
	if (ret)
		cec_delete_adapter(adap);
	return ret;
}

int card_bad(struct device *dev)
{
	struct snd_card *card;
	int ret = snd_card_new(dev, 0, "tea", NULL, 0, &card);

	if (ret < 0)
		return ret;
// CHECK: provider.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card' is lost on this path; nothing gives it back [custody-provider-leak]
	return snd_card_register(card);
}

int card_ok(struct device *dev, struct snd_card **out)
{
	struct snd_card *card;
	int ret = snd_card_new(dev, 0, "tea", NULL, 0, &card);

	if (ret < 0)
		return ret;
	ret = snd_card_register(card);
	if (ret < 0) {
		snd_card_free(card);
		return ret;
	}
	*out = card;
	return 0;
}
