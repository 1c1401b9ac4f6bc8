/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/clk.h>
#include <linux/io.h>
#include <linux/err.h>

int ready(void);

int clock_bad(struct device *dev)
{
	struct clk *clk = devm_clk_get(dev, "bus");

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	if (!ready()) {
// CHECK: managed-freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: clk_put() on 'clk', which is managed: the driver core releases it again [custody-managed-freed-by-hand]
		clk_put(clk);
		return -EIO;
	}
	return 0;
}

int map_bad(struct device *dev)
{
	void __iomem *p = devm_ioremap(dev, 0x1000, 16);

	if (!p)
		return -ENOMEM;
// CHECK: managed-freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: iounmap() on 'p', which is managed: the driver core releases it again [custody-managed-freed-by-hand]
	iounmap(p);
	return 0;
}

int clock_ok(struct device *dev)
{
	struct clk *clk = devm_clk_get(dev, "bus");

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	return ready() ? 0 : -EIO;
}

struct spi_controller;
struct spi_bitbang {
	struct spi_controller *ctlr;
};
struct spi_controller *__devm_spi_alloc_controller(struct device *dev, unsigned int size, bool target);
void spi_controller_put(struct spi_controller *c);
int spi_bitbang_start(struct spi_bitbang *b);

int bitbang_bad(struct device *dev, struct spi_bitbang *b)
{
	struct spi_controller *c = __devm_spi_alloc_controller(dev, 16, false);

	if (!c)
		return -ENOMEM;
	b->ctlr = c;
	if (!ready()) {
// CHECK: managed-freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: spi_controller_put() on 'c', which is managed: the driver core releases it again [custody-managed-freed-by-hand]
		spi_controller_put(c);
		return -EIO;
	}
	return spi_bitbang_start(b);
}

/* That took a reference. */
int bitbang_ok(struct device *dev, struct spi_bitbang *b)
{
	struct spi_controller *c = __devm_spi_alloc_controller(dev, 16, false);

	if (!c)
		return -ENOMEM;
	b->ctlr = c;
	if (spi_bitbang_start(b))
		return -EIO;
	if (!ready()) {
		spi_controller_put(c);
		return -EIO;
	}
	return 0;
}
