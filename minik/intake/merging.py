"""Patches: how a change is laid over an object, and which change leads from one object to another."""
from typing import Any

from minik.model.object import Object


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch applied (RFC 7386): null removes, mappings merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def difference(old: Any, new: Any, *, deletions: bool = True, additions: bool = True) -> Object:
    """The JSON merge patch that leads from one mapping to another."""
    patch: Object = {}
    for name, value in new.items():
        if name in old and isinstance(value, dict) and isinstance(old[name], dict):
            inner = difference(old[name], value, deletions=deletions, additions=additions)
            if inner:
                patch[name] = inner
        elif additions and (name not in old or old[name] != value):
            patch[name] = value
    if deletions:
        patch.update({name: None for name in old if name not in new})
    return patch


def three_way(original: Object, modified: Object, current: Object) -> Object:
    """The patch of `apply` for custom resources: what was taken out of the file goes, what is in the file and differs comes."""
    return merged(difference(original, modified, additions=False), difference(current, modified, deletions=False))
