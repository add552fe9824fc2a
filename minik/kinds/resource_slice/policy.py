"""In which parts a shared amount may be asked for. Upstream rule: resource `validateRequestPolicy`."""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.model import quantity
from minik.model.problem import duplicate, forbidden, invalid, required, too_many
from minik.model.quantity import Quantity, written

OPTIONS = 10


def policy_problems(path: str, policy: Mapping[str, Any], amount: str) -> Iterator[Problem]:
    """Either a few amounts, or a range in steps; one of them is what is given unasked."""
    values, allowed = policy.get("validValues") or [], policy.get("validRange")
    if values and allowed is not None:
        yield forbidden(path, 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time')
        return
    if not values and allowed is None:
        return
    field = "validValues" if values else "validRange"
    if policy.get("default") is None:
        yield required(f"{path}.default", f"required when {field} is defined")
        return
    default, whole = quantity.parse(policy["default"]), quantity.parse(amount)
    if values:
        yield from values_problems(f"{path}.{field}", [quantity.parse(one) for one in values], default, whole)
    else:
        parts = {name: quantity.parse(text) for name, text in (allowed or {}).items() if text is not None}
        yield from range_problems(f"{path}.{field}", parts, default, whole)


def values_problems(path: str, values: Sequence[Quantity], default: Quantity, whole: Quantity) -> Iterator[Problem]:
    """Amounts of which the whole must be at least the greatest."""
    for index in range(1, len(values)):
        if values[index - 1].nano > values[index].nano:
            yield invalid(f"{path}[{index}]", written(values[index]), "values must be sorted in ascending order")
    if len(values) > OPTIONS:
        yield too_many(path, len(values), OPTIONS)
    else:
        for index, one in enumerate(values):
            if one.nano > whole.nano:
                yield invalid(f"{path}[{index}]", written(one), f"option is larger than capacity value: {written(whole)}")
        seen = [one.nano for one in values]
        yield from (duplicate(f"{path}[{index}]", written(one)) for index, one in enumerate(values) if one.nano in seen[:index])
    if default.nano not in {one.nano for one in values[:OPTIONS]}:
        yield invalid(path, written(default), "default value is not valid according to the requestPolicy")


def range_problems(path: str, parts: Mapping[str, Quantity], default: Quantity, whole: Quantity) -> Iterator[Problem]:
    """From a least to a most, perhaps in steps."""
    least, most, step = (parts.get(name) for name in ("min", "max", "step"))
    if least is None:
        yield required(f"{path}.min", "required when validRange is defined")
        return
    if least.nano > whole.nano:
        yield invalid(f"{path}.min", written(least), f"min is larger than capacity value: {written(whole)}")
    if default.nano < least.nano:
        yield invalid(f"{path}.default", written(default), f"default is less than min: {written(least)}")
    if most is not None:
        yield from most_problems(path, (least, most), default, whole)
    if step is not None:
        yield from step_problems(f"{path}.step", (least, step), (default, *([most] if most else [])), whole)


def most_problems(path: str, bounds: tuple[Quantity, Quantity], default: Quantity, whole: Quantity) -> Iterator[Problem]:
    """The upper end of a range."""
    least, most = bounds
    if least.nano > most.nano:
        yield invalid(f"{path}.max", written(least), f"min is larger than max: {written(most)}")
    if most.nano > whole.nano:
        yield invalid(f"{path}.max", written(most), f"max is larger than capacity value: {written(whole)}")
    if default.nano > most.nano:
        yield invalid(f"{path}.default", written(default), f"default is more than max: {written(most)}")


def step_problems(path: str, steps: tuple[Quantity, Quantity], reached: Sequence[Quantity], whole: Quantity) -> Iterator[Problem]:
    """The amounts that lie whole steps above the least."""
    least, step = steps
    if step.nano <= 0:
        yield invalid(path, written(step), "must be greater than zero")
        return
    if least.nano + step.nano > whole.nano:
        yield invalid(path, written(step), f"one step {written(quantity.add(least, step))} is larger than capacity value: {written(whole)}")
    for one in reached:
        if (quantity.value(one) - quantity.value(least)) % quantity.value(step):
            yield invalid(path, written(one), f"value is not a multiple of a given step ({written(step)}) from ({written(least)})")
