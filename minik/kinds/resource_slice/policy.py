"""Validation of the request policy of a shared capacity. Upstream rule: resource
`validateRequestPolicy`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.light_typing import Any
from minik.model import quantity
from minik.model.problem import duplicate, forbidden, invalid, required, too_many
from minik.model.quantity import Quantity, format_quantity

MAX_VALUES = 10


def policy_problems(path: str, policy: Mapping[str, Any], amount: str) -> Iterator[Problem]:
    """Check that valid values or a valid range is set, not both, with a default that fits."""
    values, valid_range = policy.get("validValues") or [], policy.get("validRange")
    if values and valid_range is not None:
        yield forbidden(
            path,
            'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time',
        )
        return
    if not values and valid_range is None:
        return
    field = "validValues" if values else "validRange"
    if policy.get("default") is None:
        yield required(f"{path}.default", f"required when {field} is defined")
        return
    default, capacity = quantity.parse(policy["default"]), quantity.parse(amount)
    if values:
        yield from values_problems(
            f"{path}.{field}", [quantity.parse(value) for value in values], default, capacity
        )
    else:
        parts = {
            name: quantity.parse(text)
            for name, text in (valid_range or {}).items()
            if text is not None
        }
        yield from range_problems(f"{path}.{field}", parts, default, capacity)


def values_problems(
    path: str, values: Sequence[Quantity], default: Quantity, capacity: Quantity
) -> Iterator[Problem]:
    """Check the valid values: ascending, unique, none above the capacity, the default among them."""
    for index in range(1, len(values)):
        if values[index - 1].nano > values[index].nano:
            yield invalid(
                f"{path}[{index}]",
                format_quantity(values[index]),
                "values must be sorted in ascending order",
            )
    if len(values) > MAX_VALUES:
        yield too_many(path, len(values), MAX_VALUES)
    else:
        for index, value in enumerate(values):
            if value.nano > capacity.nano:
                yield invalid(
                    f"{path}[{index}]",
                    format_quantity(value),
                    f"option is larger than capacity value: {format_quantity(capacity)}",
                )
        seen = [value.nano for value in values]
        yield from (
            duplicate(f"{path}[{index}]", format_quantity(value))
            for index, value in enumerate(values)
            if value.nano in seen[:index]
        )
    if default.nano not in {value.nano for value in values[:MAX_VALUES]}:
        yield invalid(
            path,
            format_quantity(default),
            "default value is not valid according to the requestPolicy",
        )


def range_problems(
    path: str, parts: Mapping[str, Quantity], default: Quantity, capacity: Quantity
) -> Iterator[Problem]:
    """Check a valid range: its minimum, and its maximum and step if set."""
    minimum, maximum, step = (parts.get(name) for name in ("min", "max", "step"))
    if minimum is None:
        yield required(f"{path}.min", "required when validRange is defined")
        return
    if minimum.nano > capacity.nano:
        yield invalid(
            f"{path}.min",
            format_quantity(minimum),
            f"min is larger than capacity value: {format_quantity(capacity)}",
        )
    if default.nano < minimum.nano:
        yield invalid(
            f"{path}.default",
            format_quantity(default),
            f"default is less than min: {format_quantity(minimum)}",
        )
    if maximum is not None:
        yield from maximum_problems(path, (minimum, maximum), default, capacity)
    if step is not None:
        yield from step_problems(
            f"{path}.step", (minimum, step), (default, *([maximum] if maximum else [])), capacity
        )


def maximum_problems(
    path: str, bounds: tuple[Quantity, Quantity], default: Quantity, capacity: Quantity
) -> Iterator[Problem]:
    """Check the maximum of a range."""
    minimum, maximum = bounds
    if minimum.nano > maximum.nano:
        yield invalid(
            f"{path}.max",
            format_quantity(minimum),
            f"min is larger than max: {format_quantity(maximum)}",
        )
    if maximum.nano > capacity.nano:
        yield invalid(
            f"{path}.max",
            format_quantity(maximum),
            f"max is larger than capacity value: {format_quantity(capacity)}",
        )
    if default.nano > maximum.nano:
        yield invalid(
            f"{path}.default",
            format_quantity(default),
            f"default is more than max: {format_quantity(maximum)}",
        )


def step_problems(
    path: str, steps: tuple[Quantity, Quantity], amounts: Sequence[Quantity], capacity: Quantity
) -> Iterator[Problem]:
    """Check the step, and that the amounts are whole steps above the minimum."""
    minimum, step = steps
    if step.nano <= 0:
        yield invalid(path, format_quantity(step), "must be greater than zero")
        return
    if minimum.nano + step.nano > capacity.nano:
        yield invalid(
            path,
            format_quantity(step),
            f"one step {format_quantity(quantity.add(minimum, step))} is larger than capacity value: {format_quantity(capacity)}",
        )
    for amount in amounts:
        if (quantity.value(amount) - quantity.value(minimum)) % quantity.value(step):
            yield invalid(
                path,
                format_quantity(amount),
                f"value is not a multiple of a given step ({format_quantity(step)}) from ({format_quantity(minimum)})",
            )
