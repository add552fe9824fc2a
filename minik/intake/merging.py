"""Apply patches to objects.

Built-in kinds take strategic merge patches, which know how each list is merged; custom resources
take JSON merge patches (RFC 7386), which replace lists.
"""

from minik.errors import ClientError
from minik.intake.patch_strategy import (
    DIRECTIVE,
    ORDER,
    PLAIN,
    REMOVE,
    RETAIN,
    Field,
    List,
    check_array,
    check_field,
    check_list,
    element_type,
    first_positions,
    identify_by,
    merge_key,
    merge_rules,
    sort_like,
)
from minik.light_typing import Any
from minik.model.go_values import format_value
from minik.model.object import MutableObject, Object


def json_merge(target: Any, patch: Any) -> Any:
    """Apply a JSON merge patch: null removes, mappings merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = json_merge(result.get(name), value)
    return result


def strategic_merge(target: Object, patch: Object, shape: str, *, join: bool = False) -> Object:
    """Apply a strategic merge patch (`strategicpatch.mergeMap`). With `join` the target is a patch
    too, and both become one.
    """
    if DIRECTIVE in patch:
        return _apply_directive(patch)
    result, rest, rules = dict(target), dict(patch), merge_rules(shape)
    _apply_retain_keys(result, rest, join)
    for name in [name for name in rest if name.startswith(ORDER)]:
        field = name.removeprefix(ORDER)
        if not join:
            check_field(shape, field)
        _apply_element_order(result, rest, name, rules.get(field, PLAIN), join)
    for name, value in rest.items():
        if name.startswith(REMOVE) and join:
            result[name] = value
        elif name.startswith(REMOVE):
            _remove_values(
                result, name.removeprefix(REMOVE), check_list(value, object, "primitive list")
            )
        elif value is None and not join:
            result.pop(name, None)
        elif name not in result or type(result[name]) is not type(value):
            bare = value if join else without_directives(value)
            if bare is None and not join:
                result.pop(name, None)
            else:
                result[name] = bare
        else:
            result[name] = _merge_value(result[name], value, rules.get(name, PLAIN), join)
    return result


def _apply_directive(patch: Object) -> Object:
    if patch[DIRECTIVE] == "replace":
        return {name: value for name, value in patch.items() if name != DIRECTIVE}
    if patch[DIRECTIVE] == "delete":
        return {}
    raise ClientError(f"unknown patch type: {patch[DIRECTIVE]} in map: {format_value(patch)}")


def _apply_retain_keys(result: MutableObject, rest: MutableObject, join: bool) -> None:
    """Apply $retainKeys: of a union (a strategy, a volume) only the named members stay."""
    if RETAIN not in rest:
        return
    keep = check_list(rest.pop(RETAIN), str, "retainKeys")
    if join:
        result[RETAIN] = keep
        return
    if any(
        value is not None and not name.startswith((ORDER, REMOVE)) and name not in keep
        for name, value in rest.items()
    ):
        raise ClientError("invalid patch format of retainKeys")
    for name in [name for name in result if name not in keep]:
        del result[name]


def _apply_element_order(
    result: MutableObject, rest: MutableObject, directive: str, field: Field, join: bool
) -> None:
    """Apply $setElementOrder: merge the list in the patch's order, live-only items between."""
    what, of = "setElementOrder list", dict if field.key else object
    name, order = directive.removeprefix(ORDER), check_list(rest.pop(directive), of, what)
    if join:
        result.setdefault(directive, order)
    live, patch_items = (
        None if value is None else check_list(check_array(value), of, what)
        for value in (result.get(name), rest.pop(name, None))
    )
    _check_order(patch_items or [], order, field.key)
    if live is not None and patch_items is not None:
        result[name] = _interleave(
            _merge_value(live, patch_items, field, join),
            order,
            _live_order(live, patch_items, field.key),
            field.key,
        )
    elif live is not None:
        result[name] = _interleave(live, order, live, field.key)
    elif patch_items is not None:
        result[name] = _interleave(
            patch_items if join else without_directives(patch_items), order, [], field.key
        )


# Upstream deletes and appends within one Go array and then reads the order of the live list from
# it: as many elements as were deleted are overwritten by new ones, which so count as having stood
# there (`mergeSliceWithSpecialElements`).
def _live_order(live: List, patch_items: List, key: str) -> List:
    if not key:
        return live
    identify = identify_by(key)
    deleted = {identify(item) for item in patch_items if item.get(DIRECTIVE) == "delete"}
    remaining = [item for item in live if identify(item) not in deleted]
    remaining_keys = set(map(identify, remaining))
    return [
        *remaining,
        *(
            item
            for item in patch_items
            if DIRECTIVE not in item and identify(item) not in remaining_keys
        ),
    ][: len(live)]


def _check_order(patch_items: List, order: List, key: str) -> None:
    """Raise ClientError unless the patch's elements come in the order that it sets."""
    identify = identify_by(key)
    waiting = [identify(item) for item in patch_items if not (key and DIRECTIVE in item)]
    for item in order:
        if waiting and waiting[0] == identify(item):
            waiting.pop(0)
    if waiting and order:
        raise ClientError(
            f"The order in patch list:\n{format_value(patch_items)}\n doesn't match $setElementOrder list:\n{format_value(order)}\n"
        )


def _remove_values(result: MutableObject, name: str, values: List) -> None:
    if isinstance(result.get(name), list):
        result[name] = [value for value in result[name] if value not in values]


def _merge_value(target: Any, value: Any, field: Field, join: bool) -> Any:
    if isinstance(value, dict) and field.strategy != "replace":
        return strategic_merge(target, value, field.shape, join=join)
    if isinstance(value, list) and field.strategy == "merge":
        return _merge_list(target, value, field, join)
    return value


def _merge_list(target: List, patch: List, field: Field, join: bool) -> List:
    if not target and not patch:
        return target
    if element_type(target, patch) is not dict:
        return _interleave(list(dict.fromkeys([*target, *patch])), patch, target, "")
    if not field.key:
        raise ClientError("cannot merge lists without merge key for type map")
    plain = [item for item in patch if DIRECTIVE not in item]
    deleted_keys = [merge_key(item, field) for item in patch if item.get(DIRECTIVE) == "delete"]
    if any(item.get(DIRECTIVE) == "replace" for item in patch):
        return _interleave(plain, [], plain, field.key)
    live = [item for item in target if item.get(field.key) not in deleted_keys]
    both = list(live)
    for item in plain:
        place = next(
            (
                place
                for place, candidate in enumerate(both)
                if candidate.get(field.key) == merge_key(item, field)
            ),
            None,
        )
        if place is None:
            both.append(item)
        else:
            both[place] = strategic_merge(both[place], item, field.shape, join=join)
    return _interleave(both, plain, live, field.key)


def _interleave(items: List, order: List, live: List, key: str) -> List:
    """Sort the patch's elements in its order; live-only elements go before those they preceded."""
    identify = identify_by(key)
    ordered_keys, live_positions = {identify(item) for item in order}, first_positions(live, key)
    ordered = sort_like([item for item in items if identify(item) in ordered_keys], order, key)
    others = sort_like([item for item in items if identify(item) not in ordered_keys], live, key)
    result: List = []
    for item in ordered:
        position = live_positions.get(identify(item))
        while (
            others
            and position is not None
            and live_positions.get(identify(others[0]), position) < position
        ):
            result.append(others.pop(0))
        result.append(item)
    return [*result, *others]


def without_directives(value: Any) -> Any:
    """Drop nulls and directives from a patch that is stored where nothing was before; None for a map
    with a directive of its own. Upstream rule: strategicpatch `removeDirectives`.
    """
    if isinstance(value, dict):
        if DIRECTIVE in value:
            return None
        parts = {
            name: without_directives(part)
            for name, part in value.items()
            if part is not None and not is_directive(name)
        }
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(value, list):
        return [without_directives(part) for part in value if not _has_directive(part)]
    return value


def is_directive(name: str) -> bool:
    """Tell whether a member of a patch is an order about its neighbours, and no field."""
    return name in (DIRECTIVE, RETAIN) or name.startswith((ORDER, REMOVE))


def _has_directive(value: Any) -> bool:
    return isinstance(value, dict) and DIRECTIVE in value
