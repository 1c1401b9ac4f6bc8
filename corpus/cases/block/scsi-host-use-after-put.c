/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <scsi/scsi_host.h>

struct hba {
	int irq;
	void *regs;
};
void iounmap(void *regs);

void hostdata_bad(struct Scsi_Host *host)
{
	struct hba *hba = shost_priv(host);

	scsi_remove_host(host);
	scsi_host_put(host);
// CHECK: scsi-host-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'hba->regs' used after its SCSI host was put [custody-scsi-host-use-after-put]
	iounmap(hba->regs);
}

void hostdata_ok(struct Scsi_Host *host)
{
	struct hba *hba = shost_priv(host);

	scsi_remove_host(host);
	iounmap(hba->regs);
	scsi_host_put(host);
}

/* its own reference is still held */
void counted_ok(struct Scsi_Host *host)
{
	struct hba *hba = shost_priv(host);

	scsi_host_get(host);
	scsi_host_put(host);
	hba->irq = 0;
}

/* By a helper that can't know whose host it is */
static void drop(struct Scsi_Host *host)
{
	scsi_host_put(host);
}

void helper_bad(struct device *dev, const struct scsi_host_template *t)
{
	struct Scsi_Host *host = scsi_host_alloc(t, sizeof(struct hba));

	if (!host)
		return;
	drop(host);
// CHECK: scsi-host-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'host->max_id' used after its SCSI host was put [custody-scsi-host-use-after-put]
	host->max_id = 3;
}

void helper_shared_ok(struct Scsi_Host *host)
{
	scsi_host_get(host);
	drop(host);
	host->max_id = 3;
}

void helper_unknown_ok(struct Scsi_Host *host)
{
	drop(host);
	host->max_id = 3;
}

/* A host that is being deleted is not got: that way out exists, and what was allocated before is lost on it. */
int deleted_bad(struct Scsi_Host *host, struct hba **out)
{
	struct hba *hba = kzalloc(sizeof(*hba), GFP_KERNEL);

	if (!hba)
		return -12;
	if (!scsi_host_get(host))
// CHECK: scsi-host-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'hba' is lost here; nothing frees it [custody-memory-leak]
		return -19;
	*out = hba;
	return 0;
}

int deleted_ok(struct Scsi_Host *host, struct hba **out)
{
	struct hba *hba = kzalloc(sizeof(*hba), GFP_KERNEL);

	if (!hba)
		return -12;
	if (!scsi_host_get(host)) {
		kfree(hba);
		return -19;
	}
	*out = hba;
	return 0;
}
