/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-rules=%S %s 2>&1 | count 0
/* A get and a put of a caller's object leave the caller's own reference. */

struct guest {
	int name;
};
struct guest *guest_get(struct guest *guest);
void guest_put(struct guest *guest);

int borrowed_ok(struct guest *guest)
{
	guest_get(guest);
	guest_put(guest);
	return guest->name;
}
