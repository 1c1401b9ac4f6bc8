// SPDX-License-Identifier: MIT
// A plugin built for one clang crashes another. This runs first of all that
// the plugin runs, and says so instead.
#include "clang/Basic/Version.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

static int majorOf(const char *Text) {
  const char *At = strstr(Text, "version ");
  return At ? atoi(At + strlen("version ")) : 0;
}

// Priority 101: before the constructors of C++ objects, the plugin's entry in
// clang's registry among them. _exit(): clang's own exit handlers must not run
// in the middle of its start.
__attribute__((constructor(101))) static void checkClangVersion() {
  int Running = majorOf(clang::getClangFullVersion().c_str());
  if (Running == CLANG_VERSION_MAJOR)
    return;
  fprintf(stderr,
          "error: this custody plugin was built for clang %d and cannot be "
          "loaded into clang %d\n",
          CLANG_VERSION_MAJOR, Running);
  _exit(1);
}
