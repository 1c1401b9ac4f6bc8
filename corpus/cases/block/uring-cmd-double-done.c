/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/io_uring/cmd.h>

struct io {
	struct io_uring_cmd *cmd;
	int flags;
};
void later(struct io_uring_cmd *cmd, unsigned flags);

void twice_bad(struct io *io, int abort)
{
	if (abort)
		io_uring_cmd_done(io->cmd, -ENODEV, 0, 0);
// CHECK: uring-cmd-double-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: io_uring_cmd_done() on 'io->cmd', which was already completed [custody-uring-cmd-double-done]
	io_uring_cmd_done(io->cmd, 0, 0, 0);
}

void queued_bad(struct io_uring_cmd *cmd)
{
	io_uring_cmd_complete_in_task(cmd, later);
// CHECK: uring-cmd-double-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: io_uring_cmd_done() on 'cmd', which was already queued to be completed in its task [custody-uring-cmd-double-done]
	io_uring_cmd_done(cmd, 0, 0, 0);
}

void once_ok(struct io *io, int abort)
{
	if (abort) {
		io_uring_cmd_done(io->cmd, -ENODEV, 0, 0);
		return;
	}
	io_uring_cmd_complete_in_task(io->cmd, later);
}
