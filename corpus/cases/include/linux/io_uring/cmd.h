/* SPDX-License-Identifier: MIT */
#ifndef _CASES_IO_URING_CMD_H
#define _CASES_IO_URING_CMD_H
#include <linux/types.h>
struct io_uring_cmd {
	u32 cmd_op;
	u32 flags;
	u8 pdu[32];
};
void io_uring_cmd_done(struct io_uring_cmd *cmd, ssize_t ret, u64 res2, unsigned issue_flags);
void io_uring_cmd_complete_in_task(struct io_uring_cmd *ioucmd,
				   void (*task_work_cb)(struct io_uring_cmd *, unsigned));
#endif
