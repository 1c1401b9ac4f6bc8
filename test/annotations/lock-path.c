/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct lock {
	int word;
};
struct parent {
	struct lock lock;
};
struct dev {
	struct parent *up;
	struct lock lock;
	int count;
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: struct dev has no member 'lokc'; did you mean 'lock'?
	int total __locked_by(lokc);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: struct parent has no member 'mutex'; name one of its members
	int sum __locked_by(up->mutex);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: 'up->' is no path; write it like 'lock', 'dev->lock' or '&dev->lock'
	int broken __locked_by(up->);
	int good __locked_by(lock), better __locked_by(up->lock), best __locked_by(&up->lock);
};
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: struct dev has no member 'lck'; did you mean 'lock'?
void member(struct dev *d) __locked_by(d->lck);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: root has no parameter 'dev'; start the path at a parameter or 'return'
void root(struct dev *d) __locked_by(dev->lock);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: what stands before '.lock' in 'd->up.lock' is no struct; correct it
void dot(struct dev *d) __acquires_lock(d->up.lock);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: what stands before '->word' in 'd->lock->word' is no pointer to a struct; correct it
void arrow(struct dev *d) __releases_lock(d->lock->word);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: 'n' is no pointer; name an object
void number(int n) __locked_by(n);
// CHECK: lock-path.c:[[@LINE+1]]:{{[0-9]+}}: error: '&d' is the address of a variable, which ends with the call; name a member or what it points to
void variable(struct dev *d) __locked_by(&d);
void all_good(struct dev *d) __locked_by(d->lock) __locked_by(&d->up->lock);

void use(struct dev *d)
{
	member(d);
	root(d);
	dot(d);
	arrow(d);
	number(d->count);
	variable(d);
	all_good(d);
}
