"""Patches from differences: which change leads from one object to another."""
from typing import Any, NamedTuple

from minik.intake.strategy import DIRECTIVE, ORDER, PLAIN, REMOVE, RETAIN, Field, List, element, fields, in_order, key_of
from minik.model.object import Object


class Search(NamedTuple):
    """Which differences are looked for: what was taken out, what came in or changed, or both."""

    deletions: bool = True
    additions: bool = True


# The one list of scalars that is merged: upstream sorts the old one before it looks for a difference, so that a list which is not sorted
# always differs (`strategicpatch.diffListsOfScalars`), and `apply` says `configured` each time.
UNSORTED = "finalizers"
BOTH, ADDED, TAKEN_OUT = Search(), Search(deletions=False), Search(additions=False)


def difference(old: Object, new: Object, search: Search = BOTH) -> Object:
    """The JSON merge patch that leads from one mapping to another."""
    patch: Object = {}
    for name, value in new.items():
        before = old.get(name)
        if isinstance(value, dict) and isinstance(before, dict):
            inner = difference(before, value, search)
            if inner:
                patch[name] = inner
        elif search.additions and value is not None and (name not in old or _differ(before, value)):
            patch[name] = value
    if search.deletions:
        patch.update({name: None for name in old if new.get(name) is None})
    return patch


def diff(old: Object, new: Object, shape: str, search: Search = BOTH, *, retain: bool = False) -> Object:
    """The strategic merge patch that leads from one mapping to another (apimachinery `strategicpatch.diffMaps`)."""
    known, patch = fields(shape), Object()
    for name, value in new.items():
        if name not in old:
            if search.additions:
                patch[name] = value
        elif isinstance(value, dict) or name == UNSORTED or _differ(old[name], value):
            patch.update(_changed(name, old[name], value, known.get(name, PLAIN), search))
    if search.deletions:
        patch.update({name: None for name in old if name not in new})
    kept = sorted(name for name, value in new.items() if value is not None) if retain else []
    if kept and (patch or any(value is not None and name not in new for name, value in old.items())):
        patch[RETAIN] = kept
    return patch


def _differ(one: Any, other: Any) -> bool:
    """Whether two values are not the same in JSON, where 1 and true are two things."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) != len(other) or any(map(_differ, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() != other.keys() or any(_differ(one[name], other[name]) for name in one)
    return bool(one != other) or isinstance(one, bool) != isinstance(other, bool)


def _changed(name: str, old: Any, new: Any, field: Field, search: Search) -> Object:
    """What the patch says of a field whose two values differ."""
    if isinstance(old, dict) and isinstance(new, dict) and field.strategy != "replace":
        inner = diff(old, new, field.shape, search, retain=field.retain)
        return {name: inner} if inner else {}
    if isinstance(old, list) and isinstance(new, list) and field.strategy == "merge":
        return _list_changes(name, old, new, field, search)
    return {name: new} if search.additions and _differ(old, new) else {}


def _list_changes(name: str, old: List, new: List, field: Field, search: Search) -> Object:
    if not old:
        return {name: new} if new and search.additions else {}
    if element(old, new) is dict:
        changed, removed = _diff_mappings(old, new, field, search)
        same_order = [item.get(field.key) for item in old] == [key_of(item, field) for item in new]
        content = [*in_order(changed, new, field.key), *removed]
        ordered = [{field.key: item[field.key]} for item in new]
        tell = (search.additions and (content or not same_order)) or (search.deletions and content)
        found = {name: content, ORDER + name: ordered if tell else None}
    else:
        added = _surplus(new, old) if search.additions else []
        removed = list(dict.fromkeys(_surplus(old, new))) if search.deletions else []
        tell = removed or (search.additions and sorted(old, key=str) != new)
        found = {name: in_order(added, new, ""), REMOVE + name: removed, ORDER + name: new if tell else None}
    return {name: value for name, value in found.items() if value}


def _surplus(these: List, those: List) -> List:
    """Scalars of which there are more in the one list than in the other, sorted as text."""
    left = list(map(str, those))
    over = []
    for value in sorted(these, key=str):
        if str(value) in left:
            left.remove(str(value))
        else:
            over.append(value)
    return over


def _diff_mappings(old: List, new: List, field: Field, search: Search) -> tuple[List, List]:
    """Elements that changed or came, and orders to delete those that went."""
    before, after = _by_key(old, field), _by_key(new, field)
    changed: List = []
    removed: List = []
    i = j = 0
    while i < len(before) or j < len(after):
        left = before[i] if i < len(before) else None
        right = after[j] if j < len(after) else None
        if left and right and left[0] == right[0]:
            inner = diff(left[1], right[1], field.shape, search, retain=field.retain)
            changed += [{**inner, field.key: right[1][field.key]}] if inner else []
            i, j = i + 1, j + 1
        elif right and (not left or left[0] > right[0]):
            changed += [right[1]] if search.additions else []
            j += 1
        elif left:
            removed += [{field.key: left[1][field.key], DIRECTIVE: "delete"}] if search.deletions else []
            i += 1
    return changed, removed


# Elements that share a key (a port that is both TCP and UDP) come out in reverse: upstream sorts by insertion with a comparison that
# holds for equals too (`SortableSliceOfMaps.Less`). Which of them survives a patch depends on it.
def _by_key(items: List, field: Field) -> list[tuple[str, Object]]:
    return sorted(((str(key_of(item, field)), item) for item in reversed(items)), key=lambda pair: pair[0])
