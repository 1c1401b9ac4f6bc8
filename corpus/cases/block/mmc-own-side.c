/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning: --allow-empty
/* The file that has the body of mmc_request_done() knows what becomes of a request that was given back. */
#include <linux/mmc/host.h>

void mmc_request_done(struct mmc_host *host, struct mmc_request *mrq)
{
	if (mrq->done)
		mrq->done(mrq);
}

int mmc_retry_ok(struct mmc_host *host, struct mmc_request *mrq)
{
	for (int i = 0; i < 3; i++) {
		mmc_request_done(host, mrq);
		if (!mrq->cmd)
			return 0;
	}
	return -1;
}
