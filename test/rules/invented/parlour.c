/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-rules=%S %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* parlour.rules at work: for each part of the language something wrong that is found and its right twin. */

struct board;
struct bell;
struct shelf;
struct card {
	int table;
};
struct pot {
	int litres;
};
struct order {
	struct order *next;
};
struct tea_shop {
	int (*take_order)(struct tea_shop *shop, struct order *order);
	int (*deliver)(struct tea_shop *shop, struct order *order);
	struct order *queue;
};
struct guest {
	int name;
};
struct cup {
	int size;
};
struct saucer {
	int spoon;
};
struct egg_timer {
	int left;
};
struct tray {
	struct egg_timer timer;
	struct card *card;
};

struct card *card_write(int table);
int board_pin(struct board *board, struct card *card);
void board_frame(struct board *board, struct card *card);
void card_tear(struct card *card);
void tray_add(struct tray *tray, struct card *card);
int card_valid(struct card *card);
void bell_set(struct bell *bell, void (*handler)(struct order *order));
void shelf_each(struct shelf *shelf, void (*visit)(struct pot *pot), struct pot *pot);
struct pot *shelf_take(struct shelf *shelf);
int shelf_take_into(struct shelf *shelf, struct pot **out);
void shelf_return(struct shelf *shelf, struct pot *pot);
void pot_pour(struct pot *pot);
int pot_fill(struct pot *pot, int litres);
struct pot *pot_same(struct pot *pot);
void order_serve(struct order *order);
struct guest *guest_welcome(int name);
struct guest *guest_get(struct guest *guest);
void guest_put(struct guest *guest);
struct saucer *cup_saucer(struct cup *cup);
struct cup *saucer_cup(struct saucer *saucer);
struct cup *cup_get(struct tea_shop *shop);
void cup_put(struct cup *cup);
void egg_timer_start(struct egg_timer *timer);
void egg_timer_stop(struct egg_timer *timer);
void tray_clear(struct tray *tray);
void tray_wipe(struct tray *tray);
void shop_ruined(int why);

/* --- Publication */

int pinned_bad(struct board *board)
{
	struct card *card = card_write(3);

	if (!card_valid(card))
		return -1;
	if (board_pin(board, card) < 0) {
		card_tear(card);
		return -2;
	}
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card->table' used after it was pinned to the board [custody-card-use-after-pin]
	return card->table;
}

int pinned_ok(struct board *board)
{
	struct card *card = card_write(3);
	int table;

	if (!card_valid(card))
		return -1;
	table = card->table;
	if (board_pin(board, card) < 0) {
		table = card->table;
		card_tear(card);
	}
	return table;
}

int lost_bad(struct board *board)
{
	struct card *card = card_write(3);

	if (!card_valid(card))
		return -1;
	if (board_pin(board, card) < 0)
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card' is written, and neither pinned nor torn up [custody-card-leak]
		return -2;
	return 0;
}

int framed_ok(struct board *board, struct tray *tray, int frame)
{
	struct card *card = card_write(3);

	if (!card_valid(card))
		return -1;
	if (frame)
		board_frame(board, card);
	else
		tray_add(tray, card);
	return 0;
}

/* --- Callbacks */

static void rings_bad(struct order *order)
{
	if (order->next) {
		order_serve(order);
		return;
	}
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'order' is lost: it was accepted, but neither served nor kept [custody-order-lost]
}

static void rings_twice_bad(struct order *order)
{
	order_serve(order);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'order' served again: it was served already [custody-order-served-twice]
	order_serve(order);
}

static void rings_ok(struct order *order)
{
	order_serve(order);
}

void bells(struct bell *bell)
{
	bell_set(bell, rings_bad);
	bell_set(bell, rings_twice_bad);
	bell_set(bell, rings_ok);
}

static void washes(struct pot *pot)
{
	shelf_return(0, pot);
}

static void looks(struct pot *pot)
{
	pot->litres++;
}

int visit_bad(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return -1;
	shelf_each(shelf, washes, pot);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot->litres' used after it was washed [custody-pot-use-after-wash]
	return pot->litres;
}

void visit_ok(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return;
	shelf_each(shelf, looks, pot);
	shelf_return(shelf, pot);
}

/* --- Methods */

void delivers_bad(struct tea_shop *shop, struct order *order)
{
	if (shop->deliver(shop, order) == 0)
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'order' served again: it was served already [custody-order-served-twice]
		order_serve(order);
}

void delivers_ok(struct tea_shop *shop, struct order *order)
{
	if (shop->deliver(shop, order) < 0)
		order_serve(order);
}

/* --- Counted */

int guest_bad(void)
{
	struct guest *guest = guest_welcome(1);

	if (!guest)
		return -1;
	guest_put(guest);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'guest->name' used after it was shown out [custody-guest-use-after-leave]
	return guest->name;
}

int guest_ok(void)
{
	struct guest *guest = guest_welcome(1), *friend;
	int name;

	if (!guest)
		return -1;
	friend = guest_get(guest);
	guest_put(guest);
	name = friend->name;
	guest_put(friend);
	return name;
}

int guest_count_bad(void)
{
	struct guest *guest = guest_welcome(1);

	if (!guest)
		return -1;
	guest_get(guest);
	guest_put(guest);
	guest_put(guest);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'guest->name' used after it was shown out [custody-guest-use-after-leave]
	return guest->name;
}

/* --- Views */

int saucer_bad(struct tea_shop *shop)
{
	struct cup *cup = cup_get(shop);
	struct saucer *saucer;

	if (!cup)
		return -1;
	saucer = cup_saucer(cup);
	cup_put(saucer_cup(saucer));
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'saucer->spoon' used after the cup was released [custody-cup-use-after-return]
	return saucer->spoon;
}

int saucer_ok(struct tea_shop *shop)
{
	struct cup *cup = cup_get(shop);
	struct saucer *saucer;
	int spoon;

	if (!cup)
		return -1;
	saucer = cup_saucer(cup);
	spoon = saucer->spoon;
	cup_put(saucer_cup(saucer));
	return spoon;
}

/* --- Deaths */

void timer_bad(struct tray *tray)
{
	egg_timer_start(&tray->timer);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tray->timer' still running when tray_clear() ends what holds it [custody-egg-timer-running]
	tray_clear(tray);
}

void timer_ok(struct tray *tray)
{
	egg_timer_start(&tray->timer);
	egg_timer_stop(&tray->timer);
	tray_clear(tray);
}

/* --- Values */

void into_bad(struct shelf *shelf)
{
	struct pot *pot;

	if (shelf_take_into(shelf, &pot) < 0)
		return;
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot' is empty when pot_pour() pours from it [custody-pot-poured-empty]
	pot_pour(pot);
	shelf_return(shelf, pot);
}

void into_ok(struct shelf *shelf)
{
	struct pot *pot;

	if (shelf_take_into(shelf, &pot) < 0)
		return;
	if (pot_fill(pot, 1) == 0)
		pot_pour(pot);
	shelf_return(shelf, pot);
}

int same_bad(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf), *same;

	if (!pot)
		return -1;
	same = pot_same(pot);
	shelf_return(shelf, same);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot->litres' used after it was washed [custody-pot-use-after-wash]
	return pot->litres;
}

int ruined_ok(struct shelf *shelf)
{
	struct pot *pot = shelf_take(shelf);

	if (!pot)
		return -1;
	if (pot_fill(pot, 1) < 0)
		shop_ruined(1);
	pot_pour(pot);
	shelf_return(shelf, pot);
	return 0;
}

/* What was wiped is no longer known: another card may lie there. */
int wiped_ok(struct tray *tray)
{
	card_tear(tray->card);
	tray_wipe(tray);
	return tray->card->table;
}

int wiped_bad(struct tray *tray)
{
	card_tear(tray->card);
// CHECK: parlour.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tray->card->table' used after it was torn up [custody-card-use-after-pin]
	return tray->card->table;
}
