// SPDX-License-Identifier: MIT
/*
 * Disks over the NBD protocol, on a local socket, so that ordinary clients can use them: fixed
 * newstyle negotiation, simple replies. For each connection one thread reads commands and submits
 * bios; replies are written by ordered work, since bios end where one may not sleep. The numbers
 * are the protocol's.
 */
#include "testing.h"

#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/kthread.h>

#include <endian.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAGIC_SERVER 0x4e42444d41474943ULL
#define MAGIC_OPTION 0x49484156454f5054ULL
#define MAGIC_OPTION_REPLY 0x3e889045565a9ULL
#define MAGIC_REQUEST 0x25609513
#define MAGIC_REPLY 0x67446698

enum { OPT_EXPORT_NAME = 1, OPT_ABORT = 2, OPT_LIST = 3, OPT_INFO = 6, OPT_GO = 7 };
enum { REP_ACK = 1, REP_SERVER = 2, REP_INFO = 3 };
#define REP_ERR_UNSUPPORTED 0x80000001u
#define REP_ERR_UNKNOWN 0x80000006u
enum { INFO_EXPORT = 0, INFO_BLOCK_SIZE = 3 };
enum { CMD_READ, CMD_WRITE, CMD_DISCONNECT, CMD_FLUSH, CMD_TRIM, CMD_WRITE_ZEROES = 6 };
#define CMD_FLAG_FUA 1

#define FLAG_HAS_FLAGS 0x001
#define FLAG_READ_ONLY 0x002
#define FLAG_SEND_FLUSH 0x004
#define FLAG_SEND_FUA 0x008
#define FLAG_SEND_TRIM 0x020
#define FLAG_SEND_WRITE_ZEROES 0x040
#define FLAG_CAN_MULTI_CONN 0x100

#define FLAG_NO_ZEROES 2
#define MAX_PAYLOAD (16u << 20)
#define MAX_OPTION 4096
#define BLOCK_ORDER 8 /* buffers are pieces of a megabyte */

struct kernel_nbd {
	char name[DISK_NAME_LEN];
	int listener;
	struct task_struct *acceptor;
	struct list_head connections; /* the acceptor's while it runs */
};

struct connection {
	struct list_head list;
	struct kernel_nbd *nbd;
	int socket;
	bool no_zeroes, over;
	struct block_device *bdev;
	struct workqueue_struct *replies;
	struct task_struct *reader;
	atomic_t pending; /* commands whose reply is not written */
	wait_queue_head_t idle;
};

struct request_header {
	u32 magic;
	u16 flags, type;
	u64 cookie, offset;
	u32 length;
} __packed;

struct reply_header {
	u32 magic, error;
	u64 cookie;
} __packed;

struct command {
	struct work_struct work;
	struct connection *connection;
	u16 type;
	u64 cookie;
	u32 length;
	int error;
	struct bio *bio;
	unsigned int nr_pieces;
	struct page *pieces[];
};

/* --- the socket --------------------------------------------------------------------------- */

static bool receive(int socket, void *buffer, size_t size)
{
	char *at = buffer;

	while (size) {
		ssize_t got = recv(socket, at, size, 0);

		if (got <= 0)
			return false;
		at += got;
		size -= got;
	}
	return true;
}

static bool transmit(int socket, const void *buffer, size_t size)
{
	const char *at = buffer;

	while (size) {
		ssize_t sent = send(socket, at, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += sent;
		size -= sent;
	}
	return true;
}

/* --- negotiation -------------------------------------------------------------------------- */

static bool option_reply(int socket, u32 option, u32 type, const void *data, u32 length)
{
	struct {
		u64 magic;
		u32 option, type, length;
	} __packed header = {htobe64(MAGIC_OPTION_REPLY), htobe32(option), htobe32(type),
			     htobe32(length)};

	return transmit(socket, &header, sizeof(header)) && transmit(socket, data, length);
}

static u16 export_flags(struct block_device *bdev)
{
	struct request_queue *q = bdev_get_queue(bdev);
	u16 flags = FLAG_HAS_FLAGS | FLAG_SEND_FLUSH | FLAG_SEND_FUA | FLAG_CAN_MULTI_CONN;

	if (bdev_read_only(bdev))
		flags |= FLAG_READ_ONLY;
	if (q->limits.max_discard_sectors)
		flags |= FLAG_SEND_TRIM;
	if (q->limits.max_write_zeroes_sectors)
		flags |= FLAG_SEND_WRITE_ZEROES;
	return flags;
}

static u64 export_size(struct block_device *bdev)
{
	return bdev_nr_sectors(bdev) << SECTOR_SHIFT;
}

static bool send_infos(int socket, u32 option, struct block_device *bdev)
{
	struct {
		u16 type;
		u64 size;
		u16 flags;
	} __packed export = {htobe16(INFO_EXPORT), htobe64(export_size(bdev)),
			     htobe16(export_flags(bdev))};
	struct {
		u16 type;
		u32 min, preferred, max;
	} __packed sizes = {htobe16(INFO_BLOCK_SIZE), htobe32(bdev_logical_block_size(bdev)),
			    htobe32(PAGE_SIZE), htobe32(MAX_PAYLOAD)};

	return option_reply(socket, option, REP_INFO, &export, sizeof(export)) &&
	       option_reply(socket, option, REP_INFO, &sizes, sizeof(sizes)) &&
	       option_reply(socket, option, REP_ACK, NULL, 0);
}

/* Whether the option's data names our disk; no name at all is it, too. */
static bool names_export(struct kernel_nbd *nbd, const char *name, size_t length)
{
	return !length || (length == strlen(nbd->name) && !memcmp(name, nbd->name, length));
}

static bool send_list(struct connection *c)
{
	char data[4 + DISK_NAME_LEN];
	u32 length = strlen(c->nbd->name), big = htobe32(length);

	memcpy(data, &big, 4);
	memcpy(data + 4, c->nbd->name, length);
	return option_reply(c->socket, OPT_LIST, REP_SERVER, data, 4 + length) &&
	       option_reply(c->socket, OPT_LIST, REP_ACK, NULL, 0);
}

static bool send_old_export(struct connection *c)
{
	struct {
		u64 size;
		u16 flags;
		char zeroes[124];
	} __packed export = {.size = htobe64(export_size(c->bdev)),
			     .flags = htobe16(export_flags(c->bdev))};

	return transmit(c->socket, &export, c->no_zeroes ? 10 : sizeof(export));
}

enum outcome { GO_ON, TRANSMISSION, HANG_UP };

static enum outcome ok_or_hang_up(bool ok, enum outcome outcome)
{
	return ok ? outcome : HANG_UP;
}

static enum outcome handle_go(struct connection *c, u32 option, const char *data, u32 length)
{
	u32 name_length;

	if (length < 6)
		return HANG_UP;
	memcpy(&name_length, data, 4);
	name_length = be32toh(name_length);
	if (name_length > length - 6)
		return HANG_UP;
	if (!names_export(c->nbd, data + 4, name_length))
		return ok_or_hang_up(option_reply(c->socket, option, REP_ERR_UNKNOWN, NULL, 0),
				     GO_ON);
	return ok_or_hang_up(send_infos(c->socket, option, c->bdev),
			     option == OPT_GO ? TRANSMISSION : GO_ON);
}

static enum outcome handle_option(struct connection *c, u32 option, const char *data, u32 length)
{
	switch (option) {
	case OPT_EXPORT_NAME:
		if (!names_export(c->nbd, data, length))
			return HANG_UP;
		return ok_or_hang_up(send_old_export(c), TRANSMISSION);
	case OPT_ABORT:
		option_reply(c->socket, option, REP_ACK, NULL, 0);
		return HANG_UP;
	case OPT_LIST:
		return ok_or_hang_up(send_list(c), GO_ON);
	case OPT_INFO:
	case OPT_GO:
		return handle_go(c, option, data, length);
	default:
		return ok_or_hang_up(option_reply(c->socket, option, REP_ERR_UNSUPPORTED, NULL, 0),
				     GO_ON);
	}
}

static bool negotiate(struct connection *c)
{
	struct {
		u64 magic, option_magic;
		u16 flags;
	} __packed hello = {htobe64(MAGIC_SERVER), htobe64(MAGIC_OPTION),
			    htobe16(1 | FLAG_NO_ZEROES)};
	struct {
		u64 magic;
		u32 option, length;
	} __packed header;
	enum outcome outcome = GO_ON;
	u32 client_flags;
	char *data;

	if (!transmit(c->socket, &hello, sizeof(hello)) ||
	    !receive(c->socket, &client_flags, sizeof(client_flags)))
		return false;
	c->no_zeroes = be32toh(client_flags) & FLAG_NO_ZEROES;
	data = kmalloc(MAX_OPTION, GFP_KERNEL);
	while (data && outcome == GO_ON) {
		outcome = HANG_UP;
		if (!receive(c->socket, &header, sizeof(header)) ||
		    be64toh(header.magic) != MAGIC_OPTION || be32toh(header.length) > MAX_OPTION ||
		    !receive(c->socket, data, be32toh(header.length)))
			break;
		outcome = handle_option(c, be32toh(header.option), data, be32toh(header.length));
	}
	kfree(data);
	return outcome == TRANSMISSION;
}

/* --- commands ----------------------------------------------------------------------------- */

static u32 piece_size(const struct command *cmd, unsigned int index)
{
	u32 done = index << (BLOCK_ORDER + PAGE_SHIFT);

	return min_t(u32, cmd->length - done, PAGE_SIZE << BLOCK_ORDER);
}

static void command_free(struct command *cmd)
{
	unsigned int i;

	for (i = 0; i < cmd->nr_pieces; i++)
		__free_pages(cmd->pieces[i], get_order(piece_size(cmd, i)));
	if (cmd->bio)
		bio_put(cmd->bio);
	kfree(cmd);
}

/* On the wire errors are Linux's numbers, of which there are few. */
static u32 wire_error(int error)
{
	switch (error) {
	case 0:
		return 0;
	case -EOPNOTSUPP:
	case -EINVAL:
		return EINVAL;
	case -ENOMEM:
	case -ENOSPC:
		return -error;
	default:
		return EIO;
	}
}

static void reply_work(struct work_struct *work)
{
	struct command *cmd = container_of(work, struct command, work);
	struct connection *c = cmd->connection;
	struct reply_header header = {htobe32(MAGIC_REPLY), htobe32(wire_error(cmd->error)),
				      cmd->cookie};
	bool ok = transmit(c->socket, &header, sizeof(header));
	unsigned int i;

	for (i = 0; ok && !cmd->error && cmd->type == CMD_READ && i < cmd->nr_pieces; i++)
		ok = transmit(c->socket, page_address(cmd->pieces[i]), piece_size(cmd, i));
	/* the reader then sees the end, too */
	if (!ok)
		shutdown(c->socket, SHUT_RDWR);
	command_free(cmd);
	if (atomic_dec_and_test(&c->pending))
		wake_up_all(&c->idle);
}

static void finish(struct command *cmd, int error)
{
	cmd->error = error;
	queue_work(cmd->connection->replies, &cmd->work);
}

static void command_done(struct bio *bio)
{
	finish(bio->bi_private, blk_status_to_errno(bio->bi_status));
}

static struct command *command_new(struct connection *c, const struct request_header *header)
{
	u16 type = be16toh(header->type);
	u32 length = be32toh(header->length);
	bool data = type == CMD_READ || type == CMD_WRITE;
	unsigned int pieces = data ? DIV_ROUND_UP(length, PAGE_SIZE << BLOCK_ORDER) : 0;
	struct command *cmd = kzalloc(struct_size(cmd, pieces, pieces), GFP_KERNEL);

	if (!cmd)
		return NULL;
	INIT_WORK(&cmd->work, reply_work);
	cmd->connection = c;
	cmd->type = type;
	cmd->cookie = header->cookie;
	cmd->length = length;
	while (cmd->nr_pieces < pieces) {
		unsigned int order = get_order(piece_size(cmd, cmd->nr_pieces));
		struct page *piece = alloc_pages(GFP_KERNEL, order);

		if (!piece) {
			command_free(cmd);
			return NULL;
		}
		cmd->pieces[cmd->nr_pieces++] = piece;
	}
	atomic_inc(&c->pending);
	return cmd;
}

static blk_opf_t operation(u16 type, u16 flags)
{
	blk_opf_t fua = flags & CMD_FLAG_FUA ? REQ_FUA : 0;

	switch (type) {
	case CMD_WRITE:
		return REQ_OP_WRITE | fua;
	case CMD_FLUSH:
		return REQ_OP_WRITE | REQ_PREFLUSH;
	case CMD_TRIM:
		return REQ_OP_DISCARD | fua;
	case CMD_WRITE_ZEROES:
		return REQ_OP_WRITE_ZEROES | fua;
	default:
		return REQ_OP_READ;
	}
}

static void submit(struct command *cmd, u64 offset, u16 flags)
{
	struct block_device *bdev = cmd->connection->bdev;
	unsigned int i;

	if ((offset | cmd->length) & (bdev_logical_block_size(bdev) - 1)) {
		finish(cmd, -EINVAL);
		return;
	}
	cmd->bio = bio_alloc(bdev, cmd->nr_pieces, operation(cmd->type, flags), GFP_KERNEL);
	if (!cmd->bio) {
		finish(cmd, -ENOMEM);
		return;
	}
	cmd->bio->bi_iter.bi_sector = offset >> SECTOR_SHIFT;
	if (cmd->type == CMD_TRIM || cmd->type == CMD_WRITE_ZEROES)
		cmd->bio->bi_iter.bi_size = cmd->length;
	for (i = 0; i < cmd->nr_pieces; i++)
		bio_add_page(cmd->bio, cmd->pieces[i], piece_size(cmd, i), 0);
	cmd->bio->bi_private = cmd;
	cmd->bio->bi_end_io = command_done;
	submit_bio(cmd->bio);
}

/* False: the connection is over. */
static bool handle_command(struct connection *c)
{
	struct request_header header;
	struct command *cmd;
	unsigned int i;
	bool ok = true;
	u16 type;

	if (!receive(c->socket, &header, sizeof(header)) || be32toh(header.magic) != MAGIC_REQUEST)
		return false;
	type = be16toh(header.type);
	if (type == CMD_DISCONNECT)
		return false;
	if ((type == CMD_READ || type == CMD_WRITE) && be32toh(header.length) > MAX_PAYLOAD)
		return false;
	cmd = command_new(c, &header);
	if (!cmd)
		return false;
	for (i = 0; ok && type == CMD_WRITE && i < cmd->nr_pieces; i++)
		ok = receive(c->socket, page_address(cmd->pieces[i]), piece_size(cmd, i));
	if (!ok)
		finish(cmd, -EIO);
	else if (type > CMD_WRITE_ZEROES || (type > CMD_TRIM && type < CMD_WRITE_ZEROES))
		finish(cmd, -EINVAL);
	else
		submit(cmd, be64toh(header.offset), be16toh(header.flags));
	return ok;
}

/* --- connections -------------------------------------------------------------------------- */

static int connection_thread(void *data)
{
	struct connection *c = data;

	if (negotiate(c)) {
		while (handle_command(c))
			;
	}
	wait_event(c->idle, !atomic_read(&c->pending));
	/* the client learns that it is over; the socket itself is closed by who stops this thread
	 */
	shutdown(c->socket, SHUT_RDWR);
	WRITE_ONCE(c->over, true);
	return 0;
}

static void connection_free(struct connection *c)
{
	if (c->reader) {
		kthread_stop(c->reader);
		put_task_struct(c->reader);
	}
	if (c->replies)
		destroy_workqueue(c->replies);
	if (c->bdev)
		kernel_close_disk(c->bdev);
	close(c->socket);
	kfree(c);
}

static void connection_start(struct kernel_nbd *nbd, int socket)
{
	struct connection *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c) {
		close(socket);
		return;
	}
	c->nbd = nbd;
	c->socket = socket;
	init_waitqueue_head(&c->idle);
	c->bdev = kernel_open_disk(nbd->name);
	c->replies = alloc_ordered_workqueue("nbd", 0);
	if (!c->bdev || !c->replies) {
		connection_free(c);
		return;
	}
	list_add(&c->list, &nbd->connections);
	c->reader = kthread_create(connection_thread, c, "nbd");
	if (IS_ERR(c->reader)) {
		c->reader = NULL;
		c->over = true;
		return;
	}
	wake_up_process(get_task_struct(c->reader));
}

/* Those that are over, or all. */
static void connections_end(struct kernel_nbd *nbd, bool all)
{
	struct connection *c, *next;

	list_for_each_entry_safe(c, next, &nbd->connections, list) {
		if (!all && !READ_ONCE(c->over))
			continue;
		list_del(&c->list);
		shutdown(c->socket, SHUT_RDWR);
		connection_free(c);
	}
}

static int acceptor_thread(void *data)
{
	struct kernel_nbd *nbd = data;
	int socket;

	while ((socket = accept(nbd->listener, NULL, NULL)) >= 0) {
		connections_end(nbd, false);
		connection_start(nbd, socket);
	}
	return 0;
}

struct kernel_nbd *kernel_nbd_start(const char *disk, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct kernel_nbd *nbd;

	if (strlen(path) >= sizeof(address.sun_path))
		return NULL;
	nbd = kzalloc(sizeof(*nbd), GFP_KERNEL);
	if (!nbd)
		return NULL;
	strscpy(nbd->name, disk, sizeof(nbd->name));
	strscpy(address.sun_path, path, sizeof(address.sun_path));
	INIT_LIST_HEAD(&nbd->connections);
	nbd->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (nbd->listener < 0)
		goto free;
	unlink(path);
	if (bind(nbd->listener, (void *)&address, sizeof(address)) || listen(nbd->listener, 16))
		goto close;
	nbd->acceptor = kthread_create(acceptor_thread, nbd, "nbd accept");
	if (IS_ERR(nbd->acceptor))
		goto close;
	wake_up_process(get_task_struct(nbd->acceptor));
	return nbd;
close:
	close(nbd->listener);
free:
	kfree(nbd);
	return NULL;
}

void kernel_nbd_stop(struct kernel_nbd *nbd)
{
	shutdown(nbd->listener, SHUT_RDWR);
	kthread_stop(nbd->acceptor);
	put_task_struct(nbd->acceptor);
	close(nbd->listener);
	connections_end(nbd, true);
	kfree(nbd);
}
