/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/firmware.h>

struct card {
	const struct firmware *fw;
};
int send_image(const void *data, unsigned long size);

int load_bad(struct device *dev)
{
	const struct firmware *fw;
	int ret = request_firmware(&fw, "tea.bin", dev);

	if (ret)
		return ret;
	if (!fw->size)
// CHECK: firmware-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'fw' is lost on this path; nothing releases it [custody-firmware-leak]
		return -22;
	ret = send_image(fw->data, fw->size);
	release_firmware(fw);
	return ret;
}

int load_ok(struct device *dev)
{
	const struct firmware *fw;
	int ret = request_firmware(&fw, "tea.bin", dev);

	if (ret)
		return ret;
	ret = fw->size ? send_image(fw->data, fw->size) : -22;
	release_firmware(fw);
	return ret;
}

/* Kept. */
int keep_ok(struct device *dev, struct card *card)
{
	const struct firmware *fw;
	int ret = request_firmware(&fw, "tea.bin", dev);

	if (ret)
		return ret;
	card->fw = fw;
	return 0;
}

int keep_in_place_ok(struct device *dev, struct card *card)
{
	return request_firmware(&card->fw, "tea.bin", dev);
}

/* A callee that keeps it in place, and looks at it. */
struct store {
	const struct firmware *fw;
	const void *data;
};

static int fetch(struct store *s, struct device *dev)
{
	int ret = request_firmware(&s->fw, "tea.bin", dev);

	if (ret)
		return ret;
	s->data = s->fw->data;
	return 0;
}

int fetch_ok(struct store *s, struct device *dev)
{
	return fetch(s, dev);
}

int fetch_bad(struct device *dev)
{
	struct store s;
	int ret = fetch(&s, dev);

	if (ret)
		return ret;
// CHECK: firmware-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of fetch()' is lost on this path; nothing releases it [custody-firmware-leak]
	return send_image(s.data, 4);
}
