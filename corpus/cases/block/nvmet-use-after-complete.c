/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/nvme-host.h>
#include <linux/slab.h>

struct tcmd {
	struct nvmet_req req;
	void *buf;
};

void buffer_bad(struct tcmd *cmd, u16 status)
{
	nvmet_req_complete(&cmd->req, status);
// CHECK: nvmet-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after its request was completed [custody-nvmet-use-after-complete]
	kfree(cmd->req.cmd);
}

void buffer_ok(struct tcmd *cmd, u16 status)
{
	kfree(cmd->req.cmd);
	nvmet_req_complete(&cmd->req, status);
}

/* false: it has been answered */
void length_bad(struct nvmet_req *req)
{
	if (!nvmet_check_transfer_len(req, 4096))
// CHECK: nvmet-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'req->transfer_len' used after its request was completed [custody-nvmet-use-after-complete]
		req->transfer_len = 0;
}

void length_ok(struct nvmet_req *req)
{
	if (!nvmet_check_transfer_len(req, 4096))
		return;
	req->transfer_len = 0;
	nvmet_req_complete(req, 0);
}
