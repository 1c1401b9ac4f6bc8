// SPDX-License-Identifier: MIT
/*
 * Random sequences: a device is plugged in, clients open it, make VMs, contexts and buffers, bind,
 * run, share, close, in any order and with arguments that are often wrong; meanwhile the device may
 * go. After each sequence nothing is left. TGPU_SEQUENCES in the environment says how many.
 */
#include "checked.h"
#include "client.h"
#include "threads.h"
#include "tgpu_model.h"

#include <linux/delay.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <stdlib.h>

#define CLIENTS 3
#define THINGS 4
#define SLOTS 8 /* of addresses, of four pages each */
#define SLOT_SIZE (4 * TGPU_PAGE_SIZE)
#define FIRST 0x100000

struct client {
	struct file *file; /* NULL: not open */
	u32 vms[THINGS], ctxs[THINGS], bos[THINGS], syncs[THINGS];
	u32 *words[THINGS]; /* of the buffers */
};

struct world {
	struct tgpu_model *model; /* NULL: the device has gone */
	struct client clients[CLIENTS];
	int fd; /* of a buffer that one of them gave away, or -1 */
	unsigned int execs;
};

static bool one_in(unsigned int n)
{
	return test_random() % n == 0;
}

static unsigned int any(void)
{
	return test_random() % THINGS;
}

static u64 any_slot(void)
{
	return FIRST + test_random() % SLOTS * SLOT_SIZE;
}

/* What a program may be told: never that something broke. */
static void check(long error)
{
	CHECK(!error || error == -EINVAL || error == -ENOENT || error == -ENODEV ||
	      error == -ECANCELED || error == -EBADF);
}

/* --- steps -------------------------------------------------------------------------------- */

static void step_bo(struct world *world, struct client *client)
{
	unsigned int i = any();
	void *memory;
	u64 offset;

	if (client->bos[i] || client->words[i])
		return;
	if (client_bo_create(client->file, SLOT_SIZE, &client->bos[i], &offset)) {
		client->bos[i] = 0;
		return;
	}
	memory = kernel_mmap(client->file, SLOT_SIZE, offset);
	if (IS_ERR(memory))
		return;
	client->words[i] = memory;
}

/* Commands that store at random, and may hang or be wrong. The device may be reading them: what it
 * then does is the program's own business. */
__attribute__((__no_sanitize_thread__)) static void write_commands(u32 *words, bool may_hang)
{
	unsigned int i, at = 0;

	for (i = 0; i < 4; i++) {
		words[at++] = TGPU_CMD_STORE;
		words[at++] = any_slot() + 0x1000 + test_random() % 0x1000 / 4 * 4;
		words[at++] = test_random();
	}
	words[at++] = TGPU_CMD_COPY;
	words[at++] = any_slot() + 0x2000;
	words[at++] = any_slot() + 0x1000;
	words[at++] = test_random() % 0x1000;
	words[at++] = may_hang && one_in(100) ? TGPU_CMD_HANG : one_in(20) ? 77 : TGPU_CMD_END;
}

static void step_exec(struct world *world, struct client *client)
{
	unsigned int i = any();
	u32 wait = one_in(3) ? client->syncs[any()] : 0;
	long error;

	if (client->words[i] && one_in(2))
		write_commands(client->words[i], true);
	error = client_exec(client->file, client->ctxs[any()], any_slot(), 84, wait,
			    client->syncs[any()]);
	check(error);
	world->execs += !error;
}

static void step_bind(struct world *world, struct client *client)
{
	u64 pages = 1 + test_random() % 4, offset = test_random() % (5 - pages);

	check(client_bind(client->file, client->vms[any()], client->bos[any()],
			  offset * TGPU_PAGE_SIZE, any_slot() + test_random() % 4 * TGPU_PAGE_SIZE,
			  pages * TGPU_PAGE_SIZE, one_in(5) ? DRM_TGPU_BIND_READONLY : 0));
	if (one_in(2))
		check(client_bind(client->file, client->vms[any()], client->bos[any()], 0,
				  any_slot(), SLOT_SIZE, 0));
}

static void step_unbind(struct world *world, struct client *client)
{
	check(client_unbind(client->file, client->vms[any()],
			    any_slot() + test_random() % 4 * TGPU_PAGE_SIZE,
			    (1 + test_random() % 12) * TGPU_PAGE_SIZE));
}

static void step_make(struct world *world, struct client *client)
{
	unsigned int i = any();

	if (!client->vms[i] && client_vm_create(client->file, &client->vms[i]))
		client->vms[i] = 0;
	if (!client->ctxs[i] &&
	    client_ctx_create(client->file, client->vms[any()], &client->ctxs[i]))
		client->ctxs[i] = 0;
	if (!client->syncs[i] && client_syncobj(client->file, &client->syncs[i]))
		client->syncs[i] = 0;
}

static void step_destroy(struct world *world, struct client *client)
{
	unsigned int i = any();

	switch (test_random() % 4) {
	case 0:
		check(client_ctx_destroy(client->file, client->ctxs[i]));
		client->ctxs[i] = 0;
		break;
	case 1:
		check(client_vm_destroy(client->file, client->vms[i]));
		client->vms[i] = 0;
		break;
	case 2:
		check(client_bo_close(client->file, client->bos[i]));
		client->bos[i] = 0;
		break;
	case 3:
		if (client->words[i])
			CHECK_EQ(kernel_munmap(client->words[i]), 0);
		client->words[i] = NULL;
		break;
	}
}

/* A buffer goes from one client to another, by a descriptor that may outlive both. */
static void step_share(struct world *world, struct client *client)
{
	struct drm_prime_handle args = {.handle = client->bos[any()],
					.flags = DRM_CLOEXEC | DRM_RDWR};
	unsigned int i = any();

	if (world->fd >= 0) {
		if (!client->bos[i] && client_import(client->file, world->fd, &client->bos[i]))
			client->bos[i] = 0;
		if (one_in(2)) {
			CHECK_EQ(kernel_close_descriptor(world->fd), 0);
			world->fd = -1;
		}
		return;
	}
	if (!kernel_ioctl(client->file, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args))
		world->fd = args.fd;
}

static void step_wait(struct world *world, struct client *client)
{
	long error = client_wait(client->file, client->syncs[any()]);

	CHECK(error != -ETIME);
}

static void open_client(struct client *client)
{
	struct file *file = kernel_open("renderD128", O_RDWR);
	int i;

	memset(client, 0, sizeof(*client));
	if (IS_ERR(file))
		return;
	client->file = file;
	for (i = 0; i < 6; i++)
		step_make(NULL, client);
	for (i = 0; i < 3; i++) {
		step_bo(NULL, client);
		step_bind(NULL, client);
	}
}

static void close_client(struct client *client)
{
	int i;

	if (!client->file)
		return;
	for (i = 0; i < THINGS; i++) {
		if (client->words[i])
			CHECK_EQ(kernel_munmap(client->words[i]), 0);
	}
	kernel_close(client->file);
	memset(client, 0, sizeof(*client));
}

static void step_unplug(struct world *world)
{
	if (!world->model)
		return;
	if (one_in(2))
		tgpu_model_pull(world->model);
	else
		tgpu_model_eject(world->model);
	world->model = NULL;
}

/* --- sequences ---------------------------------------------------------------------------- */

typedef void (*step_fn)(struct world *world, struct client *client);

static const step_fn steps[] = {step_bo,    step_bind, step_bind,    step_unbind,
				step_make,  step_exec, step_exec,    step_exec,
				step_share, step_wait, step_destroy, step_exec};

static void step(struct world *world)
{
	struct client *client = &world->clients[test_random() % CLIENTS];

	if (one_in(40))
		close_client(client);
	if (one_in(150))
		step_unplug(world);
	if (!client->file)
		open_client(client);
	if (client->file)
		steps[test_random() % ARRAY_SIZE(steps)](world, client);
}

static unsigned int sequence(void)
{
	struct world world = {.model = tgpu_model_plug(), .fd = -1};
	unsigned int i, count = 20 + test_random() % 60;

	for (i = 0; i < count; i++)
		step(&world);
	if (one_in(2)) /* before the clients */
		step_unplug(&world);
	for (i = 0; i < CLIENTS; i++)
		close_client(&world.clients[i]);
	if (world.fd >= 0)
		CHECK_EQ(kernel_close_descriptor(world.fd), 0);
	step_unplug(&world);
	return world.execs;
}

static int sequences(int otherwise)
{
	const char *asked = getenv("TGPU_SEQUENCES");

	return asked ? atoi(asked) : otherwise;
}

TEST(random_sequences)
{
	int i, count = sequences(150);
	unsigned int execs = 0;

	for (i = 0; i < count; i++) {
		CHECK_EQ(kernel_set_parameter("timeout_ms", "30"), 0);
		CHECK_EQ(kernel_load_modules(), 0);
		execs += sequence();
		kernel_unload_modules();
		rcu_barrier();
		checked_teardown(); /* nothing is left */
	}
	CHECK(execs);
}

/* --- at the same time --------------------------------------------------------------------- */

static bool stop;

static int use_it(void *data)
{
	struct world world = {.fd = -1};
	int i;

	while (!READ_ONCE(stop)) {
		open_client(&world.clients[0]);
		for (i = 0; i < 30 && world.clients[0].file; i++)
			steps[test_random() % ARRAY_SIZE(steps)](&world, &world.clients[0]);
		close_client(&world.clients[0]);
		if (world.fd >= 0)
			CHECK_EQ(kernel_close_descriptor(world.fd), 0);
		world.fd = -1;
	}
	return 0;
}

/* Several threads of one client. Numbers are guessed: they are of what another one has made. */
static int share_file(void *data)
{
	struct client client = {.file = data,
				.vms = {1, 2, 3, 4},
				.ctxs = {1, 2, 3, 4},
				.bos = {1, 2, 3, 4},
				.syncs = {1, 2, 3, 4}};
	struct world world = {.fd = -1};
	u32 made;
	u64 offset;
	int i;

	for (i = 0; i < 150; i++) {
		switch (test_random() % 8) {
		case 0:
			client_vm_create(client.file, &made);
			client_ctx_create(client.file, client.vms[any()], &made);
			break;
		case 1:
			client_bo_create(client.file, SLOT_SIZE, &made, &offset);
			client_syncobj(client.file, &made);
			break;
		case 2:
			check(client_ctx_destroy(client.file, client.ctxs[any()]));
			break;
		case 3:
			check(client_vm_destroy(client.file, client.vms[any()]));
			break;
		case 4:
			check(client_bo_close(client.file, client.bos[any()]));
			break;
		case 5:
			step_bind(&world, &client);
			step_unbind(&world, &client);
			break;
		default:
			step_exec(&world, &client);
		}
	}
	return 0;
}

TEST(threads_of_one_client)
{
	struct task_struct *threads[3];
	struct tgpu_model *model;
	struct file *file;
	int i;

	CHECK_EQ(kernel_set_parameter("timeout_ms", "30"), 0);
	CHECK_EQ(kernel_load_modules(), 0);
	model = tgpu_model_plug();
	file = client_open();
	for (i = 0; i < 3; i++)
		threads[i] = thread_start(share_file, file);
	for (i = 0; i < 3; i++)
		thread_end(threads[i]);
	kernel_close(file);
	tgpu_model_eject(model);
	kernel_unload_modules();
	rcu_barrier();
}

TEST(unplugged_in_full_swing)
{
	struct task_struct *threads[3];
	int i;

	CHECK_EQ(kernel_set_parameter("timeout_ms", "30"), 0);
	CHECK_EQ(kernel_load_modules(), 0);
	WRITE_ONCE(stop, false);
	for (i = 0; i < 3; i++)
		threads[i] = thread_start(use_it, NULL);
	for (i = 0; i < 15; i++) {
		struct tgpu_model *model = tgpu_model_plug();

		usleep_range(3000, 15000);
		if (i % 2)
			tgpu_model_pull(model);
		else
			tgpu_model_eject(model);
	}
	WRITE_ONCE(stop, true);
	for (i = 0; i < 3; i++)
		thread_end(threads[i]);
	kernel_unload_modules();
	rcu_barrier();
}
