"""Conflicts between a patch and the changes that others made (`apply --overwrite=false`).

Upstream: apimachinery `strategicpatch.MergingMapsHaveConflicts`.
"""

from minik.intake.patch_strategy import DIRECTIVE, ORDER, PLAIN, RETAIN, Field, List, merge_rules
from minik.light_typing import Any
from minik.model.object import Object


def has_conflict(patch: Object, changed: Object, shape: str) -> bool:
    """Tell whether two patches of one object set a field to different values."""
    rules = merge_rules(shape)
    if patch.get(DIRECTIVE) != changed.get(DIRECTIVE):
        return True
    return any(
        _values_conflict(value, changed[name], rules.get(name, PLAIN))
        for name, value in patch.items()
        if name in changed and name not in (DIRECTIVE, RETAIN) and not name.startswith(ORDER)
    )


def _values_conflict(ours: Any, theirs: Any, field: Field) -> bool:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return field.strategy != "replace" and has_conflict(ours, theirs, field.shape)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _lists_conflict(ours, theirs, field)
    return bool(ours != theirs)


def _lists_conflict(ours: List, theirs: List, field: Field) -> bool:
    if field.strategy != "merge":
        return len(ours) != len(theirs) or any(
            _values_conflict(left, right, Field(field.shape))
            for left, right in zip(_sort_scalars(ours), _sort_scalars(theirs))
        )
    if not field.key:
        return False
    theirs_by_key = {str(item.get(field.key)): item for item in theirs}
    return any(
        has_conflict(item, theirs_by_key[str(item.get(field.key))], field.shape)
        for item in ours
        if str(item.get(field.key)) in theirs_by_key
    )


def _sort_scalars(items: List) -> List:
    """Sort a list of scalars, whose order does not matter; leave lists of objects as they are."""
    return items if any(isinstance(item, dict) for item in items) else sorted(items, key=str)
