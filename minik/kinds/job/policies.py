"""When a job has failed, and when it has succeeded, other than by counting. Upstream rules: batch `validatePodFailurePolicy`,
`validateSuccessPolicy`."""
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._rules import each, named, nonnegative
from minik.model import names
from minik.model.object import read
from minik.model.problem import duplicate, invalid, not_supported, required, shown, too_long, too_many

MOST_RULES, MOST_CODES, MOST_PATTERNS = 20, 255, 20
LONGEST_INDEXES = 64 * 1024
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
OPERATORS = ("In", "NotIn")
STATUSES = ("False", "True", "Unknown")


def chosen(path: str, value: str | None, choices: Collection[str]) -> Iterator[Problem]:
    """One of a few, which has to be named."""
    if not value:
        yield required(path, f"valid values: [{' '.join(map(shown, choices))}]")
    elif value not in choices:
        yield not_supported(path, value, choices)


def without_value(path: str, detail: str) -> Problem:
    return Problem(path, "FieldValueInvalid", f"Invalid value: {detail}")


def failure_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """What is done about a pod that failed, rule by rule."""
    rules = spec["podFailurePolicy"].get("rules") or ()
    if len(rules) > MOST_RULES:
        yield too_many(f"{path}.rules", len(rules), MOST_RULES)
    pod = read(spec, "template.spec", {})
    containers = {container.get("name") for field in ("containers", "initContainers") for container in pod.get(field) or ()}
    by_index = spec.get("backoffLimitPerIndex") is not None
    yield from each(f"{path}.rules", rules, lambda at, rule: rule_problems(rule, at, containers, by_index))


def rule_problems(rule: Mapping[str, Any], path: str, containers: Collection[str], by_index: bool) -> Iterator[Problem]:
    """A rule judges a failure by its exit code or by what happened to the pod, never by both."""
    if rule.get("action") == "FailIndex" and not by_index:
        yield invalid(f"{path}.action", "FailIndex", "requires the backoffLimitPerIndex to be set")
    yield from chosen(f"{path}.action", rule.get("action"), ACTIONS)
    codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or ()
    if codes is not None:
        yield from codes_problems(codes, f"{path}.onExitCodes", containers)
    if len(conditions) > MOST_PATTERNS:
        yield too_many(f"{path}.onPodConditions", len(conditions), MOST_PATTERNS)
    yield from each(f"{path}.onPodConditions", conditions, pattern_problems)
    if codes is not None and conditions:
        yield without_value(path, "specifying both OnExitCodes and OnPodConditions is not supported")
    if codes is None and not conditions:
        yield without_value(path, "specifying one of OnExitCodes and OnPodConditions is required")


def pattern_problems(path: str, pattern: Mapping[str, Any]) -> Iterator[Problem]:
    yield from named(f"{path}.type", pattern.get("type") or "", names.qualified)
    yield from chosen(f"{path}.status", pattern.get("status"), STATUSES)


def codes_problems(codes: Mapping[str, Any], path: str, containers: Collection[str]) -> Iterator[Problem]:
    """Exit codes are told in order, each once."""
    values, container = codes.get("values") or [], codes.get("containerName")
    yield from chosen(f"{path}.operator", codes.get("operator"), OPERATORS)
    if container is not None and container not in containers:
        yield invalid(f"{path}.containerName", container, "must be one of the container or initContainer names in the pod template")
    if not values:
        yield invalid(f"{path}.values", codes.get("values"), "at least one value is required")
    elif len(values) > MOST_CODES:
        yield too_many(f"{path}.values", len(values), MOST_CODES)
    for index, value in enumerate(values):
        if codes.get("operator") == "In" and value == 0:
            yield invalid(f"{path}.values[{index}]", value, "must not be 0 for the In operator")
        if value in values[:index]:
            yield duplicate(f"{path}.values[{index}]", value)
    if values != sorted(values):
        yield invalid(f"{path}.values", values, "must be ordered")


def success_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """When a job whose pods are numbered has done enough."""
    policy = spec.get("successPolicy")
    if policy is None:
        return
    rules = policy.get("rules") or ()
    if spec.get("completionMode") != "Indexed":
        yield invalid(path, {"Rules": [{"SucceededIndexes": rule.get("succeededIndexes"), "SucceededCount": rule.get("succeededCount")}
                                       for rule in rules]}, "requires indexed completion mode")
        return
    if not rules:
        yield required(f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")
    if len(rules) > MOST_RULES:
        yield too_many(f"{path}.rules", len(rules), MOST_RULES)
    yield from each(f"{path}.rules", rules, lambda at, rule: success_rule_problems(rule, at, spec.get("completions") or 0))


def success_rule_problems(rule: Mapping[str, Any], path: str, completions: int) -> Iterator[Problem]:
    """So many of its indexes, certain ones, or so many of certain ones."""
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    total = 0
    if count is None and indexes is None:
        yield required(path, "at least one of succeededCount or succeededIndexes must be specified")
    if indexes is not None:
        if len(indexes) > LONGEST_INDEXES:
            yield too_long(f"{path}.succeededIndexes", LONGEST_INDEXES)
        try:
            total = counted(indexes, completions)
        except BadIndexes as wrong:
            yield invalid(f"{path}.succeededIndexes", indexes, f"error parsing succeededIndexes: {wrong}")
    if count is not None:
        field = f"{path}.succeededCount"
        yield from nonnegative(field, count)
        if count > completions:
            yield invalid(field, count, f"must be less than or equal to {completions} (the number of specified completions)")
        if indexes is not None and count > total:
            detail = f"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
            yield invalid(field, count, detail)


class BadIndexes(ValueError):
    """A text that is no list of indexes, in upstream's words."""


def counted(text: str, completions: int) -> int:
    """How many indexes `1,3-5` names."""
    last, total = -1, 0
    for interval in text.split(",") if text else ():
        first, end = limits(interval, completions)
        if last >= first:
            raise BadIndexes(f"non-increasing order, previous: {last}, current: {first}")
        total, last = total + end - first + 1, end
    return total


def limits(interval: str, completions: int) -> tuple[int, int]:
    """The first and the last index of `3-5`, or of `1`."""
    parts = interval.split("-")
    if len(parts) > 2:
        raise BadIndexes(f"the fragment {shown(interval)} violates the requirement that an index interval can have "
                         "at most two parts separated by '-'")
    for part in parts:
        if not re.fullmatch("[+]?[0-9]{1,18}", part, re.ASCII):
            raise BadIndexes(f"cannot convert string to integer for index: {shown(part)}")
        if int(part) >= completions:
            raise BadIndexes(f"too large index: {shown(part)}")
    first, last = int(parts[0]), int(parts[-1])
    if len(parts) > 1 and first >= last:
        raise BadIndexes(f"non-increasing order, previous: {first}, current: {last}")
    return first, last
