/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A record that its references keep: disconnect() puts one, and what still runs has another. */
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct usb_interface {
	void *data;
};
struct usb_driver {
	int (*probe)(struct usb_interface *intf, const void *id);
	void (*disconnect)(struct usb_interface *intf);
};

void kref_init(struct kref *k);

struct kettle {
	struct kref refs;
	struct work_struct boil;
	int hot;
};

static void kettle_free(struct kref *refs)
{
	kfree(container_of(refs, struct kettle, refs));
}

static void kettle_boil(struct work_struct *w)
{
	struct kettle *k = container_of(w, struct kettle, boil);

	k->hot = 1;
	kref_put(&k->refs, kettle_free);
}

static int kettle_probe(struct usb_interface *intf, const void *id)
{
	struct kettle *k = kzalloc(sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
	kref_init(&k->refs);
	INIT_WORK(&k->boil, kettle_boil);
	intf->data = k;
	kref_get(&k->refs);
	schedule_work(&k->boil);
	return 0;
}

static void kettle_disconnect_ok(struct usb_interface *intf)
{
	struct kettle *k = intf->data;

	k->hot = 0;
	kref_put(&k->refs, kettle_free);
}

struct usb_driver kettle_driver = {
	.probe = kettle_probe,
	.disconnect = kettle_disconnect_ok,
};

struct pot {
	struct work_struct boil;
	int hot;
};

static void pot_boil(struct work_struct *w)
{
	container_of(w, struct pot, boil)->hot = 1;
}

static int pot_probe(struct usb_interface *intf, const void *id)
{
	struct pot *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	INIT_WORK(&p->boil, pot_boil);
	intf->data = p;
	schedule_work(&p->boil);
	return 0;
}

static void pot_disconnect_bad(struct usb_interface *intf)
{
	struct pot *p = intf->data;

	p->hot = 0;
// CHECK: free-while-armed-counted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->boil' may still run when pot_disconnect_bad() ends what holds it: it was scheduled and not cancelled [custody-free-while-armed]
}

struct usb_driver pot_driver = {
	.probe = pot_probe,
	.disconnect = pot_disconnect_bad,
};

/* Who has it by a reference queues work of it, and puts the reference: others, who stop the work, have theirs. */
struct stove {
	struct kref refs;
	struct work_struct heat;
};

static void stove_free(struct kref *refs)
{
	kfree(container_of(refs, struct stove, refs));
}

void stove_kick_ok(struct workqueue_struct *wq, struct stove *s)
{
	queue_work(wq, &s->heat);
	kref_put(&s->refs, stove_free);
}

void stove_drop_bad(struct workqueue_struct *wq, struct stove *s)
{
	queue_work(wq, &s->heat);
// CHECK: free-while-armed-counted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->heat' may still run when kfree() ends what holds it: it was queued and not cancelled [custody-free-while-armed]
	kfree(s);
}
