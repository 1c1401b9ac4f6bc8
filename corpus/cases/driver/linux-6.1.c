/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/*
 * What Linux 6.1 declares otherwise than 6.12: other names, macros for other functions, other
 * parameters.
 */
typedef unsigned int fmode_t;
typedef unsigned int dev_t;
struct module;
struct lock_class_key {
	int key;
};
struct device;
struct class {
	const char *name;
};
struct block_device;
struct pwm_device;
struct thermal_zone_device;
struct v4l2_device;
struct v4l2_async_notifier {
	int n;
};
struct drm_sched_entity;
struct drm_sched_job {
	int id;
};
struct kmem_cache;
struct timer_list {
	int n;
};
#define THIS_MODULE ((struct module *)0)
#define NULL ((void *)0)
#define IS_ERR(p) ((unsigned long)(p) >= (unsigned long)-4095)
#define PTR_ERR(p) ((long)(p))

/* include/linux/device/class.h */
struct class *__class_create(struct module *owner, const char *name, struct lock_class_key *key);
int __class_register(struct class *cls, struct lock_class_key *key);
void class_destroy(struct class *cls);
void class_unregister(struct class *cls);
#define class_create(owner, name)                                                                                      \
	({                                                                                                             \
		static struct lock_class_key __key;                                                                    \
		__class_create(owner, name, &__key);                                                                   \
	})
#define class_register(class)                                                                                          \
	({                                                                                                             \
		static struct lock_class_key __key;                                                                    \
		__class_register(class, &__key);                                                                       \
	})
/* include/linux/blkdev.h */
struct block_device *blkdev_get_by_path(const char *path, fmode_t mode, void *holder);
void blkdev_put(struct block_device *bdev, fmode_t mode);
/* include/linux/pwm.h */
struct pwm_device *pwm_request(int pwm_id, const char *label);
void pwm_free(struct pwm_device *pwm);
/* include/linux/thermal.h */
struct thermal_zone_device *thermal_zone_device_register(const char *type, int ntrips, int mask, void *devdata,
							 void *ops, const void *tzp, int passive, int polling);
void thermal_zone_device_unregister(struct thermal_zone_device *tz);
/* include/media/v4l2-async.h */
int v4l2_async_nf_register(struct v4l2_device *v4l2_dev, struct v4l2_async_notifier *nf);
void v4l2_async_nf_unregister(struct v4l2_async_notifier *nf);
/* include/drm/gpu_scheduler.h */
int drm_sched_job_init(struct drm_sched_job *job, struct drm_sched_entity *entity, void *owner);
void drm_sched_job_cleanup(struct drm_sched_job *job);
/* include/linux/slab.h, include/linux/timer.h: functions */
void *kmem_cache_alloc(struct kmem_cache *s, unsigned int flags);
void kmem_cache_free(struct kmem_cache *s, void *p);
void kfree(const void *p);

int start(void);

static struct class unlucky;

int register_bad(void)
{
	int ret = class_register(&unlucky);

	if (ret)
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: class_unregister() on '&unlucky', whose registration was refused [custody-unregister-refused]
		class_unregister(&unlucky);
	return ret;
}

int create_twice_bad(void)
{
	struct class *cls = class_create(THIS_MODULE, "tea");

	if (IS_ERR(cls))
		return PTR_ERR(cls);
	class_destroy(cls);
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-unregistered-twice]
	class_destroy(cls);
	return 0;
}

int create_ok(void)
{
	struct class *cls = class_create(THIS_MODULE, "tea");

	if (IS_ERR(cls))
		return PTR_ERR(cls);
	class_destroy(cls);
	return 0;
}

int device_bad(void)
{
	struct block_device *bdev = blkdev_get_by_path("/dev/tea", 1, NULL);

	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bdev' is lost on this path; {{.*}} [custody-provider-leak]
	return start();
}

int device_ok(void)
{
	struct block_device *bdev = blkdev_get_by_path("/dev/tea", 1, NULL);

	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	blkdev_put(bdev, 1);
	return 0;
}

int pwm_bad(void)
{
	struct pwm_device *pwm = pwm_request(1, "tea");

	if (IS_ERR(pwm))
		return PTR_ERR(pwm);
	pwm_free(pwm);
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-provider-use-after-put]
	pwm_free(pwm);
	return 0;
}

int zone_bad(void *data)
{
	struct thermal_zone_device *tz = thermal_zone_device_register("tea", 0, 0, data, NULL, NULL, 0, 0);

	if (IS_ERR(tz))
		return PTR_ERR(tz);
	if (start())
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tz' is lost on this path; {{.*}} [custody-provider-leak]
		return -1;
	thermal_zone_device_unregister(tz);
	return 0;
}

int notify_bad(struct v4l2_device *v4l2, struct v4l2_async_notifier *nf)
{
	int ret = v4l2_async_nf_register(v4l2, nf);

	if (ret)
		return ret;
	ret = start();
	if (ret < 0)
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'nf' is left open by v4l2_async_nf_register(), though the function fails; {{.*}} [custody-setup-left]
		return ret;
	ret = start();
	if (ret < 0)
		goto undo;
	return 0;
undo:
	v4l2_async_nf_unregister(nf);
	return ret;
}

int notify_ok(struct v4l2_device *v4l2, struct v4l2_async_notifier *nf)
{
	int ret = v4l2_async_nf_register(v4l2, nf);

	if (ret)
		return ret;
	ret = start();
	if (ret < 0)
		v4l2_async_nf_unregister(nf);
	return ret;
}

int job_ok(struct drm_sched_job *job, struct drm_sched_entity *entity)
{
	int ret = drm_sched_job_init(job, entity, NULL);

	if (ret)
		return ret;
	drm_sched_job_cleanup(job);
	return 0;
}

int cache_bad(struct kmem_cache *cache)
{
	void *p = kmem_cache_alloc(cache, 0);

	if (!p)
		return -12;
	kmem_cache_free(cache, p);
// CHECK: linux-6.1.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p' freed twice: {{.*}} [custody-double-free]
	kmem_cache_free(cache, p);
	return 0;
}
