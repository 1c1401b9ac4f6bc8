/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <crypto/engine.h>
#include <linux/dma-mapping.h>

void hash_bad(struct crypto_engine *engine, struct ahash_request *req, struct device *dev)
{
	crypto_finalize_hash_request(engine, req, 0);
// CHECK: crypto-request-use-after-finalize.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'req->src' used after its request was finalised [custody-crypto-request-use-after-finalize]
	dma_unmap_sg(dev, req->src, 4, DMA_TO_DEVICE);
}

void generic_bad(struct crypto_engine *engine, void *areq, struct device *dev)
{
	struct ahash_request *req = container_of(areq, struct ahash_request, base);

	crypto_finalize_hash_request(engine, areq, 0);
// CHECK: crypto-request-use-after-finalize.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'req->src' used after its request was finalised [custody-crypto-request-use-after-finalize]
	dma_unmap_sg(dev, req->src, 4, DMA_TO_DEVICE);
}

void hash_ok(struct crypto_engine *engine, struct ahash_request *req, struct device *dev)
{
	dma_unmap_sg(dev, req->src, 4, DMA_TO_DEVICE);
	crypto_finalize_hash_request(engine, req, 0);
}
