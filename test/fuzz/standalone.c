/* SPDX-License-Identifier: MIT */
/*
 * Runs a libFuzzer target without libFuzzer: seeds, then a fixed number of mutations of them, always the same. For
 * ctest, where any compiler must do; the fuzz preset searches further.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint64_t state = 0x9e3779b97f4a7c15u;

static uint32_t below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 16) % n);
}

/* A bit, a byte, a run of bytes from elsewhere, or the end cut off. */
static size_t mutate(uint8_t *data, size_t size)
{
	size_t from, to, n;

	for (uint32_t times = 1 + below(4); times && size; times--) {
		switch (below(8)) {
		case 0:
			size = below(size) + 1;
			break;
		case 1:
			from = below(size);
			to = below(size);
			n = below(16) + 1;
			if (from + n <= size && to + n <= size)
				memmove(data + to, data + from, n);
			break;
		case 2:
			data[below(size)] = (uint8_t)below(256);
			break;
		default:
			data[below(size)] ^= (uint8_t)(1u << below(8));
			break;
		}
	}
	return size;
}

static uint8_t *read_seed(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(1u << 20);

	if (!f || !data) {
		fprintf(stderr, "%s: cannot read\n", path);
		exit(2);
	}
	*size = fread(data, 1, 1u << 20, f);
	fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;

	if (rounds < 1) {
		fprintf(stderr, "usage: %s ROUNDS SEED...\n", argv[0]);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		size_t size;
		uint8_t *seed = read_seed(argv[i], &size), *data = malloc(size + 1);

		LLVMFuzzerTestOneInput(seed, size);
		for (long round = 0; round < rounds; round++) {
			memcpy(data, seed, size);
			LLVMFuzzerTestOneInput(data, mutate(data, size));
		}
		free(data);
		free(seed);
	}
	return 0;
}
