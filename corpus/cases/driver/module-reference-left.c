/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/types.h>

struct module;
struct algorithm {
	struct module *owner;
	int keys;
};
bool try_module_get(struct module *m);
void module_put(struct module *m);
int card_setup(int id);

int bind_bad(struct algorithm *alg, int id)
{
	int ret;

	if (!try_module_get(alg->owner))
		return -2;
	ret = card_setup(id);
	if (ret < 0)
// CHECK: module-reference-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'alg->owner' is left got, though the function fails; nothing puts it [custody-module-reference-left]
		return ret;
	ret = card_setup(alg->keys);
	if (ret < 0) {
		module_put(alg->owner);
		return ret;
	}
	return 0;
}

int bind_ok(struct algorithm *alg, int id)
{
	int ret;

	if (!try_module_get(alg->owner))
		return -2;
	ret = card_setup(id);
	if (ret < 0)
		goto err_module;
	ret = card_setup(alg->keys);
	if (ret < 0)
		goto err_module;
	return 0;
err_module:
	module_put(alg->owner);
	return ret;
}

/* Whoever unbinds puts it. */
int hold_ok(struct algorithm *alg)
{
	return try_module_get(alg->owner) ? 0 : -2;
}

/* queue_setup() is given what leads to the module, and so the module is read again. */
struct bus {
	struct algorithm *alg;
};
struct queue {
	int depth;
};
struct card {
	struct bus *bus;
	struct queue queue;
};
int queue_setup(struct queue *queue);

int attach_ok(struct bus *bus)
{
	struct card *card;
	int ret;

	if (!try_module_get(bus->alg->owner))
		return -EINVAL;
	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card) {
		ret = -ENOMEM;
		goto put;
	}
	card->bus = bus;
	ret = queue_setup(&card->queue);
	if (ret)
		goto free;
	return 0;
free:
	kfree(card);
put:
	module_put(bus->alg->owner);
	return ret;
}

struct port {
	struct algorithm *alg;
};
struct algorithm *algorithm_find(int id);
void algorithm_drop(struct algorithm *alg);

/* What leads to the module is kept: whoever takes the port down puts both. */
int port_bind_ok(struct port *p, struct algorithm *(*probe)(int id), int id)
{
	struct algorithm *alg = algorithm_find(id);

	if (!alg)
		return -19;
	if (!try_module_get(alg->owner)) {
		algorithm_drop(alg);
		return -19;
	}
	p->alg = alg;
	if (card_setup(1) < 0) {
		module_put(alg->owner);
		algorithm_drop(alg);
		return -5;
	}
	if (card_setup(2) < 0)
		return -5;
	return 0;
}

int port_bind_bad(struct port *p, struct algorithm *(*probe)(int id), int id)
{
	struct algorithm *alg = algorithm_find(id);

	if (!alg)
		return -19;
	if (!try_module_get(alg->owner)) {
		algorithm_drop(alg);
		return -19;
	}
	if (card_setup(1) < 0) {
		module_put(alg->owner);
		algorithm_drop(alg);
		return -5;
	}
	if (card_setup(2) < 0)
// CHECK: module-reference-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'alg->owner' is left got, though the function fails; nothing puts it [custody-module-reference-left]
		return -5;
	p->alg = alg;
	return 0;
}
