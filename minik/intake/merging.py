"""Patches: how a change is laid over an object.

Built-in kinds take strategic merge patches, which know how each list is merged; custom resources take JSON merge patches (RFC 7386),
which know no lists.
"""
from typing import Any

from minik.errors import ClientError
from minik.intake.difference import ADDED, TAKEN_OUT, diff, difference
from minik.intake.strategy import (
    DIRECTIVE,
    ORDER,
    PLAIN,
    REMOVE,
    RETAIN,
    Field,
    List,
    element,
    fields,
    identity,
    in_order,
    key_of,
    listed,
    places,
)
from minik.model.go_values import printed
from minik.model.object import Object


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch applied: null removes, mappings merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def merge(target: Object, patch: Object, shape: str, *, join: bool = False) -> Object:
    """A strategic merge patch applied (`strategicpatch.mergeMap`); with `join` the target is a patch too, and both become one."""
    if DIRECTIVE in patch:
        return _directed(patch)
    result, rest, known = dict(target), dict(patch), fields(shape)
    _retained(result, rest, join)
    for name in [name for name in rest if name.startswith(ORDER)]:
        _ordered(result, rest, name, known.get(name.removeprefix(ORDER), PLAIN), join)
    for name, value in rest.items():
        if name.startswith(REMOVE) and join:
            result[name] = value
        elif name.startswith(REMOVE):
            _removed(result, name.removeprefix(REMOVE), listed(value, object, "primitive list"))
        elif value is None and not join:
            result.pop(name, None)
        elif name not in result or type(result[name]) is not type(value):
            result[name] = value if join else without_directives(value)
        else:
            result[name] = _merged_value(result[name], value, known.get(name, PLAIN), join)
    return result


def _directed(patch: Object) -> Object:
    if patch[DIRECTIVE] == "replace":
        return {name: value for name, value in patch.items() if name != DIRECTIVE}
    if patch[DIRECTIVE] == "delete":
        return {}
    raise ClientError(f"unknown patch type: {patch[DIRECTIVE]} in map: {printed(patch)}")


def _retained(result: Object, rest: Object, join: bool) -> None:
    """$retainKeys: of a union (a strategy, a volume) only the members named stay."""
    if RETAIN not in rest:
        return
    keep = listed(rest.pop(RETAIN), str, "retainKeys")
    if join:
        result[RETAIN] = keep
        return
    if any(value is not None and not name.startswith((ORDER, REMOVE)) and name not in keep for name, value in rest.items()):
        raise ClientError("invalid patch format of retainKeys")
    for name in [name for name in result if name not in keep]:
        del result[name]


def _ordered(result: Object, rest: Object, directive: str, field: Field, join: bool) -> None:
    """$setElementOrder: the list, merged, in the order of the patch, with what only the target has put between."""
    what, of = "setElementOrder list", dict if field.key else object
    name, order = directive.removeprefix(ORDER), listed(rest.pop(directive), of, what)
    if join:
        result.setdefault(directive, order)
    live, given = (None if value is None else listed(value, of, what) for value in (result.get(name), rest.pop(name, None)))
    _agreeing(given or [], order, field.key)
    if live is not None and given is not None:
        result[name] = _interleaved(_merged_value(live, given, field, join), order, _standing(live, given, field.key), field.key)
    elif live is not None:
        result[name] = _interleaved(live, order, live, field.key)
    elif given is not None:
        result[name] = _interleaved(given if join else without_directives(given), order, [], field.key)


# Upstream deletes and appends within one Go array and then reads the order of the live list from it: as many elements as were deleted
# are overwritten by new ones, which so count as having stood there (`mergeSliceWithSpecialElements`).
def _standing(live: List, given: List, key: str) -> List:
    if not key:
        return live
    named = identity(key)
    gone = {named(item) for item in given if item.get(DIRECTIVE) == "delete"}
    kept = [item for item in live if named(item) not in gone]
    known = set(map(named, kept))
    return [*kept, *(item for item in given if DIRECTIVE not in item and named(item) not in known)][:len(live)]


def _agreeing(given: List, order: List, key: str) -> None:
    """The elements of a patch must come in the order that it sets; two that share a key can make this impossible."""
    named = identity(key)
    waiting = [named(item) for item in given if not (key and DIRECTIVE in item)]
    for item in order:
        if waiting and waiting[0] == named(item):
            waiting.pop(0)
    if waiting and order:
        raise ClientError(f"The order in patch list:\n{printed(given)}\n doesn't match $setElementOrder list:\n{printed(order)}\n")


def _removed(result: Object, name: str, values: List) -> None:
    if isinstance(result.get(name), list):
        result[name] = [value for value in result[name] if value not in values]


def _merged_value(target: Any, value: Any, field: Field, join: bool) -> Any:
    if isinstance(value, dict) and field.strategy != "replace":
        return merge(target, value, field.shape, join=join)
    if isinstance(value, list) and field.strategy == "merge":
        return _merged_list(target, value, field, join)
    return value


def _merged_list(target: List, patch: List, field: Field, join: bool) -> List:
    if not target and not patch:
        return target
    if element(target, patch) is not dict:
        return _interleaved(list(dict.fromkeys([*target, *patch])), patch, target, "")
    if not field.key:
        raise ClientError("cannot merge lists without merge key for type map")
    plain = [item for item in patch if DIRECTIVE not in item]
    gone = [key_of(item, field) for item in patch if item.get(DIRECTIVE) == "delete"]
    if any(item.get(DIRECTIVE) == "replace" for item in patch):
        return _interleaved(plain, [], plain, field.key)
    live = [item for item in target if item.get(field.key) not in gone]
    both = list(live)
    for item in plain:
        place = next((place for place, other in enumerate(both) if other.get(field.key) == key_of(item, field)), None)
        if place is None:
            both.append(item)
        else:
            both[place] = merge(both[place], item, field.shape, join=join)
    return _interleaved(both, plain, live, field.key)


def _interleaved(items: List, order: List, live: List, key: str) -> List:
    """Elements of the patch in its order; before each, those that only the target has and that stood before it there."""
    named = identity(key)
    wanted, place = {named(item) for item in order}, places(live, key)
    own = in_order([item for item in items if named(item) in wanted], order, key)
    others = in_order([item for item in items if named(item) not in wanted], live, key)
    result: List = []
    for item in own:
        here = place.get(named(item))
        while others and here is not None and place.get(named(others[0]), here) < here:
            result.append(others.pop(0))
        result.append(item)
    return [*result, *others]


def without_directives(value: Any) -> Any:
    """What a patch brings where nothing stood before: its nulls and its directives mean nothing there."""
    if isinstance(value, dict):
        return {name: without_directives(part) for name, part in value.items() if part is not None and not _is_order(part)}
    if isinstance(value, list):
        return [without_directives(part) for part in value if not _is_order(part)]
    return value


def _is_order(value: Any) -> bool:
    return isinstance(value, dict) and DIRECTIVE in value


def three_way(original: Object, modified: Object, current: Object, shape: str | None) -> Object:
    """The patch that `apply` sends: what the file no longer says goes, what it says otherwise than the cluster comes.

    `original` is what the file said the last time; what others have added to the cluster since stays. No shape: a custom resource.
    """
    if shape is None:
        joined: Object = merged(difference(original, modified, TAKEN_OUT), difference(current, modified, ADDED))
        return joined
    taken_out = diff(original, modified, shape, TAKEN_OUT) if original else {}
    return merge(taken_out, diff(current, modified, shape, ADDED), shape, join=True)
