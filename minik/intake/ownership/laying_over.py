"""A configuration laid over an object that is there: what it says comes, all else stays."""
from typing import Any

from minik.intake.ownership.shapes import LEAF, LIST, SET, Shape
from minik.intake.ownership.taking_apart import ABSENT, form, step


def laid_over(live: Any, config: Any, shape: Shape) -> Any:
    """The live value with all that the configuration says of it."""
    found = form(shape, live, config)
    if live is ABSENT or found == LEAF or not live:
        return config
    if config is None:
        return live
    if found in (LIST, SET):
        return _list(live, config, shape)
    return {**live, **{name: laid_over(live.get(name, ABSENT), part, shape.under(name)) for name, part in config.items()}}


def _list(live: list[Any], config: list[Any], shape: Shape) -> list[Any]:
    """Items of both; those that both have are laid over, unless the live list has several of them."""
    said = {step(item, shape): item for item in config}
    there: dict[str, list[Any]] = {}
    for item in live:
        there.setdefault(step(item, shape), []).append(item)
    result: list[Any] = []
    for name in in_order([step(item, shape) for item in live], list(said)):
        if name not in said:
            result.append(there[name].pop(0))
        elif len(there.get(name, ())) == 1:
            result.append(laid_over(there[name][0], said[name], shape.items))
        else:
            result.append(said[name])
    return result


def in_order(live: list[str], config: list[str]) -> list[str]:
    """What the configuration names stands in its order; what only the live list has keeps its place among what stands behind it."""
    waiting, wanted, here, result = list(config), set(config), set(live), []
    for name in live:
        if name not in wanted:
            result.append(name)
        elif name == next((one for one in waiting if one in here), None):
            place = waiting.index(name) + 1
            result += waiting[:place]
            del waiting[:place]
    return [*result, *waiting]
