/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

struct port {
	struct device *dev;
	struct scatterlist rx;
	dma_addr_t ring;
};
int port_config(struct port *p);
int port_start(struct port *p);

int setup_bad(struct port *p)
{
	int n = dma_map_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE), ret;

	if (!n)
		return -EIO;
	ret = port_config(p);
	if (ret)
		goto unmap;
	if (port_start(p) < 0)
// CHECK: dma-left-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->rx' is left mapped, though the function fails; nothing unmaps it [custody-dma-left-mapped]
		return -EIO;
	return 0;
unmap:
	dma_unmap_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE);
	return ret;
}

int setup_ok(struct port *p)
{
	int n = dma_map_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE), ret;

	if (!n)
		return -EIO;
	ret = port_config(p);
	if (ret)
		goto unmap;
	ret = port_start(p);
	if (ret < 0)
		goto unmap;
	return 0;
unmap:
	dma_unmap_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE);
	return ret;
}

int ring_bad(struct port *p, void *ring)
{
	p->ring = dma_map_single(p->dev, ring, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, p->ring))
		return -ENOMEM;
	if (port_config(p)) {
		dma_unmap_single(p->dev, p->ring, 64, DMA_FROM_DEVICE);
		return -EIO;
	}
	if (port_start(p))
// CHECK: dma-left-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_map_single_attrs()' is left mapped, though the function fails; nothing unmaps it [custody-dma-left-mapped]
		return -EIO;
	return 0;
}

/* Started: the interrupt unmaps it. */
int async_ok(struct port *p, void *ring)
{
	p->ring = dma_map_single(p->dev, ring, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, p->ring))
		return -ENOMEM;
	if (port_config(p)) {
		dma_unmap_single(p->dev, p->ring, 64, DMA_FROM_DEVICE);
		return -EIO;
	}
	return -115; /* EINPROGRESS */
}

/* The caller may clean up after any failure: no path of this function says otherwise. */
int callers_duty_ok(struct port *p)
{
	if (!dma_map_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE))
		return -EIO;
	return port_start(p) ? -EIO : 0;
}

/* A flag of its own says whether it is mapped: flagged_start() may have seen to both. */
struct flagged {
	struct device *dev;
	unsigned int flags;
};
struct flagged_ops {
	int (*start)(struct flagged *f);
};
int flagged_parts(struct flagged *f);

int setup_flagged_ok(struct flagged *f, const struct flagged_ops *ops, struct scatterlist *list, int direct)
{
	int ret = dma_map_sg(f->dev, list, 1, DMA_FROM_DEVICE);

	if (!ret)
		return -EIO;
	f->flags |= 4;
	if (!direct) {
		ret = ops->start(f);
		if (ret < 0)
			goto undo;
	}
	return 0;
undo:
	if (f->flags & 4) {
		f->flags &= ~4u;
		dma_unmap_sg(f->dev, list, 1, DMA_FROM_DEVICE);
	}
	return -EINVAL;
}

/* The callers undo it where their callee fails: what it got to, the record says. */
struct unit {
	struct port *port;
	int mapped;
};

static void unit_unmap(struct unit *u)
{
	if (u->mapped) {
		dma_unmap_sg(u->port->dev, &u->port->rx, 1, DMA_FROM_DEVICE);
		u->mapped = 0;
	}
}

static int prepare_ok(struct unit *u)
{
	u->mapped = dma_map_sg(u->port->dev, &u->port->rx, 1, DMA_FROM_DEVICE);
	if (!u->mapped)
		return -EIO;
	if (port_config(u->port))
		return -EIO;
	unit_unmap(u);
	return port_start(u->port) ? -EIO : 0;
}

int run_ok(struct unit *u)
{
	int ret = prepare_ok(u);

	if (ret)
		goto error;
	unit_unmap(u);
	return 0;
error:
	unit_unmap(u);
	return ret;
}

static int prepare_bad(struct unit *u)
{
	u->mapped = dma_map_sg(u->port->dev, &u->port->rx, 1, DMA_FROM_DEVICE);
	if (!u->mapped)
		return -EIO;
	if (port_config(u->port))
// CHECK: dma-left-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'u->port->rx' is left mapped, though the function fails; nothing unmaps it [custody-dma-left-mapped]
		return -EIO;
	unit_unmap(u);
	return port_start(u->port) ? -EIO : 0;
}

/* Only where it succeeds. */
int run_bad(struct unit *u)
{
	int ret = prepare_bad(u);

	if (ret)
		return ret;
	unit_unmap(u);
	return 0;
}

/* -EBUSY is taken like -EINPROGRESS where the caller lets the work wait. */
int busy_ok(struct port *p, int may_wait)
{
	int ret;

	if (!dma_map_sg(p->dev, &p->rx, 1, DMA_TO_DEVICE))
		return -EIO;
	ret = port_start(p);
	if (ret == -115 || (ret == -EBUSY && may_wait))
		return ret;
	dma_unmap_sg(p->dev, &p->rx, 1, DMA_TO_DEVICE);
	return ret;
}

int busy_bad(struct port *p, int may_wait)
{
	int ret;

	if (!dma_map_sg(p->dev, &p->rx, 1, DMA_TO_DEVICE))
		return -EIO;
	ret = port_start(p);
	if (ret == -EBUSY && may_wait)
// CHECK: dma-left-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->rx' is left mapped, though the function fails; nothing unmaps it [custody-dma-left-mapped]
		return ret;
	dma_unmap_sg(p->dev, &p->rx, 1, DMA_TO_DEVICE);
	return ret;
}
