/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/scsi_host.h>

/* Always the driver's data of its command: nothing else is ever stored in `cmd`. */
struct block {
	struct scsi_cmnd *cmd;
	int busy;
};

/* The driver's data, or made for a command of its own. */
struct job {
	struct scsi_cmnd *cmd;
	int busy;
};

void *make(void);
void start(void *data);

int queue_block(struct Scsi_Host *host, struct scsi_cmnd *cmd)
{
	struct block *b = scsi_cmd_priv(cmd);

	b->cmd = cmd;
	start(b);
	return 0;
}

void finish_bad(struct block *b)
{
	scsi_done(b->cmd);
// CHECK: scsi-private-data.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->busy' used after its command was done [custody-scsi-use-after-done]
	b->busy = 0;
}

void finish_local_bad(struct block *b)
{
	struct scsi_cmnd *cmd = b->cmd;

	cmd->result = 0;
	scsi_done(cmd);
// CHECK: scsi-private-data.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->busy' used after its command was done [custody-scsi-use-after-done]
	b->busy = 0;
}

void finish_ok(struct block *b)
{
	b->busy = 0;
	scsi_done(b->cmd);
}

int queue_job(struct Scsi_Host *host, struct scsi_cmnd *cmd)
{
	struct job *j = scsi_cmd_priv(cmd);

	j->cmd = cmd;
	start(j);
	return 0;
}

int queue_internal(struct scsi_cmnd *cmd)
{
	struct job *j = make();

	j->cmd = cmd;
	start(j);
	return 0;
}

void finish_job_ok(struct job *j)
{
	scsi_done(j->cmd);
	j->busy = 0;
}
