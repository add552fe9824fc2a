"""Conditions in statuses, as controllers of Gateway API write them.

Upstream rules: apimachinery `meta.SetStatusCondition`; Gateway API: what other controllers wrote stays,
observedGeneration is the object's.
"""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model.object import Object


class Condition(NamedTuple):
    """A condition: its type, whether it holds, the reason, and what else there is to say."""

    type: str
    holds: bool
    reason: str
    message: str = ""


def merge(
    before: Sequence[Mapping[str, Any]], conditions: Sequence[Condition], obj: Object, now: str
) -> list[Mapping[str, Any]]:
    """Return the conditions of an object: those of before with these set, each with the time since
    when it has its value. Conditions of other types stay.
    """
    known = {str(one.get("type")): one for one in before}
    made = {one.type: _value(one, known.get(one.type), obj, now) for one in conditions}
    kept = [made.pop(name, one) for name, one in known.items()]
    return [*kept, *made.values()]


def _value(
    condition: Condition, before: Mapping[str, Any] | None, obj: Object, now: str
) -> Mapping[str, Any]:
    value = {
        "type": condition.type,
        "status": "True" if condition.holds else "False",
        "reason": condition.reason,
        "message": condition.message,
        "observedGeneration": obj["metadata"].get("generation") or 1,
    }
    same = before is not None and before.get("status") == value["status"]
    since = before.get("lastTransitionTime") if before and same else None
    return {**value, "lastTransitionTime": since or now}


def without(before: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Return conditions without one of a type."""
    return [one for one in before if one.get("type") != name]
