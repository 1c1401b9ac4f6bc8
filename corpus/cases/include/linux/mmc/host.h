/* SPDX-License-Identifier: MIT */
#ifndef _CASES_MMC_HOST_H
#define _CASES_MMC_HOST_H
#include <linux/types.h>

struct mmc_host;
struct mmc_request;
struct mmc_command {
	u32 opcode, arg, resp[4];
	int error;
	struct mmc_request *mrq;
};
struct mmc_data {
	unsigned int blksz, blocks;
	int error;
	unsigned int bytes_xfered;
};
struct mmc_request {
	struct mmc_command *sbc, *cmd;
	struct mmc_data *data;
	struct mmc_command *stop;
	void (*done)(struct mmc_request *);
	int tag;
};
struct mmc_host_ops {
	void (*request)(struct mmc_host *host, struct mmc_request *req);
};
struct mmc_cqe_ops {
	int (*cqe_request)(struct mmc_host *host, struct mmc_request *mrq);
	bool (*cqe_timeout)(struct mmc_host *host, struct mmc_request *mrq, bool *recovery_needed);
};
struct mmc_host {
	const struct mmc_host_ops *ops;
	const struct mmc_cqe_ops *cqe_ops;
	unsigned int f_min, f_max;
	unsigned long private[];
};

struct mmc_host *mmc_alloc_host(int extra, struct device *dev);
int mmc_add_host(struct mmc_host *host);
void mmc_remove_host(struct mmc_host *host);
void mmc_free_host(struct mmc_host *host);
void mmc_request_done(struct mmc_host *host, struct mmc_request *mrq);

static inline void *mmc_priv(struct mmc_host *host)
{
	return (void *)host->private;
}

#endif
