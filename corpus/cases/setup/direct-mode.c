/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct adc;
struct iio_dev;
int iio_device_claim_direct_mode(struct iio_dev *indio);
void iio_device_release_direct_mode(struct iio_dev *indio);
int adc_read(struct adc *adc, int *value);

int read_raw_bad(struct iio_dev *indio, struct adc *adc, int channel, int *value)
{
	int ret = iio_device_claim_direct_mode(indio);

	if (ret)
		return ret;
	if (channel > 3)
// CHECK: direct-mode.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'indio' is still held here; other paths release it [custody-lock-left-held]
		return -22;
	ret = adc_read(adc, value);
	iio_device_release_direct_mode(indio);
	return ret;
}

int read_raw_ok(struct iio_dev *indio, struct adc *adc, int channel, int *value)
{
	int ret;

	if (channel > 3)
		return -22;
	ret = iio_device_claim_direct_mode(indio);
	if (ret)
		return ret;
	ret = adc_read(adc, value);
	iio_device_release_direct_mode(indio);
	return ret;
}
