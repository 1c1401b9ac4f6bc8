/* SPDX-License-Identifier: MIT */
#ifndef _CASES_CRYPTO_ENGINE_H
#define _CASES_CRYPTO_ENGINE_H
#include <linux/scatterlist.h>

struct crypto_async_request {
	void *data;
};
struct ahash_request {
	struct crypto_async_request base;
	unsigned int nbytes;
	struct scatterlist *src;
};
struct crypto_engine;
void crypto_finalize_hash_request(struct crypto_engine *engine, struct ahash_request *req, int err);

#endif
