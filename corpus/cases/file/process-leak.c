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
// CHECK: process-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'task' is lost on this path; nothing puts it [custody-process-leak]
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

int open_bad(struct client *client, int nr)
{
	struct pid *pid = find_get_pid(nr);

	if (!pid)
		return -3;
	if (pid->level)
// CHECK: process-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pid' is lost on this path; nothing puts it [custody-process-leak]
		return -22;
	client->pid = pid;
	return 0;
}

int open_ok(struct client *client, int nr)
{
	client->pid = find_get_pid(nr);
	return client->pid ? 0 : -3;
}
