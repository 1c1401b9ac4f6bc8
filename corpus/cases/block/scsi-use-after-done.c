/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/scsi_host.h>
#include <linux/printk.h>

struct lrb {
	struct scsi_cmnd *cmd;
	int tag;
};
struct priv {
	int state;
};
void release_dma(struct scsi_cmnd *cmd);

void result_bad(struct scsi_cmnd *cmd)
{
	scsi_done(cmd);
// CHECK: scsi-use-after-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->result' used after its command was done [custody-scsi-use-after-done]
	if (cmd->result)
// CHECK: note: {{.*}}done here by scsi_done()
		pr_err("failed\n");
}

static void release(struct lrb *lrb)
{
	scsi_dma_unmap(lrb->cmd);
	lrb->cmd = NULL;
}

/* the command again, by the slot's pointer */
void alias_bad(struct lrb *lrb)
{
	struct scsi_cmnd *cmd = lrb->cmd;

	cmd->result = DID_OK << 16;
	scsi_done(cmd);
// CHECK: scsi-use-after-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'lrb->cmd' used after its command was done [custody-scsi-use-after-done]
	scsi_dma_unmap(lrb->cmd);
}

void alias_ok(struct lrb *lrb)
{
	struct scsi_cmnd *cmd = lrb->cmd;

	cmd->result = DID_OK << 16;
	release(lrb);
	scsi_done(cmd);
}

void private_bad(struct scsi_cmnd *cmd)
{
	struct priv *p = scsi_cmd_priv(cmd);

	scsi_done(cmd);
// CHECK: scsi-use-after-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->state' used after its command was done [custody-scsi-use-after-done]
	p->state = 0;
}

void request_bad(struct scsi_cmnd *cmd)
{
	struct request *rq = scsi_cmd_to_rq(cmd);

	scsi_done(cmd);
// CHECK: scsi-use-after-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq->tag' used after its command was done [custody-scsi-use-after-done]
	pr_info("tag %d\n", rq->tag);
}

void tag_ok(struct scsi_cmnd *cmd)
{
	int tag = scsi_cmd_to_rq(cmd)->tag;

	scsi_done(cmd);
	pr_info("tag %d\n", tag);
}

/* The error handler keeps the command until the handler returns. */
static int abort_ok(struct scsi_cmnd *cmd)
{
	scsi_done(cmd);
	return cmd->result ? FAILED : SUCCESS;
}

const struct scsi_host_template sud_template = { .eh_abort_handler = abort_ok };
