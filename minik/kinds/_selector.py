"""Label selectors, as workloads, policies and affinity terms write them. Upstream rule: meta/v1
`ValidateLabelSelector`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._metadata import labels_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import forbidden, invalid, required


def label_selector_problems(
    selector: Mapping[str, Any] | None, path: str, *, any_value: bool = False
) -> Iterator[Problem]:
    """Yield the problems of a label selector; `any_value` skips the check of values."""
    if selector:
        yield from labels_problems(selector.get("matchLabels"), f"{path}.matchLabels")
        for index, requirement in enumerate(selector.get("matchExpressions") or ()):
            yield from requirement_problems(
                requirement or {}, f"{path}.matchExpressions[{index}]", any_value
            )


def requirement_problems(
    requirement: Mapping[str, Any], path: str, any_value: bool = False
) -> Iterator[Problem]:
    """Yield the problems of one of the matchExpressions."""
    operator, key, values = (
        requirement.get("operator") or "",
        requirement.get("key") or "",
        requirement.get("values") or (),
    )
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(
                f"{path}.values",
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            )
    else:
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")
    yield from (invalid(f"{path}.key", key, message) for message in names.qualified_name(key))
    if not any_value:
        for index, value in enumerate(values):
            yield from (
                invalid(f"{path}.values[{index}]", value, message)
                for message in names.label_value(value)
            )
