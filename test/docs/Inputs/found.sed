# SPDX-License-Identifier: MIT
# What the compiler says, in the form of claims.awk.
s/^[^:]*:\([0-9]*\):[0-9]*: \(warning\|error\): /\1: \2: /p
