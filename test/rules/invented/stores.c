/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-rules=%S %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* `stores`: from the call on, the member holds the object. */

struct card {
	int table;
};
struct tray {
	struct card *card;
};
void card_tear(struct card *card);
void card_slip_under(struct card *card, struct tray *tray);

int slipped_bad(struct card *card, struct tray *tray)
{
	card_slip_under(card, tray);
	card_tear(card);
// CHECK: stores.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tray->card->table' used after it was torn up [custody-card-use-after-pin]
	return tray->card->table;
}

int slipped_ok(struct card *card, struct tray *tray)
{
	card_tear(card);
	return tray->card->table;
}
