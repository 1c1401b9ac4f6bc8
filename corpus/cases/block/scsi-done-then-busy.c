/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/scsi_host.h>
#include <linux/spinlock.h>

struct hba {
	spinlock_t lock;
	int gone;
};
int post(struct hba *hba, struct scsi_cmnd *cmd);

static void complete_cmd(struct scsi_cmnd *cmd, int result)
{
	cmd->result = result << 16;
	scsi_done(cmd);
}

static int busy_bad(struct Scsi_Host *host, struct scsi_cmnd *cmd)
{
	struct hba *hba = shost_priv(host);
	int ret = post(hba, cmd);

	if (ret == -EIO)
		complete_cmd(cmd, DID_ERROR);
	if (ret != 0)
// CHECK: scsi-done-then-busy.c:[[@LINE+1]]:{{[0-9]+}}: warning: busy returned for 'cmd', which was already done; the mid-layer queues it again [custody-scsi-done-then-busy]
		return SCSI_MLQUEUE_HOST_BUSY;
	return 0;
}

static int busy_ok(struct Scsi_Host *host, struct scsi_cmnd *cmd)
{
	struct hba *hba = shost_priv(host);
	int ret = post(hba, cmd);

	if (ret == -EIO)
		complete_cmd(cmd, DID_ERROR);
	else if (ret != 0)
		return SCSI_MLQUEUE_HOST_BUSY;
	return 0;
}

static int gone_ok(struct Scsi_Host *host, struct scsi_cmnd *cmd)
{
	struct hba *hba = shost_priv(host);

	if (hba->gone) {
		complete_cmd(cmd, DID_NO_CONNECT);
		return 0;
	}
	return post(hba, cmd) ? SCSI_MLQUEUE_DEVICE_BUSY : 0;
}

const struct scsi_host_template sdb_templates[] = {
	{ .queuecommand = busy_bad },
	{ .queuecommand = busy_ok },
	{ .queuecommand = gone_ok },
};
