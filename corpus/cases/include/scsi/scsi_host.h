/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SCSI_HOST_H
#define _CASES_SCSI_HOST_H
#include <linux/blk-mq.h>

#define SCSI_MLQUEUE_HOST_BUSY 0x1055
#define SCSI_MLQUEUE_DEVICE_BUSY 0x1056
#define SUCCESS 0x2002
#define FAILED 0x2003
#define DID_OK 0
#define DID_NO_CONNECT 1
#define DID_ERROR 7

struct scsi_cmnd;
struct Scsi_Host;
struct scsi_device {
	struct Scsi_Host *host;
	void *hostdata;
};
struct scsi_host_template {
	const char *name;
	int (*queuecommand)(struct Scsi_Host *, struct scsi_cmnd *);
	int (*eh_abort_handler)(struct scsi_cmnd *);
	int (*eh_host_reset_handler)(struct scsi_cmnd *);
	unsigned int cmd_size;
};
struct Scsi_Host {
	const struct scsi_host_template *hostt;
	struct blk_mq_tag_set tag_set;
	unsigned int max_id;
	unsigned long hostdata[];
};
struct scsi_cmnd {
	struct scsi_device *device;
	unsigned char cmnd[32];
	unsigned int underflow;
	unsigned char *sense_buffer;
	unsigned char *host_scribble;
	int result;
};

struct Scsi_Host *scsi_host_alloc(const struct scsi_host_template *t, int privsize);
int __must_check scsi_add_host_with_dma(struct Scsi_Host *host, struct device *dev, struct device *dma);
void scsi_remove_host(struct Scsi_Host *host);
struct Scsi_Host *scsi_host_get(struct Scsi_Host *host);
void scsi_host_put(struct Scsi_Host *host);
void scsi_done(struct scsi_cmnd *cmd);
int scsi_dma_map(struct scsi_cmnd *cmd);
void scsi_dma_unmap(struct scsi_cmnd *cmd);
struct scsi_cmnd *scsi_host_find_tag(struct Scsi_Host *shost, int tag);

static inline int __must_check scsi_add_host(struct Scsi_Host *host, struct device *dev)
{
	return scsi_add_host_with_dma(host, dev, dev);
}

static inline void *shost_priv(struct Scsi_Host *shost)
{
	return (void *)shost->hostdata;
}

static inline struct request *scsi_cmd_to_rq(struct scsi_cmnd *scmd)
{
	return blk_mq_rq_from_pdu(scmd);
}

static inline void *scsi_cmd_priv(struct scsi_cmnd *cmd)
{
	return cmd + 1;
}

#endif
