/* A bit of everything that lowers, and no finding. */
#define container_of(p, type, member) \
	({ void *p_ = (void *)(p); (type *)((char *)p_ - __builtin_offsetof(type, member)); })

struct list {
	struct list *next;
	unsigned int odd : 1, even : 3;
	union {
		int number;
		char bytes[4];
	};
};

struct item {
	long key;
	struct list link;
};

static void leave(int *depth)
{
	(*depth)--;
}

int sum(struct list *l)
{
	int depth __attribute__((cleanup(leave))) = 1, total = 0;

	for (; l; l = l->next) {
		if (l->odd && l->even > 2)
			continue;
		total += l->number + (int)container_of(l, struct item, link)->key;
	}
	return total;
}

int jump(int n)
{
	static void *const to[] = {&&zero, &&other};

	goto *to[!!n];
zero:
	return 0;
other:
	switch (n) {
	case 1 ... 3:
		return n ?: -1;
	default:
		return n && sum(0);
	}
}

int wait(int flag)
{
	asm goto("" : : "r"(flag) : : out);
	return 1;
out:
	return 0;
}
