// SPDX-License-Identifier: MIT
/* Locks, reference counters, RCU, threads, waiting. */
#include "harness.h"
#include "threads.h"

#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/wait.h>

#define ROUNDS 5000

static DEFINE_SPINLOCK(spin);
static DEFINE_MUTEX(mutex);
static DECLARE_RWSEM(rwsem);
static long spin_count, mutex_count, rwsem_count;
static atomic_t atomic_count;

static int lock_user(void *data)
{
	unsigned long flags;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		spin_lock_irqsave(&spin, flags);
		spin_count++;
		spin_unlock_irqrestore(&spin, flags);
		scoped_guard(mutex, &mutex)
			mutex_count++;
		if (i % 4) {
			guard(rwsem_read)(&rwsem);
			CHECK(rwsem_count >= 0);
		} else {
			guard(rwsem_write)(&rwsem);
			lockdep_assert_held_write(&rwsem);
			rwsem_count++;
		}
		atomic_inc(&atomic_count);
	}
	return 7;
}

static struct completion started;

static int counted_lock_user(void *data)
{
	complete(&started);
	return lock_user(data);
}

TEST(locks_exclude)
{
	struct task_struct *threads[3];
	int i;

	init_completion(&started);
	for (i = 0; i < 3; i++)
		threads[i] = thread_start(counted_lock_user, NULL);
	for (i = 0; i < 3; i++)
		wait_for_completion(&started);
	for (i = 0; i < 3; i++) {
		CHECK_EQ(thread_end(threads[i]), 7);
	}
	CHECK_EQ(spin_count, 3 * ROUNDS);
	CHECK_EQ(mutex_count, 3 * ROUNDS);
	CHECK_EQ(rwsem_count, 3 * ROUNDS / 4);
	CHECK_EQ(atomic_read(&atomic_count), 3 * ROUNDS);
}

TEST(trylock)
{
	CHECK(mutex_trylock(&mutex));
	CHECK(mutex_is_locked(&mutex));
	CHECK(lockdep_is_held(&mutex));
	mutex_unlock(&mutex);
	CHECK(!mutex_is_locked(&mutex));
	scoped_cond_guard(mutex_try, CHECK(false), &mutex)
		CHECK(mutex_is_locked(&mutex));
	down_read(&rwsem);
	CHECK(!down_write_trylock(&rwsem));
	CHECK(down_read_trylock(&rwsem));
	up_read(&rwsem);
	up_read(&rwsem);
	CHECK(down_write_trylock(&rwsem));
	up_write(&rwsem);
}

static int interrupted_locker(void *data)
{
	complete(data);
	return mutex_lock_interruptible(&mutex);
}

TEST(mutex_interrupted)
{
	DECLARE_COMPLETION_ONSTACK(running);
	struct task_struct *thread;

	mutex_lock(&mutex);
	thread = thread_start(interrupted_locker, &running);
	wait_for_completion(&running);
	send_sig(2, thread, 0);
	CHECK_EQ(thread_end(thread), -EINTR);
	mutex_unlock(&mutex);
}

struct object {
	struct kref ref;
	bool *released;
};

static void object_release(struct kref *ref)
{
	struct object *object = container_of(ref, struct object, ref);

	*object->released = true;
	kfree(object);
}

static void object_release_unlock(struct kref *ref)
{
	object_release(ref);
	mutex_unlock(&mutex);
}

TEST(kref_counts)
{
	struct object *object = kmalloc(sizeof(*object), GFP_KERNEL);
	bool released = false;

	kref_init(&object->ref);
	object->released = &released;
	kref_get(&object->ref);
	CHECK(kref_get_unless_zero(&object->ref));
	CHECK_EQ(kref_read(&object->ref), 3);
	CHECK(!kref_put(&object->ref, object_release));
	CHECK(!kref_put_mutex(&object->ref, object_release_unlock, &mutex));
	CHECK(!mutex_is_locked(&mutex));
	CHECK(kref_put_mutex(&object->ref, object_release_unlock, &mutex));
	CHECK(released && !mutex_is_locked(&mutex));
}

TEST(refcount_edges)
{
	refcount_t r = REFCOUNT_INIT(1);

	CHECK(!refcount_dec_not_one(&r));
	refcount_inc(&r);
	CHECK(refcount_dec_not_one(&r));
	CHECK(refcount_dec_if_one(&r));
	CHECK(!refcount_inc_not_zero(&r));
}

struct node {
	struct list_head list;
	struct rcu_head rcu;
	unsigned long a, b;
};

static LIST_HEAD(rcu_list);

static int list_reader(void *data)
{
	struct node *node;
	long seen = 0;

	complete(data);
	while (!kthread_should_stop()) {
		rcu_read_lock();
		list_for_each_entry_rcu(node, &rcu_list, list) {
			CHECK_EQ(node->a, ~node->b);
			seen++;
		}
		rcu_read_unlock();
	}
	return seen >= 0;
}

static struct node *node_new(unsigned long value)
{
	struct node *node = kmalloc(sizeof(*node), GFP_KERNEL);

	node->a = value;
	node->b = ~value;
	return node;
}

/* The freed ones are overwritten: a reader that still saw one would find a and b in disagreement.
 */
static void node_free(struct rcu_head *head)
{
	struct node *node = container_of(head, struct node, rcu);

	node->a = node->b = 0;
	kfree(node);
}

TEST(rcu_list_readers)
{
	DECLARE_COMPLETION_ONSTACK(running);
	struct task_struct *readers[2];
	struct node *node;
	int i;

	for (i = 0; i < 2; i++) {
		readers[i] = kthread_run(list_reader, &running, "reader/%d", i);
		wait_for_completion(&running);
	}
	for (i = 0; i < 8; i++)
		list_add_tail_rcu(&node_new(i)->list, &rcu_list);
	for (i = 0; i < 600; i++) {
		node = list_first_entry(&rcu_list, struct node, list);
		list_del_rcu(&node->list);
		if (i % 16 == 0) {
			synchronize_rcu();
			node_free(&node->rcu);
		} else {
			call_rcu(&node->rcu, node_free);
		}
		list_add_tail_rcu(&node_new(i)->list, &rcu_list);
	}
	for (i = 0; i < 2; i++)
		CHECK_EQ(kthread_stop(readers[i]), 1);
	rcu_barrier();
	while (!list_empty(&rcu_list)) {
		node = list_first_entry(&rcu_list, struct node, list);
		list_del(&node->list);
		kfree(node);
	}
}

DEFINE_STATIC_SRCU(srcu);
static unsigned long *srcu_value;

static int srcu_reader(void *data)
{
	while (!kthread_should_stop()) {
		int index = srcu_read_lock(&srcu);

		CHECK(*srcu_dereference(srcu_value, &srcu) != 0);
		if (test_random() % 8 == 0)
			usleep_range(10, 20);
		srcu_read_unlock(&srcu, index);
	}
	return 0;
}

TEST(srcu_readers_sleep)
{
	struct task_struct *reader;
	unsigned long *old;
	int i;

	srcu_value = kmalloc(sizeof(*srcu_value), GFP_KERNEL);
	*srcu_value = 1;
	reader = kthread_run(srcu_reader, NULL, "srcu");
	for (i = 2; i < 200; i++) {
		unsigned long *new = kmalloc(sizeof(*new), GFP_KERNEL);

		*new = i;
		old = rcu_replace_pointer(srcu_value, new, true);
		synchronize_srcu(&srcu);
		*old = 0;
		kfree(old);
	}
	kthread_stop(reader);
	kfree(srcu_value);
}

static DECLARE_WAIT_QUEUE_HEAD(queue);
static int turn;
static atomic_t rounds;

static int ping(void *data)
{
	int me = (long)data, i;

	for (i = 0; i < 300; i++) {
		wait_event(queue, READ_ONCE(turn) == me);
		atomic_inc(&rounds);
		WRITE_ONCE(turn, !me);
		wake_up_all(&queue);
	}
	return 0;
}

TEST(wait_event_ping_pong)
{
	struct task_struct *a, *b;

	a = thread_start(ping, (void *)0);
	b = thread_start(ping, (void *)1);
	/* one that was stopped before it ran would not run */
	wait_event(queue, atomic_read(&rounds) == 600);
	thread_end(a);
	thread_end(b);
	CHECK_EQ(turn, 0);
}

static int interruptible_waiter(void *data)
{
	complete(data);
	return wait_event_interruptible(queue, false);
}

TEST(wait_event_results)
{
	DECLARE_COMPLETION_ONSTACK(running);
	struct task_struct *thread;
	long left;

	CHECK_EQ(wait_event_timeout(queue, false, 5), 0);
	left = wait_event_timeout(queue, true, 1000);
	CHECK_EQ(left, 1000);
	CHECK_EQ(wait_event_interruptible(queue, true), 0);
	CHECK_EQ(wait_event_interruptible_timeout(queue, false, 2), 0);
	thread = thread_start(interruptible_waiter, &running);
	wait_for_completion(&running);
	send_sig(2, thread, 0);
	CHECK_EQ(thread_end(thread), -ERESTARTSYS);
}

static atomic_t woken;

static int exclusive_waiter(void *data)
{
	DEFINE_WAIT(wait);

	prepare_to_wait_exclusive(&queue, &wait, TASK_UNINTERRUPTIBLE);
	complete(data);
	schedule();
	finish_wait(&queue, &wait);
	atomic_inc(&woken);
	return 0;
}

TEST(wake_up_one)
{
	DECLARE_COMPLETION_ONSTACK(waiting);
	struct task_struct *threads[3];
	int i;

	for (i = 0; i < 3; i++) {
		threads[i] = thread_start(exclusive_waiter, &waiting);
		wait_for_completion(&waiting);
	}
	wake_up(&queue);
	for (i = 0; i < 200 && atomic_read(&woken) < 1; i++)
		msleep(1);
	msleep(5);
	CHECK_EQ(atomic_read(&woken), 1);
	wake_up_all(&queue);
	for (i = 0; i < 3; i++) {
		thread_end(threads[i]);
	}
	CHECK_EQ(atomic_read(&woken), 3);
}

static int completer(void *data)
{
	complete(data);
	return 0;
}

/* The completion's memory is gone as soon as the wait is over. */
TEST(completion_on_stack)
{
	int i;

	for (i = 0; i < 200; i++) {
		DECLARE_COMPLETION_ONSTACK(done);
		struct task_struct *thread = thread_start(completer, &done);

		wait_for_completion(&done);
		thread_end(thread);
	}
}

TEST(completion_counts)
{
	DECLARE_COMPLETION_ONSTACK(done);

	CHECK(!try_wait_for_completion(&done));
	CHECK_EQ(wait_for_completion_timeout(&done, 3), 0);
	complete(&done);
	complete(&done);
	CHECK(wait_for_completion_timeout(&done, 3) > 0);
	CHECK(completion_done(&done) && try_wait_for_completion(&done) && !completion_done(&done));
	complete_all(&done);
	wait_for_completion(&done);
	CHECK(try_wait_for_completion(&done));
	reinit_completion(&done);
	CHECK(!completion_done(&done));
}

static int parker(void *data)
{
	atomic_t *rounds = data;

	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		atomic_inc(rounds);
		usleep_range(50, 60);
	}
	return 3;
}

TEST(kthread_parks)
{
	atomic_t rounds = ATOMIC_INIT(0);
	struct task_struct *thread = kthread_run(parker, &rounds, "parker");
	int before;

	while (!atomic_read(&rounds))
		usleep_range(50, 60);
	CHECK_EQ(kthread_park(thread), 0);
	before = atomic_read(&rounds);
	msleep(5);
	CHECK_EQ(atomic_read(&rounds), before);
	kthread_unpark(thread);
	while (atomic_read(&rounds) == before)
		usleep_range(50, 60);
	CHECK_EQ(kthread_stop(thread), 3);
}

static int never_run(void *data)
{
	CHECK(false);
	return 0;
}

TEST(kthread_stopped_before_it_ran)
{
	CHECK_EQ(kthread_stop(kthread_create(never_run, NULL, "never")), -EINTR);
}

TEST(cleanup_scopes)
{
	char *p __free(kfree) = kmalloc(10, GFP_KERNEL);
	char *taken;

	taken = no_free_ptr(p);
	CHECK(!p && taken);
	kfree(taken);
}
