/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A pointer that each round of a loop reads from memory: who puts another one there. */
#include <linux/slab.h>

struct packet {
	int length;
};
struct port {
	struct packet *sent;
};
int port_status(void);
void port_unmap(int length);
struct packet *packet_next(void);

/* The other side does, before it says that one is done. */
void interrupt_ok(struct port *p)
{
	int status = port_status();

	do {
		if (status & 1) {
			port_unmap(p->sent->length);
			kfree(p->sent);
		}
		status = port_status();
	} while (status & 3);
}

static int port_fill(struct port *p)
{
	struct packet *next = packet_next();

	if (!next)
		return -ENOMEM;
	p->sent = next;
	return 0;
}

/* A function that the loop calls does, and may fail. */
void fill_bad(struct port *p, int n)
{
	while (n--) {
		if (port_fill(p))
			n = 0;
// CHECK: read-again.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->sent->length' used after it was freed [custody-use-after-free]
		port_unmap(p->sent->length);
		kfree(p->sent);
	}
}

/* Nobody does: it is a variable of the function's own. */
void local_bad(struct port *p, int n)
{
	struct packet *sent = p->sent;

	while (n--) {
// CHECK: read-again.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sent->length' used after it was freed [custody-use-after-free]
		port_unmap(sent->length);
		kfree(sent);
	}
}
