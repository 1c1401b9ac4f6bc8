/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* One function of the file takes down what another one sets up, which fails half way. */
#include <linux/slab.h>

struct queue;
struct port {
	void *name;
	struct queue *rx, *tx;
	int line, id;
};
int bus_enable(struct port *p);
void bus_disable(struct port *p);
int line_request(int line);
void line_release(int line);
struct queue *queue_create(struct port *p);
void queue_destroy(struct queue *q);
int id_alloc(struct port *p);
void id_free(struct port *p, int id);
int port_start(struct port *p);
int port_reset(struct port *p);
int is_err(const void *p);
int at_end(void (*run)(struct port *p), struct port *p);
void pool_open(struct port *p);
void pool_close(struct port *p);
void gate_open(struct port *p);
void gate_close(struct port *p);

static void port_close(struct port *p)
{
	id_free(p, p->id);
	queue_destroy(p->tx);
	queue_destroy(p->rx);
	line_release(p->line);
	bus_disable(p);
	kfree(p->name);
}

const struct port_ops {
	void (*close)(struct port *p);
} port_ops = {.close = port_close};

int leaves_what_it_was_given_bad(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	ret = line_request(p->line);
	if (ret)
		goto disable;
	ret = port_start(p);
	if (ret)
// CHECK: failure-keeps-half.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'line_release()' is left out here, where the function fails and undoes other things: line_request() was called [custody-failure-keeps-half]
// CHECK: failure-keeps-half.c:34:{{[0-9]+}}: note: undone here
		goto disable;
	return 0;
disable:
	bus_disable(p);
	return ret;
}

int leaves_what_it_got_bad(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	p->rx = queue_create(p);
	if (!p->rx) {
		ret = -12;
		goto disable;
	}
	p->tx = queue_create(p);
	if (!p->tx) {
		ret = -12;
		goto destroy;
	}
	ret = port_start(p);
	if (ret)
// CHECK: failure-keeps-half.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'queue_destroy()' is left out here, where the function fails and undoes other things: queue_create() was called
		goto destroy;
	return 0;
destroy:
	queue_destroy(p->rx);
disable:
	bus_disable(p);
	return ret;
}

int takes_all_down_ok(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	ret = line_request(p->line);
	if (ret)
		goto disable;
	p->rx = queue_create(p);
	if (!p->rx) {
		ret = -12;
		goto release;
	}
	ret = port_start(p);
	if (ret)
		goto destroy;
	return 0;
destroy:
	queue_destroy(p->rx);
release:
	line_release(p->line);
disable:
	bus_disable(p);
	return ret;
}

/* What failed was the call itself, as a member, or a question about it, says. */
int asks_member_ok(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	p->id = id_alloc(p);
	if (p->id < 0) {
		ret = -12;
		goto disable;
	}
	p->rx = queue_create(p);
	if (is_err(p->rx)) {
		ret = -12;
		goto release;
	}
	return 0;
release:
	id_free(p, p->id);
disable:
	bus_disable(p);
	return ret;
}

/* A failing way that takes nothing down leaves all to the caller. */
int takes_nothing_down_ok(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	ret = line_request(p->line);
	if (ret)
		return ret;
	return port_start(p);
}

static int set_up(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	ret = line_request(p->line);
	if (ret)
		goto disable;
	ret = port_reset(p);
	if (ret)
		goto disable;
	return 0;
disable:
	bus_disable(p);
	return ret;
}

/* It is the caller that undoes the rest. */
int caller_undoes_ok(struct port *p)
{
	int ret = set_up(p);

	if (ret)
		line_release(p->line);
	return ret;
}

static void close_line(struct port *p)
{
	line_release(p->line);
}

/* It runs later. */
int hands_undoing_on_ok(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	ret = line_request(p->line);
	if (ret)
		goto disable;
	ret = at_end(close_line, p);
	if (ret)
		goto disable;
	return 0;
disable:
	bus_disable(p);
	return ret;
}

/* Another file may call the one where the other fails. */
void both_known_elsewhere_close(struct port *p)
{
	pool_close(p->name);
	bus_disable(p);
	kfree(p);
}

int both_known_elsewhere_ok(struct port *p)
{
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	pool_open(p->name);
	ret = port_start(p);
	if (ret)
		goto disable;
	return 0;
disable:
	bus_disable(p);
	return ret;
}

/* What was got has another name. */
int by_variable_ok(struct port *p)
{
	struct queue *q = NULL;
	int ret;

	ret = bus_enable(p);
	if (ret)
		return ret;
	p->rx = queue_create(p);
	if (!p->rx) {
		ret = -12;
		goto disable;
	}
	q = p->rx;
	ret = port_start(p);
	if (ret)
		goto destroy;
	return 0;
destroy:
	queue_destroy(q);
disable:
	bus_disable(p);
	return ret;
}

static struct port one, other;

static void close_other(void)
{
	gate_close(other.name);
	bus_disable(&one);
}

const struct port_closes {
	void (*close)(void);
} port_closes = {.close = close_other};

/* The gate that is closed is another variable's. */
int opens_one_ok(void)
{
	int ret;

	ret = bus_enable(&one);
	if (ret)
		return ret;
	gate_open(one.name);
	ret = port_start(&one);
	if (ret)
		goto disable;
	return 0;
disable:
	bus_disable(&one);
	return ret;
}
