# SPDX-License-Identifier: MIT
"""Shell tests; those listed as known failures must fail, and are reported when they start to pass."""
import lit.formats


class Tests(lit.formats.ShTest):
    def __init__(self, known_failures):
        super().__init__(execute_external=True)
        self.known_failures = known_failures

    def execute(self, test, litConfig):
        if "/".join((test.suite.name,) + test.path_in_suite) in self.known_failures:
            test.xfails.append("*")
        return super().execute(test, litConfig)
