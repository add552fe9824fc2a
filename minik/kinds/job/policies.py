"""Pod failure policies and success policies of Jobs. Upstream rules: batch
`validatePodFailurePolicy`, `validateSuccessPolicy`.
"""

from collections.abc import Collection, Iterator, Mapping

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._rules import check_each, check_name, check_nonnegative
from minik.light_typing import Any
from minik.model import names
from minik.model.object import read
from minik.model.problem import (
    duplicate,
    invalid,
    not_supported,
    quote_value,
    required,
    too_long,
    too_many,
)

MOST_RULES, MOST_CODES, MOST_PATTERNS = 20, 255, 20
LONGEST_INDEXES = 64 * 1024
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
OPERATORS = ("In", "NotIn")
STATUSES = ("False", "True", "Unknown")


def check_required_choice(
    path: str, value: str | None, choices: Collection[str]
) -> Iterator[Problem]:
    """Yield a problem if the value is missing or not one of the choices."""
    if not value:
        yield required(path, f"valid values: [{' '.join(map(quote_value, choices))}]")
    elif value not in choices:
        yield not_supported(path, value, choices)


def problem_without_value(path: str, detail: str) -> Problem:
    return Problem(path, "FieldValueInvalid", f"Invalid value: {detail}")


def failure_policy_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a podFailurePolicy."""
    rules = spec["podFailurePolicy"].get("rules") or ()
    if len(rules) > MOST_RULES:
        yield too_many(f"{path}.rules", len(rules), MOST_RULES)
    pod = read(spec, "template.spec", {})
    containers = {
        container.get("name")
        for field in ("containers", "initContainers")
        for container in pod.get(field) or ()
    }
    by_index = spec.get("backoffLimitPerIndex") is not None
    yield from check_each(
        f"{path}.rules", rules, lambda at, rule: rule_problems(rule, at, containers, by_index)
    )


def rule_problems(
    rule: Mapping[str, Any], path: str, containers: Collection[str], by_index: bool
) -> Iterator[Problem]:
    """Yield the problems of a failure rule: either exit codes or pod conditions."""
    if rule.get("action") == "FailIndex" and not by_index:
        yield invalid(f"{path}.action", "FailIndex", "requires the backoffLimitPerIndex to be set")
    yield from check_required_choice(f"{path}.action", rule.get("action"), ACTIONS)
    codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or ()
    if codes is not None:
        yield from codes_problems(codes, f"{path}.onExitCodes", containers)
    if len(conditions) > MOST_PATTERNS:
        yield too_many(f"{path}.onPodConditions", len(conditions), MOST_PATTERNS)
    yield from check_each(f"{path}.onPodConditions", conditions, pattern_problems)
    if codes is not None and conditions:
        yield problem_without_value(
            path, "specifying both OnExitCodes and OnPodConditions is not supported"
        )
    if codes is None and not conditions:
        yield problem_without_value(
            path, "specifying one of OnExitCodes and OnPodConditions is required"
        )


def pattern_problems(path: str, pattern: Mapping[str, Any]) -> Iterator[Problem]:
    yield from check_name(f"{path}.type", pattern.get("type") or "", names.qualified_name)
    yield from check_required_choice(f"{path}.status", pattern.get("status"), STATUSES)


def codes_problems(
    codes: Mapping[str, Any], path: str, containers: Collection[str]
) -> Iterator[Problem]:
    """Yield the problems of exit codes: sorted and unique."""
    values, container = codes.get("values") or [], codes.get("containerName")
    yield from check_required_choice(f"{path}.operator", codes.get("operator"), OPERATORS)
    if container is not None and container not in containers:
        yield invalid(
            f"{path}.containerName",
            container,
            "must be one of the container or initContainer names in the pod template",
        )
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


def success_policy_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a successPolicy, which only an Indexed Job may have."""
    policy = spec.get("successPolicy")
    if policy is None:
        return
    rules = policy.get("rules") or ()
    if spec.get("completionMode") != "Indexed":
        yield invalid(
            path,
            {
                "Rules": [
                    {
                        "SucceededIndexes": rule.get("succeededIndexes"),
                        "SucceededCount": rule.get("succeededCount"),
                    }
                    for rule in rules
                ]
            },
            "requires indexed completion mode",
        )
        return
    if not rules:
        yield required(
            f"{path}.rules",
            "at least one rules must be specified when the successPolicy is specified",
        )
    if len(rules) > MOST_RULES:
        yield too_many(f"{path}.rules", len(rules), MOST_RULES)
    yield from check_each(
        f"{path}.rules",
        rules,
        lambda at, rule: success_rule_problems(rule, at, spec.get("completions") or 0),
    )


def success_rule_problems(
    rule: Mapping[str, Any], path: str, completions: int
) -> Iterator[Problem]:
    """Yield the problems of a success rule: succeededIndexes, succeededCount or both."""
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    total = 0
    if count is None and indexes is None:
        yield required(path, "at least one of succeededCount or succeededIndexes must be specified")
    if indexes is not None:
        if len(indexes) > LONGEST_INDEXES:
            yield too_long(f"{path}.succeededIndexes", LONGEST_INDEXES)
        try:
            total = count_indexes(indexes, completions)
        except BadIndexes as wrong:
            yield invalid(
                f"{path}.succeededIndexes", indexes, f"error parsing succeededIndexes: {wrong}"
            )
    if count is not None:
        field = f"{path}.succeededCount"
        yield from check_nonnegative(field, count)
        if count > completions:
            yield invalid(
                field,
                count,
                f"must be less than or equal to {completions} (the number of specified completions)",
            )
        if indexes is not None and count > total:
            detail = f"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
            yield invalid(field, count, detail)


class BadIndexes(ValueError):
    """The text is not a list of indexes; the message is upstream's."""


def count_indexes(text: str, completions: int) -> int:
    """Return how many indexes a text such as `1,3-5` contains, or raise BadIndexes."""
    last, total = -1, 0
    for interval in text.split(",") if text else ():
        first, end = parse_interval(interval, completions)
        if last >= first:
            raise BadIndexes(f"non-increasing order, previous: {last}, current: {first}")
        total, last = total + end - first + 1, end
    return total


def parse_interval(interval: str, completions: int) -> tuple[int, int]:
    """Parse an interval, `3-5` or `1`, into its first and last index, or raise BadIndexes."""
    parts = interval.split("-")
    if len(parts) > 2:
        raise BadIndexes(
            f"the fragment {quote_value(interval)} violates the requirement that an index interval can have "
            "at most two parts separated by '-'"
        )
    for part in parts:
        if not re.fullmatch("[+]?[0-9]{1,18}", part, re.ASCII):
            raise BadIndexes(f"cannot convert string to integer for index: {quote_value(part)}")
        if int(part) >= completions:
            raise BadIndexes(f"too large index: {quote_value(part)}")
    first, last = int(parts[0]), int(parts[-1])
    if len(parts) > 1 and first >= last:
        raise BadIndexes(f"non-increasing order, previous: {first}, current: {last}")
    return first, last
