/* SPDX-License-Identifier: MIT */
// RUN: %custody rules --check %S/teapot.rules 2>&1 | count 0
// RUN: %custody_cc -fplugin-arg-custody-rules=%S %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
// RUN: %custody_cc %s 2>&1 | count 0
/* A subsystem that only its rules file knows: nothing in C says a word about tea. */

struct shelf;
struct pot {
	int litres;
};
struct order {
	struct order *next;
};
struct tea_shop {
	int (*take_order)(struct tea_shop *shop, struct order *order);
	struct order *queue;
	int closed;
};
struct cup {
	int size;
};
struct kettle;

struct pot *shelf_take(struct shelf *shelf);
void shelf_return(struct shelf *shelf, struct pot *pot);
int pot_fill(struct pot *pot, int litres);
void pot_pour(struct pot *pot);
void order_serve(struct order *order);
void __kettle_heat(struct kettle *kettle);
void kettle_boil(struct kettle *kettle);
struct cup *cup_get(struct tea_shop *shop);
void cup_put(struct cup *cup);

int washed_bad(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return -1;
	shelf_return(shelf, pot);
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot->litres' used after it was washed [custody-pot-use-after-wash]
	return pot->litres;
}

void twice_bad(struct shelf *shelf, int late)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return;
	if (late)
		shelf_return(shelf, pot);
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot' given back twice: it was washed before shelf_return() [custody-pot-double-wash]
	shelf_return(shelf, pot);
}

int leak_bad(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return -1;
	if (pot_fill(pot, 2) < 0)
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot' is still empty, and the last pointer to it is lost [custody-pot-leak]
		return -2;
	pot_pour(pot);
	shelf_return(shelf, pot);
	return 0;
}

/* Only a full pot pours: the failed branch is told apart by the result. */
int empty_bad(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return -1;
	if (pot_fill(pot, 2) < 0)
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot' is empty when pot_pour() pours from it [custody-pot-poured-empty]
		pot_pour(pot);
	shelf_return(shelf, pot);
	return 0;
}

struct pantry {
	struct shelf *dummy;
	int left[2], right[2];
};

void shelf_bad(struct pantry *p)
{
	struct pot *pot = shelf_take((struct shelf *)&p->left);

	if (pot)
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot' was taken from '&p->left', but is given back to '&p->right' [custody-pot-wrong-shelf]
		shelf_return((struct shelf *)&p->right, pot);
}

int pot_ok(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);
	int ret;

	if (!pot)
		return -1;
	ret = pot_fill(pot, 2);
	if (ret < 0)
		goto out;
	pot_pour(pot);
	ret = pot->litres;
out:
	shelf_return(shelf, pot);
	return ret;
}

static int forgets_bad(struct tea_shop *shop, struct order *order)
{
	if (shop->closed)
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'order' is lost: it was accepted, but neither served nor kept [custody-order-lost]
		return 0;
	order_serve(order);
	return 0;
}

static int serves_bad(struct tea_shop *shop, struct order *order)
{
	order_serve(order);
	if (shop->closed)
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'order' served again: it was served already [custody-order-served-twice]
		order_serve(order);
	return 0;
}

static int queues_ok(struct tea_shop *shop, struct order *order)
{
	if (shop->closed)
		return -1;
	order->next = shop->queue;
	shop->queue = order;
	return 0;
}

struct tea_shop shops[] = {
	{ .take_order = forgets_bad },
	{ .take_order = serves_bad },
	{ .take_order = queues_ok },
};

void heat_bad(struct kettle *kettle)
{
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: __kettle_heat() is the shop's own; use kettle_boil() [custody-kettle-direct-heat]
	__kettle_heat(kettle);
}

void heat_ok(struct kettle *kettle)
{
	kettle_boil(kettle);
}

int cup_bad(struct tea_shop *shop)
{
	struct cup *cup = cup_get(shop);

	if (!cup)
		return -1;
	if (cup->size == 0)
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' is never returned [custody-cup-leak]
		return -2;
	cup_put(cup);
// CHECK: teapot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' returned twice [custody-cup-double-return]
	cup_put(cup);
	return 0;
}

int cup_ok(struct tea_shop *shop)
{
	struct cup *cup = cup_get(shop);
	int size = cup ? cup->size : 0;

	if (cup)
		cup_put(cup);
	return size;
}
