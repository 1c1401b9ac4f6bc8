/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/scsi_host.h>

struct hba {
	int irq;
};
extern const struct scsi_host_template tmpl;
int hba_setup(struct hba *hba);
int clock_enable(struct device *dev);

int setup_fails_bad(struct device *dev)
{
	struct Scsi_Host *host = scsi_host_alloc(&tmpl, sizeof(struct hba));
	int ret;

	if (!host)
		return -ENOMEM;
	ret = clock_enable(dev);
	if (ret)
// CHECK: scsi-host-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'host' is lost on this path; nothing puts it [custody-scsi-host-leak]
		return ret;
	ret = scsi_add_host(host, dev);
	if (ret)
		scsi_host_put(host);
	return ret;
}

int setup_fails_ok(struct device *dev)
{
	struct Scsi_Host *host = scsi_host_alloc(&tmpl, sizeof(struct hba));
	int ret;

	if (!host)
		return -ENOMEM;
	ret = hba_setup(shost_priv(host));
	if (ret)
		goto put;
	ret = scsi_add_host(host, dev);
	if (ret)
		goto put;
	return 0;
put:
	scsi_host_put(host);
	return ret;
}

/* hba_setup() might keep it: what it does has to be said. */
int FN_setup_bad(struct device *dev)
{
	struct Scsi_Host *host = scsi_host_alloc(&tmpl, sizeof(struct hba));

	if (!host)
		return -ENOMEM;
	return hba_setup(shost_priv(host));
}

/* Its release by a helper, which finds it by what it holds. */
struct card {
	struct Scsi_Host *host;
	int irq;
};

static struct card *card_make(void)
{
	struct Scsi_Host *host = scsi_host_alloc(&tmpl, sizeof(struct card));
	struct card *card;

	if (!host)
		return NULL;
	card = shost_priv(host);
	card->host = host;
	return card;
}

static void card_free(struct card *card)
{
	card->irq = 0;
	scsi_host_put(card->host);
}

static void host_free(struct Scsi_Host *host)
{
	scsi_host_put(host);
}

struct card *card_ok(struct device *dev)
{
	struct card *card = card_make();

	if (!card)
		return NULL;
	if (clock_enable(dev)) {
		card_free(card);
		return NULL;
	}
	return card;
}

struct card *card_bad(struct device *dev)
{
	struct card *card = card_make();

	if (!card)
		return NULL;
	if (clock_enable(dev))
// CHECK: scsi-host-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card' is lost on this path; nothing puts it [custody-scsi-host-leak]
		return NULL;
	return card;
}

int helper_ok(struct device *dev)
{
	struct Scsi_Host *host = scsi_host_alloc(&tmpl, sizeof(struct hba));

	if (!host)
		return -ENOMEM;
	if (scsi_add_host(host, dev)) {
		host_free(host);
		return -ENOMEM;
	}
	return 0;
}
