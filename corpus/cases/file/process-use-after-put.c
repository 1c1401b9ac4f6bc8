/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

struct pid {
	int level;
};
struct task_struct {
	int prio;
};
struct client {
	struct pid *pid;
};
struct pid *find_get_pid(int nr);
struct pid *get_pid(struct pid *pid);
void put_pid(struct pid *pid);
struct task_struct *get_pid_task(struct pid *pid, int type);
void put_task_struct(struct task_struct *task);

int prio_bad(struct client *client)
{
	struct task_struct *task = get_pid_task(client->pid, 0);

	if (!task)
		return -3;
	put_task_struct(task);
// CHECK: process-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'task->prio' used after its reference was put [custody-process-use-after-put]
	return task->prio;
}

int prio_ok(struct client *client)
{
	struct task_struct *task = get_pid_task(client->pid, 0);
	int prio;

	if (!task)
		return -3;
	prio = task->prio;
	put_task_struct(task);
	return prio;
}

int level_bad(int nr)
{
	struct pid *pid = find_get_pid(nr);

	if (!pid)
		return -3;
	put_pid(pid);
// CHECK: process-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pid->level' used after its reference was put [custody-process-use-after-put]
	return pid->level;
}

/* The client still has its own. */
int level_ok(struct client *client)
{
	struct pid *pid = get_pid(client->pid);

	put_pid(pid);
	return client->pid->level;
}
