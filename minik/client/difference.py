"""Compute patches: the change that leads from one object to another."""

from minik.intake import merging
from minik.intake.patch_strategy import (
    DIRECTIVE,
    ORDER,
    PLAIN,
    REMOVE,
    RETAIN,
    Field,
    List,
    element_type,
    merge_key,
    merge_rules,
    sort_like,
)
from minik.light_typing import Any, NamedTuple
from minik.model.object import MutableObject, Object


class DiffScope(NamedTuple):
    """Which differences to include: deletions, additions and changes, or both."""

    deletions: bool = True
    additions: bool = True


# The one list of scalars that is merged: upstream sorts the old one before it looks for a
# difference, so that a list which is not sorted always differs
# (`strategicpatch.diffListsOfScalars`), and `apply` says `configured` each time.
UNSORTED = "finalizers"
BOTH, ADDITIONS, DELETIONS = DiffScope(), DiffScope(deletions=False), DiffScope(additions=False)


def json_merge_diff(old: Object, new: Object, scope: DiffScope = BOTH) -> Object:
    """Return the JSON merge patch that turns the old mapping into the new one."""
    patch: MutableObject = {}
    for name, value in new.items():
        before = old.get(name)
        if isinstance(value, dict) and isinstance(before, dict):
            inner = json_merge_diff(before, value, scope)
            if inner:
                patch[name] = inner
        elif (
            scope.additions
            and value is not None
            and (name not in old or _values_differ(before, value))
        ):
            patch[name] = value
    if scope.deletions:
        patch.update({name: None for name in old if new.get(name) is None})
    return patch


def strategic_diff(
    old: Object, new: Object, shape: str, scope: DiffScope = BOTH, *, retain: bool = False
) -> Object:
    """Return the strategic merge patch from old to new (apimachinery `strategicpatch.diffMaps`)."""
    rules = merge_rules(shape)
    patch: MutableObject = {}
    for name, value in new.items():
        if name not in old:
            if scope.additions:
                patch[name] = value
        elif isinstance(value, dict) or name == UNSORTED or _values_differ(old[name], value):
            patch.update(_field_patch(name, old[name], value, rules.get(name, PLAIN), scope))
    if scope.deletions:
        patch.update({name: None for name in old if name not in new})
    retained = sorted(name for name, value in new.items() if value is not None) if retain else []
    if retained and (
        patch or any(value is not None and name not in new for name, value in old.items())
    ):
        patch[RETAIN] = retained
    return patch


def _values_differ(left: Any, right: Any) -> bool:
    """Tell whether two values differ in JSON, where 1 and true are different."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) != len(right) or any(map(_values_differ, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() != right.keys() or any(
            _values_differ(left[name], right[name]) for name in left
        )
    return bool(left != right) or isinstance(left, bool) != isinstance(right, bool)


# Nearly all objects that are applied again are unchanged, and to see that takes a fifth of the work
# that it takes to say how two objects differ.
def adds_nothing(old: Object, new: Object, shape: str) -> bool:
    """Return whether the diff from old to new, deletions aside, is certainly empty."""
    rules = merge_rules(shape)
    for name, value in new.items():
        before = old.get(name)
        if value.__class__ is not before.__class__ or name == UNSORTED:
            return False
        if value.__class__ in (dict, list):
            if not _is_same_part(before, value, rules.get(name, PLAIN)):
                return False
        elif value != before or name not in old:
            return False
    return True


def _is_same_part(old: Any, new: Any, field: Field) -> bool:
    """Return the same of a field whose value is a mapping or a list."""
    if field.strategy == "replace" or field.retain:
        return not _values_differ(old, new)
    if isinstance(new, dict):
        return adds_nothing(old, new, field.shape)
    return _adds_no_element(old, new, field)


def _adds_no_element(old: List, new: List, field: Field) -> bool:
    """Return whether the elements of a list are certainly the same, in the same order."""
    if field.strategy != "merge" or not field.key:
        return not _values_differ(old, new)
    return len(old) == len(new) and all(
        was.__class__ is dict
        and becomes.__class__ is dict
        and becomes.get(field.key) is not None
        and was.get(field.key) == becomes[field.key]
        and adds_nothing(was, becomes, field.shape)
        for was, becomes in zip(old, new)
    )


def _field_patch(name: str, old: Any, new: Any, field: Field, scope: DiffScope) -> Object:
    """Return the part of the patch for one field whose values differ."""
    if isinstance(old, dict) and isinstance(new, dict) and field.strategy != "replace":
        inner = strategic_diff(old, new, field.shape, scope, retain=field.retain)
        return {name: inner} if inner else {}
    if isinstance(old, list) and isinstance(new, list) and field.strategy == "merge":
        return _list_patch(name, old, new, field, scope)
    return {name: new} if scope.additions and _values_differ(old, new) else {}


def _list_patch(name: str, old: List, new: List, field: Field, scope: DiffScope) -> Object:
    if not old:
        return {name: new} if new and scope.additions else {}
    if element_type(old, new) is dict:
        changed, removed = _diff_elements(old, new, field, scope)
        same_order = [item.get(field.key) for item in old] == [
            merge_key(item, field) for item in new
        ]
        content = [*sort_like(changed, new, field.key), *removed]
        ordered = [{field.key: item[field.key]} for item in new]
        sets_order = (scope.additions and (content or not same_order)) or (
            scope.deletions and content
        )
        entries = {name: content, ORDER + name: ordered if sets_order else None}
    else:
        added = _surplus_scalars(new, old) if scope.additions else []
        removed = list(dict.fromkeys(_surplus_scalars(old, new))) if scope.deletions else []
        sets_order = removed or (scope.additions and sorted(old, key=str) != new)
        entries = {
            name: sort_like(added, new, ""),
            REMOVE + name: removed,
            ORDER + name: new if sets_order else None,
        }
    return {name: value for name, value in entries.items() if value}


def _surplus_scalars(items: List, others: List) -> List:
    """Return the scalars that occur more often in the first list, sorted as text."""
    unmatched = list(map(str, others))
    surplus = []
    for value in sorted(items, key=str):
        if str(value) in unmatched:
            unmatched.remove(str(value))
        else:
            surplus.append(value)
    return surplus


def _diff_elements(old: List, new: List, field: Field, scope: DiffScope) -> tuple[List, List]:
    """Return the changed or new elements, and delete directives for the removed ones."""
    before, after = _by_key(old, field), _by_key(new, field)
    changed: List = []
    removed: List = []
    i = j = 0
    while i < len(before) or j < len(after):
        left = before[i] if i < len(before) else None
        right = after[j] if j < len(after) else None
        if left and right and left[0] == right[0]:
            inner = strategic_diff(left[1], right[1], field.shape, scope, retain=field.retain)
            changed += [{**inner, field.key: right[1][field.key]}] if inner else []
            i, j = i + 1, j + 1
        elif right and (not left or left[0] > right[0]):
            changed += [right[1]] if scope.additions else []
            j += 1
        elif left:
            removed += (
                [{field.key: left[1][field.key], DIRECTIVE: "delete"}] if scope.deletions else []
            )
            i += 1
    return changed, removed


# Elements that share a key (a port that is both TCP and UDP) come out in reverse: upstream sorts by
# insertion with a comparison that holds for equals too (`SortableSliceOfMaps.Less`). Which of them
# survives a patch depends on it.
def _by_key(items: List, field: Field) -> list[tuple[str, Object]]:
    return sorted(
        ((str(merge_key(item, field)), item) for item in reversed(items)), key=lambda pair: pair[0]
    )


def three_way_patch(
    original: Object, modified: Object, current: Object, shape: str | None
) -> Object:
    """Return the patch that `apply` sends. It holds deletions from original to modified, additions
    and changes from current to modified. Without a shape (custom resources) it is a JSON merge
    patch.
    """
    if shape is None:
        patch: Object = merging.json_merge(
            json_merge_diff(original, modified, DELETIONS),
            json_merge_diff(current, modified, ADDITIONS),
        )
        return patch
    if not original and adds_nothing(current, modified, shape):
        return {}
    deletions = strategic_diff(original, modified, shape, DELETIONS) if original else {}
    return merging.strategic_merge(
        deletions, strategic_diff(current, modified, shape, ADDITIONS), shape, join=True
    )
