// SPDX-License-Identifier: MIT
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include <time.h>

static ktime_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return ktime_set(now.tv_sec, now.tv_nsec);
}

ktime_t ktime_get(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

ktime_t ktime_get_real(void)
{
	return read_clock(CLOCK_REALTIME);
}

unsigned long kernel_jiffies(void)
{
	return ktime_get() / NSEC_PER_MSEC;
}

static void sleep_ns(u64 nsecs)
{
	struct timespec left = {.tv_sec = nsecs / NSEC_PER_SEC, .tv_nsec = nsecs % NSEC_PER_SEC};

	might_sleep();
	while (nanosleep(&left, &left))
		;
}

void msleep(unsigned int msecs)
{
	sleep_ns(msecs * (u64)NSEC_PER_MSEC);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	return jiffies_to_msecs(schedule_timeout_interruptible(msecs_to_jiffies(msecs)));
}

void usleep_range(unsigned long min, unsigned long max)
{
	(void)max;
	sleep_ns(min * (u64)NSEC_PER_USEC);
}

void fsleep(unsigned long usecs)
{
	sleep_ns(usecs * (u64)NSEC_PER_USEC);
}

void ssleep(unsigned int seconds)
{
	sleep_ns(seconds * (u64)NSEC_PER_SEC);
}

void ndelay(unsigned long nsecs)
{
	ktime_t until = ktime_get() + (s64)nsecs;

	while (ktime_get() < until)
		barrier();
}

void udelay(unsigned long usecs)
{
	ndelay(usecs * NSEC_PER_USEC);
}

void mdelay(unsigned long msecs)
{
	ndelay(msecs * NSEC_PER_MSEC);
}
