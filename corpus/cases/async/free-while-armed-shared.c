/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <shared_card.h>

/* Another file has functions for the record, one of which may see to its work. */
void shared_card_stop(struct shared_card *card);
void lone_card_stop(int id);

static struct shared_card *shared_card;
static struct lone_card *lone_card;

static irqreturn_t shared_irq(int irq, void *data)
{
	struct shared_card *card = data;

	schedule_work(&card->uart_work);
	return IRQ_HANDLED;
}

static void shared_remove_ok(struct pci_dev *pdev)
{
	struct shared_card *card = shared_card;

	shared_card_stop(card);
	kfree(card);
}

static irqreturn_t lone_irq(int irq, void *data)
{
	struct lone_card *card = data;

	schedule_work(&card->uart_work);
	return IRQ_HANDLED;
}

static void lone_remove_bad(struct pci_dev *pdev)
{
	struct lone_card *card = lone_card;

	lone_card_stop(card->id);
// CHECK: free-while-armed-shared.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'lone_card->uart_work' may still run when kfree() ends what holds it: it was scheduled and not cancelled [custody-free-while-armed]
	kfree(card);
}

static struct pci_driver drivers[] = { { .remove = shared_remove_ok }, { .remove = lone_remove_bad } };
static irq_handler_t handlers[] = { shared_irq, lone_irq };
