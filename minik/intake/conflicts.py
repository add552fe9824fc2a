"""Conflicts: what a patch wants otherwise than somebody has changed it since (`apply --overwrite=false`).

Upstream: apimachinery `strategicpatch.MergingMapsHaveConflicts`.
"""
from typing import Any

from minik.intake.strategy import DIRECTIVE, ORDER, PLAIN, RETAIN, Field, List, fields
from minik.model.object import Object


def conflict(patch: Object, changed: Object, shape: str) -> bool:
    """Whether two patches of one object want different things of one field."""
    known = fields(shape)
    if patch.get(DIRECTIVE) != changed.get(DIRECTIVE):
        return True
    return any(_differ(value, changed[name], known.get(name, PLAIN)) for name, value in patch.items()
               if name in changed and name not in (DIRECTIVE, RETAIN) and not name.startswith(ORDER))


def _differ(one: Any, other: Any, field: Field) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return field.strategy != "replace" and conflict(one, other, field.shape)
    if isinstance(one, list) and isinstance(other, list):
        return _lists_differ(one, other, field)
    return bool(one != other)


def _lists_differ(one: List, other: List, field: Field) -> bool:
    if field.strategy != "merge":
        return len(one) != len(other) or any(_differ(left, right, Field(field.shape)) for left, right in zip(_sorted(one), _sorted(other)))
    if not field.key:
        return False
    there = {str(item.get(field.key)): item for item in other}
    return any(conflict(item, there[str(item.get(field.key))], field.shape) for item in one if str(item.get(field.key)) in there)


def _sorted(items: List) -> List:
    """Scalars in any order are the same."""
    return items if any(isinstance(item, dict) for item in items) else sorted(items, key=str)
