// SPDX-License-Identifier: MIT
/* Strings to numbers, strictly: the whole string, one newline aside, and within the type. */
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/errno.h>

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 99;
}

/* Base 0: by the prefix. Base 16 allows its prefix. */
static const char *find_base(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && digit_of(s[2]) < 16;

	if (!*base)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

static int parse(const char *s, unsigned int base, unsigned long long *result)
{
	unsigned long long value = 0;
	const char *start;

	s = find_base(s, &base);
	for (start = s; digit_of(*s) < (int)base; s++) {
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit_of(*s), &value))
			return -ERANGE;
	}
	if (s == start)
		return -EINVAL;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	*result = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *result)
{
	return parse(*s == '+' ? s + 1 : s, base, result);
}

int kstrtoll(const char *s, unsigned int base, long long *result)
{
	unsigned long long value;
	int error;

	if (*s != '-') {
		error = kstrtoull(s, base, &value);
		if (error)
			return error;
		if (value & BIT_ULL(63))
			return -ERANGE;
		*result = value;
		return 0;
	}
	error = parse(s + 1, base, &value);
	if (error)
		return error;
	if ((value & BIT_ULL(63)) && value != BIT_ULL(63))
		return -ERANGE;
	*result = -value;
	return 0;
}

/* The same for a smaller type: what does not fit is out of range. */
#define NARROW(name, type, wide, wide_name)                                                        \
	int name(const char *s, unsigned int base, type *result)                                   \
	{                                                                                          \
		wide value;                                                                        \
		int error = wide_name(s, base, &value);                                            \
		if (error)                                                                         \
			return error;                                                              \
		if (value != (wide)(type)value)                                                    \
			return -ERANGE;                                                            \
		*result = value;                                                                   \
		return 0;                                                                          \
	}

NARROW(kstrtoul, unsigned long, unsigned long long, kstrtoull)
NARROW(kstrtol, long, long long, kstrtoll)
NARROW(kstrtouint, unsigned int, unsigned long long, kstrtoull)
NARROW(kstrtoint, int, long long, kstrtoll)

int kstrtobool(const char *s, bool *result)
{
	if (!s)
		return -EINVAL;
	switch (s[0]) {
	case 'y':
	case 'Y':
	case 't':
	case 'T':
	case '1':
		*result = true;
		return 0;
	case 'n':
	case 'N':
	case 'f':
	case 'F':
	case '0':
		*result = false;
		return 0;
	case 'o':
	case 'O':
		if (s[1] != 'n' && s[1] != 'N' && s[1] != 'f' && s[1] != 'F')
			return -EINVAL;
		*result = s[1] == 'n' || s[1] == 'N';
		return 0;
	}
	return -EINVAL;
}
