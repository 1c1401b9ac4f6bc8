// SPDX-License-Identifier: MIT
// The C core, as C++ sees it. The headers are plain C and know nothing of C++.
#ifndef CUSTODY_FRONTEND_CORE_H
#define CUSTODY_FRONTEND_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

extern "C" {
#include "../check.h"
#include "../ir/build.h"
#include "../ir/cir.h"
#include "../ir/ir.h"
}

#endif
