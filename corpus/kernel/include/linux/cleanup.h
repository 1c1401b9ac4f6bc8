/* SPDX-License-Identifier: MIT */
/*
 * Scopes that give back by themselves. DEFINE_FREE() and __free() are for pointers, DEFINE_CLASS()
 * and CLASS() for objects with a constructor, DEFINE_GUARD(), guard() and scoped_guard() for locks.
 */
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H

#include <linux/compiler.h>

#define DEFINE_FREE(_name, _type, _free)                                                           \
	static __always_inline __maybe_unused void __free_##_name(void *p)                         \
	{                                                                                          \
		_type _T = *(_type *)p;                                                            \
		_free;                                                                             \
	}
#define __free(_name) __cleanup(__free_##_name)

/* The pointer, which the scope then no longer gives back. */
#define no_free_ptr(p)                                                                             \
	({                                                                                         \
		__typeof__(p) __taken = (p);                                                       \
		(p) = NULL;                                                                        \
		__taken;                                                                           \
	})
#define return_ptr(p) return no_free_ptr(p)
#define retain_and_null_ptr(p) ((void)no_free_ptr(p))

#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)                                    \
	typedef _type class_##_name##_t;                                                           \
	static __always_inline __maybe_unused void class_##_name##_destructor(_type *p)            \
	{                                                                                          \
		_type _T = *p;                                                                     \
		_exit;                                                                             \
	}                                                                                          \
	static __always_inline __maybe_unused _type class_##_name##_constructor(_init_args)        \
	{                                                                                          \
		_type t = _init;                                                                   \
		return t;                                                                          \
	}
#define CLASS(_name, variable)                                                                     \
	class_##_name##_t variable __cleanup(class_##_name##_destructor) =                         \
		class_##_name##_constructor

#define __GUARD_IS_PTR(_name, expression)                                                          \
	static __always_inline __maybe_unused void *class_##_name##_lock_ptr(                      \
		class_##_name##_t *_T)                                                             \
	{                                                                                          \
		return (void *)(unsigned long)(expression);                                        \
	}
#define DEFINE_GUARD(_name, _type, _lock, _unlock)                                                 \
	DEFINE_CLASS(                                                                              \
		_name, _type, if (_T) { _unlock; }, ({                                             \
			_lock;                                                                     \
			_T;                                                                        \
		}),                                                                                \
		_type _T)                                                                          \
	__GUARD_IS_PTR(_name, *_T)
#define DEFINE_GUARD_COND(_name, _ext, _condlock)                                                  \
	typedef class_##_name##_t class_##_name##_ext##_t;                                         \
	static __always_inline __maybe_unused void class_##_name##_ext##_destructor(               \
		class_##_name##_t *p)                                                              \
	{                                                                                          \
		class_##_name##_destructor(p);                                                     \
	}                                                                                          \
	static __always_inline __maybe_unused class_##_name##_t class_##_name##_ext##_constructor( \
		class_##_name##_t _T)                                                              \
	{                                                                                          \
		class_##_name##_t t = ({                                                           \
			void *_t = _T;                                                             \
			if (_T && !(_condlock))                                                    \
				_t = NULL;                                                         \
			_t;                                                                        \
		});                                                                                \
		return t;                                                                          \
	}                                                                                          \
	__GUARD_IS_PTR(_name##_ext, *_T)

#define guard(_name) CLASS(_name, __UNIQUE_ID(guard))
#define __guard_ptr(_name) class_##_name##_lock_ptr
#define scoped_guard(_name, args...)                                                               \
	for (CLASS(_name, scope)(args), *done = NULL; !done && __guard_ptr(_name)(&scope);         \
	     done = (void *)1)
#define scoped_cond_guard(_name, _fail, args...)                                                   \
	for (CLASS(_name, scope)(args), *done = NULL; !done; done = (void *)1)                     \
		if (!__guard_ptr(_name)(&scope))                                                   \
			_fail;                                                                     \
		else

/* For locks that need more than the pointer, the saved flags say. */
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)                                     \
	typedef struct {                                                                           \
		_type *lock;                                                                       \
		__VA_ARGS__;                                                                       \
	} class_##_name##_t;                                                                       \
	static __always_inline __maybe_unused void class_##_name##_destructor(                     \
		class_##_name##_t *_T)                                                             \
	{                                                                                          \
		if (_T->lock) {                                                                    \
			_unlock;                                                                   \
		}                                                                                  \
	}                                                                                          \
	static __always_inline __maybe_unused class_##_name##_t class_##_name##_constructor(       \
		_type *l)                                                                          \
	{                                                                                          \
		class_##_name##_t _t = {.lock = l}, *_T = &_t;                                     \
		_lock;                                                                             \
		return _t;                                                                         \
	}                                                                                          \
	__GUARD_IS_PTR(_name, _T->lock)
#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)                                           \
	typedef class_##_name##_t class_##_name##_ext##_t;                                         \
	static __always_inline __maybe_unused void class_##_name##_ext##_destructor(               \
		class_##_name##_t *_T)                                                             \
	{                                                                                          \
		class_##_name##_destructor(_T);                                                    \
	}                                                                                          \
	static __always_inline __maybe_unused class_##_name##_t class_##_name##_ext##_constructor( \
		__typeof__(((class_##_name##_t *)0)->lock) l)                                      \
	{                                                                                          \
		class_##_name##_t _t = {.lock = l}, *_T = &_t;                                     \
		if (!(_condlock))                                                                  \
			_T->lock = NULL;                                                           \
		return _t;                                                                         \
	}                                                                                          \
	__GUARD_IS_PTR(_name##_ext, _T->lock)
/* For locks that are not objects. */
#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)                                            \
	typedef struct {                                                                           \
		void *lock;                                                                        \
		__VA_ARGS__;                                                                       \
	} class_##_name##_t;                                                                       \
	static __always_inline __maybe_unused void class_##_name##_destructor(                     \
		class_##_name##_t *_T)                                                             \
	{                                                                                          \
		if (_T->lock) {                                                                    \
			_unlock;                                                                   \
		}                                                                                  \
	}                                                                                          \
	static __always_inline __maybe_unused class_##_name##_t class_##_name##_constructor(void)  \
	{                                                                                          \
		class_##_name##_t _t = {.lock = (void *)1}, *_T __maybe_unused = &_t;              \
		_lock;                                                                             \
		return _t;                                                                         \
	}                                                                                          \
	__GUARD_IS_PTR(_name, _T->lock)

#endif
