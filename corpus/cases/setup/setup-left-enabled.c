/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* setup-left: clocks and phys that stay enabled where the function fails. */
#include <linux/err.h>
#include <linux/types.h>

struct phy;
struct clk_bulk_data {
	const char *id;
};
int phy_init(struct phy *phy);
int phy_exit(struct phy *phy);
int phy_power_on(struct phy *phy);
int phy_power_off(struct phy *phy);
int clk_bulk_prepare_enable(int n, const struct clk_bulk_data *clks);
void clk_bulk_disable_unprepare(int n, const struct clk_bulk_data *clks);

struct cam {
	struct clk_bulk_data *clks;
	struct phy *phy;
};
int cam_irq(struct cam *c);
int cam_probe(struct cam *c);

int clk_bad(struct cam *c)
{
	int ret = clk_bulk_prepare_enable(2, c->clks), irq;

	if (ret)
		return ret;
	irq = cam_irq(c);
	if (irq < 0)
// CHECK: setup-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->clks' is left enabled by clk_bulk_prepare_enable(), though the function fails; other failing paths take it down [custody-setup-left]
		return irq;
	ret = cam_probe(c);
	if (ret) {
		clk_bulk_disable_unprepare(2, c->clks);
		return ret;
	}
	return 0;
}

int phy_bad(struct cam *c)
{
	int ret = phy_init(c->phy);

	if (ret)
		return ret;
	ret = phy_power_on(c->phy);
	if (ret)
		goto out;
	ret = cam_probe(c);
	if (ret < 0)
		goto off;
	ret = cam_irq(c);
	if (ret < 0)
		goto out;
	return 0;
off:
	phy_power_off(c->phy);
out:
	phy_exit(c->phy);
// CHECK: setup-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->phy' is left open by phy_power_on(), though the function fails; other failing paths take it down [custody-setup-left]
	return ret;
}

int init_bad(struct cam *c)
{
	int ret = phy_init(c->phy);

	if (ret)
		return ret;
	ret = cam_probe(c);
	if (ret < 0)
// CHECK: setup-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->phy' is left enabled by phy_init(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	ret = cam_irq(c);
	if (ret < 0)
		phy_exit(c->phy);
	return ret;
}

int clk_ok(struct cam *c)
{
	int ret = clk_bulk_prepare_enable(2, c->clks);

	if (ret)
		return ret;
	ret = cam_probe(c);
	if (ret)
		clk_bulk_disable_unprepare(2, c->clks);
	return ret;
}

int phy_ok(struct cam *c)
{
	int ret = phy_init(c->phy);

	if (ret)
		return ret;
	ret = phy_power_on(c->phy);
	if (ret)
		goto out;
	ret = cam_probe(c);
	if (ret < 0)
		goto off;
	return 0;
off:
	phy_power_off(c->phy);
out:
	phy_exit(c->phy);
	return ret;
}

/* Nobody here switches it off: somebody else does. */
int init_ok(struct cam *c)
{
	int ret = phy_init(c->phy);

	if (ret)
		return ret;
	return cam_probe(c);
}

struct clk;
struct device;
struct clk *devm_clk_get(struct device *dev, const char *name);
int clk_prepare_enable(struct clk *clk);
void clk_disable_unprepare(struct clk *clk);

struct dsi {
	struct clk *ref, *bus;
};
int dsi_encoder(struct dsi *d);
int dsi_attach(struct dsi *d);

int dsi_bind_bad(struct clk *ref, struct dsi *d)
{
	int ret = clk_prepare_enable(ref);

	if (ret)
		return ret;
	ret = dsi_encoder(d);
	if (ret < 0)
// CHECK: setup-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ref' is left enabled by clk_prepare_enable(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	ret = dsi_attach(d);
	if (ret < 0)
		clk_disable_unprepare(ref);
	return ret;
}

int dsi_bind_ok(struct clk *ref, struct dsi *d)
{
	int ret = clk_prepare_enable(ref);

	if (ret)
		return ret;
	ret = dsi_encoder(d);
	if (ret < 0)
		goto off;
	ret = dsi_attach(d);
	if (ret < 0)
		goto off;
	return 0;
off:
	clk_disable_unprepare(ref);
	return ret;
}

/* What is not seen may have stored another one in the member. */
int dsi_bus_ok(struct dsi *d, struct device *dev)
{
	int ret;

	d->bus = devm_clk_get(dev, "bus");
	if (IS_ERR(d->bus))
		return PTR_ERR(d->bus);
	ret = clk_prepare_enable(d->bus);
	if (ret)
		return ret;
	if (dsi_encoder(d)) {
		clk_disable_unprepare(d->bus);
		return -5;
	}
	ret = dsi_attach(d);
	if (ret < 0) {
		clk_disable_unprepare(d->bus);
		return ret;
	}
	return 0;
}

/* Taken down in two steps. */
struct clk;
int clk_prepare_enable(struct clk *clk);
void clk_disable_unprepare(struct clk *clk);
void clk_disable(struct clk *clk);
void clk_unprepare(struct clk *clk);

int two_steps_ok(struct cam *c, struct clk *clk)
{
	int ret = clk_prepare_enable(clk);

	if (ret)
		return ret;
	ret = cam_probe(c);
	if (ret) {
		clk_disable_unprepare(clk);
		return ret;
	}
	clk_disable(clk);
	ret = cam_irq(c);
	if (ret < 0) {
		clk_unprepare(clk);
		return ret;
	}
	return 0;
}

int two_steps_bad(struct cam *c, struct clk *clk)
{
	int ret = clk_prepare_enable(clk);

	if (ret)
		return ret;
	ret = cam_probe(c);
	if (ret) {
		clk_disable_unprepare(clk);
		return ret;
	}
	ret = cam_irq(c);
	if (ret < 0)
// CHECK: setup-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'clk' is left enabled by clk_prepare_enable(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	clk_disable(clk);
	return 0;
}
