/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/nvme-host.h>

void check_bad(struct nvmet_req *req)
{
	if (!nvmet_check_transfer_len(req, 512)) {
// CHECK: nvmet-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: nvmet_req_complete() on 'req', which was already completed [custody-nvmet-double-complete]
		nvmet_req_complete(req, 6);
		return;
	}
	req->execute(req);
}

void check_ok(struct nvmet_req *req)
{
	if (!nvmet_check_transfer_len(req, 512))
		return;
	nvmet_req_complete(req, 0);
}

void init_bad(struct nvmet_req *req, void *cq, void *sq)
{
	if (!nvmet_req_init(req, cq, sq, NULL))
// CHECK: nvmet-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: nvmet_req_uninit() on 'req', which was already refused by nvmet_req_init() [custody-nvmet-double-complete]
		nvmet_req_uninit(req);
}

void init_ok(struct nvmet_req *req, void *cq, void *sq, int broken)
{
	if (!nvmet_req_init(req, cq, sq, NULL))
		return;
	if (broken)
		nvmet_req_uninit(req);
	else
		nvmet_req_complete(req, 0);
}
