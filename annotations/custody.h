/* SPDX-License-Identifier: MIT */
/*
 * custody's annotations: who owns, borrows, maps and locks what, said where it is declared. docs/annotations.md
 * explains each. Under any compiler but clang they are empty; they never change the code that is made.
 */
#ifndef CUSTODY_ANNOTATIONS_H
#define CUSTODY_ANNOTATIONS_H

#if defined(__clang__) && defined(__has_attribute)
#if __has_attribute(annotate) && __clang_major__ >= 13 /* the first that takes arguments */
#define __custody(...) __attribute__((annotate(__VA_ARGS__)))
#endif
#endif
#ifndef __custody
#define __custody(...)
#endif

/* Ownership: parameter (the callee takes it over), result (the caller gets it), field (a strong reference). */
#define __owned __custody("custody.owned")
/* ... and it is given back only through that allocator: a parameter, or a member of the struct. */
#define __owned_by(allocator) __custody("custody.owned_by", #allocator)
/* Not owned: for the length of the call; a field needs __locked_by() or __borrowed_from() too. */
#define __borrowed __custody("custody.borrowed")
/* Result, parameter, field: not owned, valid as long as x is. */
#define __borrowed_from(x) __custody("custody.borrowed_from", #x)

/* Mapping state: needed of a parameter, or had by a result; and what a call makes of a parameter. */
#define __mapped __custody("custody.mapped")
#define __unmapped __custody("custody.unmapped")
#define __maps __custody("custody.maps")
#define __unmaps __custody("custody.unmaps")
/* The general form: parameter or result, any protocol of the rules. from: state, a | b, any. to: state, same. */
#define __typestate(protocol, from, to) __custody("custody.typestate", #protocol, #from, #to)

/*
 * Field: while it is not zero, the member `object` of the same struct is in the state `set`, and in `unset` while it is zero.
 * If the protocol saves a value of the field's name, that is the field's value.
 */
#define __tells(object, protocol, set, unset) __custody("custody.tells", #object, #protocol, #set, #unset)

/*
 * Field: whom it keeps an object for. A pointer that is stored here brings what it points to into the state `kept`, and taking it
 * out, by storing NULL, into `free`. With the name of a view as object (`pdu`) it is a flag or a timer in such data: it keeps
 * the object whose data the struct is, while it is not zero, or armed.
 */
#define __keeps(object, protocol, kept, free) __custody("custody.keeps", #object, #protocol, #kept, #free)

/* Function, field, struct: that lock must be held. lock: a path from a parameter, or from the struct. */
#define __locked_by(lock) __custody("custody.locked_by", #lock)
/* Function: takes, gives back that lock. */
#define __acquires_lock(lock) __custody("custody.acquires_lock", #lock)
#define __releases_lock(lock) __custody("custody.releases_lock", #lock)

/* Struct: counted, by these two functions; only ever borrowed, for one callback; never copied or moved. */
#define __refcounted(get, put) __custody("custody.refcounted", #get, #put)
#define __callback_scoped __custody("custody.callback_scoped")
#define __pinned __custody("custody.pinned")
/* Struct: of the device, shared by all files that are open on it; user space names nothing by a number in it. */
#define __device_wide __custody("custody.device_wide")
/* Struct: arrays of it are read until an element that is all zero. */
#define __ends_empty __custody("custody.ends_empty")

/* Function: takes, gives back one of that count: __takes_count(vm->openings). */
#define __takes_count(count) __custody("custody.takes_count", #count)
#define __drops_count(count) __custody("custody.drops_count", #count)

/* Parameter: a static variable, as the structure that describes a driver is. */
#define __static_only __custody("custody.static_only")
/* Function: no flag says whether to call it; it is called where the call before it succeeded. */
#define __unflagged __custody("custody.unflagged")
/* Function: for the files below that folder only: __internal(block). */
#define __internal(folder) __custody("custody.internal", #folder)

/*
 * Function: effects that happen for some results only: __when(zero, acquires_lock(d->lock), owned(*out)).
 * The effects: owned(x), owned_by(x, allocator), borrowed(x), maps(x), unmaps(x), acquires_lock(l),
 * releases_lock(l), typestate(x, protocol, from, to).
 */
#define __when(result, ...) __custody("custody.when", #result, #__VA_ARGS__)

/* Function or declaration: not checked here, for that reason. */
#define __trusted(reason) __custody("custody.trusted", reason)
/* The same for a block or another statement: __trusted_block("...") { ... }. Older clangs have no such place. */
#if defined(__clang__) && __clang_major__ >= 22
#define __trusted_block(reason) __custody("custody.trusted", reason)
#else
#define __trusted_block(reason)
#endif

/*
 * Function: checked in strict mode; what can't be shown to be right is an error. Between the other two, each on a line of
 * its own outside of functions, all functions are. Other compilers than clang skip the pragma.
 */
#define __custody_strict __custody("custody.strict")
#if defined(__clang__) && __clang_major__ >= 13
#define __custody_strict_begin \
	_Pragma("clang attribute push(__attribute__((annotate(\"custody.strict\"))), apply_to = function)")
#define __custody_strict_end _Pragma("clang attribute pop")
#else
#define __custody_strict_begin
#define __custody_strict_end
#endif

/* Function: findings of that rule in it are hidden, for that reason. */
#define __custody_allow(rule, reason) __custody("custody.allow", rule, reason)

#endif
