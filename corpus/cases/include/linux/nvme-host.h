/* SPDX-License-Identifier: MIT */
/* The parts of drivers/nvme/host/nvme.h and drivers/nvme/target/nvmet.h that transports call. */
#ifndef _CASES_NVME_HOST_H
#define _CASES_NVME_HOST_H
#include <linux/blk-mq.h>

struct nvme_ctrl;
struct nvme_request {
	struct nvme_ctrl *ctrl;
	u16 status;
	u8 flags;
};
union nvme_result {
	u64 u64;
};
static inline struct nvme_request *nvme_req(struct request *req)
{
	return blk_mq_rq_to_pdu(req);
}
void nvme_start_request(struct request *rq);
void nvme_complete_rq(struct request *req);
void nvme_end_req(struct request *req);
blk_status_t nvme_host_path_error(struct request *req);
bool nvme_try_complete_req(struct request *req, __le16 status, union nvme_result result);
struct request *nvme_find_rq(struct blk_mq_tags *tags, u16 command_id);

struct nvmet_req {
	void *cmd;
	void *sq;
	size_t transfer_len;
	void (*execute)(struct nvmet_req *req);
};
struct nvmet_fabrics_ops;
bool nvmet_req_init(struct nvmet_req *req, void *cq, void *sq, const struct nvmet_fabrics_ops *ops);
void nvmet_req_uninit(struct nvmet_req *req);
void nvmet_req_complete(struct nvmet_req *req, u16 status);
bool nvmet_check_transfer_len(struct nvmet_req *req, size_t len);
#endif
