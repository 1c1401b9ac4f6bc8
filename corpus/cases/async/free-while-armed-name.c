/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/timer.h>

struct cmd {
	struct timer_list timer;
	int id;
};
int send_cmd(struct cmd *cmd);

/* Called as the function calls it, not by what it lies in. */
void request_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	mod_timer(&cmd->timer, jiffies + HZ);
	if (send_cmd(cmd))
// CHECK: free-while-armed-name.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->timer' may still run when blk_mq_end_request() ends what holds it: it was armed and not cancelled [custody-free-while-armed]
		blk_mq_end_request(rq, BLK_STS_IOERR);
}
