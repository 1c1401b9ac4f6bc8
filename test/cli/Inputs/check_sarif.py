# SPDX-License-Identifier: MIT
"""Whether a SARIF log is what the standard (2.1.0) wants of the objects that custody writes.

No package of the distribution holds the published schema, so its rules for these objects are written down
here: which members there are, which must be, their types and words. What a schema can't say is checked too:
indices meet their rules, names of rules agree, fingerprints are unique in a file.
"""
import json
import re
import sys
from urllib.parse import urlsplit

TEXT = str
POSITIVE = ("integer from", 1)
NATURAL = ("integer from", 0)
URI = ("uri",)
URI_REFERENCE = ("uri reference",)


def one_of(*words):
    return ("one of", words)


def list_of(shape):
    return ("list of", shape)


def map_of(shape):
    return ("map of", shape)


LEVEL = one_of("none", "note", "warning", "error")
MESSAGE = {"text!": TEXT, "markdown": TEXT}
ARTIFACT = {"uri": URI_REFERENCE, "uriBaseId": TEXT}
REGION = {"startLine": POSITIVE, "startColumn": POSITIVE, "snippet": {"text": TEXT}}
PHYSICAL = {"artifactLocation": ARTIFACT, "region": REGION}
LOGICAL = {"name": TEXT, "kind": TEXT}
LOCATION = {"physicalLocation": PHYSICAL, "logicalLocations": list_of(LOGICAL), "message": MESSAGE}
STEP = {"location": LOCATION, "kinds": list_of(TEXT), "nestingLevel": NATURAL,
        "importance": one_of("important", "essential", "unimportant")}
THREAD_FLOW = {"locations!": list_of(STEP)}
RESULT = {
    "ruleId": TEXT, "ruleIndex": NATURAL, "level": LEVEL, "message!": MESSAGE, "locations": list_of(LOCATION),
    "partialFingerprints": map_of(TEXT), "codeFlows": list_of({"threadFlows!": list_of(THREAD_FLOW)}),
    "suppressions": list_of({"kind!": one_of("inSource", "external"), "justification": TEXT}),
    "baselineState": one_of("new", "unchanged", "updated", "absent"),
}
RULE = {
    "id!": TEXT, "name": TEXT, "shortDescription": MESSAGE, "fullDescription": MESSAGE, "helpUri": URI,
    "help": MESSAGE, "defaultConfiguration": {"level": LEVEL}, "properties": None,
}
NOTIFICATION = {"level": LEVEL, "message!": MESSAGE, "locations": list_of(LOCATION)}
RUN = {
    "tool!": {"driver!": {"name!": TEXT, "semanticVersion": TEXT, "rules": list_of(RULE)}},
    "invocations": list_of({"executionSuccessful!": bool, "toolExecutionNotifications": list_of(NOTIFICATION)}),
    "originalUriBaseIds": map_of(ARTIFACT), "columnKind": one_of("utf16CodeUnits", "unicodeCodePoints"),
    "results": list_of(RESULT),
}
LOG = {"$schema": URI, "version!": one_of("2.1.0"), "runs!": list_of(RUN)}

problems = []


def check_object(value, shape, where):
    if not isinstance(value, dict):
        return problems.append(f"{where}: no object")
    required = {key[:-1] for key in shape if key.endswith("!")}
    members = {key.rstrip("!"): inner for key, inner in shape.items()}
    problems.extend(f"{where}: no {key}" for key in required - value.keys())
    for key, inner in value.items():
        if key not in members:
            problems.append(f"{where}: unknown member {key}")
        elif members[key] is not None:
            check(inner, members[key], f"{where}.{key}")


def is_simple(value, shape):
    if isinstance(shape, type):
        return isinstance(value, shape)
    kind = shape[0]
    if kind == "integer from":
        return isinstance(value, int) and not isinstance(value, bool) and value >= shape[1]
    if kind == "one of":
        return value in shape[1]
    if not isinstance(value, str) or not re.fullmatch(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-F]{2})*", value):
        return False
    return kind == "uri reference" or bool(urlsplit(value).scheme)


def check(value, shape, where):
    if isinstance(shape, dict):
        check_object(value, shape, where)
    elif isinstance(shape, tuple) and shape[0] == "list of":
        if not isinstance(value, list):
            return problems.append(f"{where}: no list")
        for i, inner in enumerate(value):
            check(inner, shape[1], f"{where}[{i}]")
    elif isinstance(shape, tuple) and shape[0] == "map of":
        for key, inner in value.items():
            check(inner, shape[1], f"{where}.{key}")
    elif not is_simple(value, shape):
        problems.append(f"{where}: {value!r} is not right")


def check_meaning(run):
    rules = run["tool"]["driver"]["rules"]
    seen = set()
    if len({rule["id"] for rule in rules}) != len(rules):
        problems.append("a rule is there twice")
    for i, result in enumerate(run["results"]):
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            problems.append(f"results[{i}]: ruleIndex is another rule's")
        place = result["locations"][0]["physicalLocation"]
        key = place["artifactLocation"]["uri"], result["partialFingerprints"]["primaryLocationLineHash"]
        if key in seen:
            problems.append(f"results[{i}]: its fingerprint is another's")
        seen.add(key)
        for flow in result.get("codeFlows", []):
            last = flow["threadFlows"][0]["locations"][-1]["location"]["physicalLocation"]
            if last != place:
                problems.append(f"results[{i}]: the path does not end at its place")


with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
check(log, LOG, "log")
if not problems:
    check_meaning(log["runs"][0])
for problem in problems:
    print(problem)
print(f"{len(log['runs'][0]['results'])} results, {len(problems)} problems")
sys.exit(bool(problems))
