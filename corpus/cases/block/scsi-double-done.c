/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/scsi_host.h>

struct lrb {
	struct scsi_cmnd *cmd;
};

void twice_bad(struct scsi_cmnd *cmd, int error)
{
	if (error) {
		cmd->result = DID_ERROR << 16;
		scsi_done(cmd);
	}
// CHECK: scsi-double-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: scsi_done() on 'cmd', which was already done [custody-scsi-double-done]
	scsi_done(cmd);
}

static void finish(struct lrb *lrb)
{
	scsi_done(lrb->cmd);
}

void callee_bad(struct lrb *lrb)
{
	struct scsi_cmnd *cmd = lrb->cmd;

	finish(lrb);
// CHECK: scsi-double-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: scsi_done() on 'cmd', which was already done [custody-scsi-double-done]
	scsi_done(cmd);
}

void branches_ok(struct scsi_cmnd *cmd, int error)
{
	if (error) {
		cmd->result = DID_ERROR << 16;
		scsi_done(cmd);
		return;
	}
	cmd->result = DID_OK << 16;
	scsi_done(cmd);
}

void cleared_ok(struct lrb *lrb)
{
	struct scsi_cmnd *cmd = lrb->cmd;

	lrb->cmd = NULL;
	if (cmd)
		scsi_done(cmd);
	if (lrb->cmd)
		scsi_done(lrb->cmd);
}
