"""Merge a configuration into a live object: what it sets comes, everything else stays."""

from minik.intake.ownership.field_sets import ABSENT, form, live_item_step
from minik.intake.ownership.shapes import LEAF, LIST, SET, Shape
from minik.light_typing import Any


def merge_config(live: Any, config: Any, shape: Shape) -> Any:
    """Return the live value merged with the configuration."""
    value_form = form(shape, live, config)
    if live is ABSENT or value_form == LEAF or not live:
        return config
    if config is None:
        return live
    if value_form in (LIST, SET):
        return _merge_list(live, config, shape)
    return {
        **live,
        **{
            name: merge_config(live.get(name, ABSENT), part, shape.member(name))
            for name, part in config.items()
        },
    }


def _merge_list(live: list[Any], config: list[Any], shape: Shape) -> list[Any]:
    """Merge items that both lists have, unless the live list has duplicates of them."""
    configured = {live_item_step(item, shape): item for item in config}
    live_items: dict[str, list[Any]] = {}
    for item in live:
        live_items.setdefault(live_item_step(item, shape), []).append(item)
    result: list[Any] = []
    for name in merge_order([live_item_step(item, shape) for item in live], list(configured)):
        if name not in configured:
            result.append(live_items[name].pop(0))
        elif len(live_items.get(name, ())) == 1:
            result.append(merge_config(live_items[name][0], configured[name], shape.items))
        else:
            result.append(configured[name])
    return result


def merge_order(live: list[str], config: list[str]) -> list[str]:
    """Return the configured items in their order, live-only ones before their successors."""
    pending, configured, present, result = list(config), set(config), set(live), []
    for name in live:
        if name not in configured:
            result.append(name)
        elif name == next((candidate for candidate in pending if candidate in present), None):
            place = pending.index(name) + 1
            result += pending[:place]
            del pending[:place]
    return [*result, *pending]
