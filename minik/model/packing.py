"""Objects packed: equal ones that take less memory, for a process that holds very many for long.

A thousand pods of one template hold equal parts, which become the same; so do texts that many objects
hold. The fields of an object, of its metadata, spec and status become mappings that share the table of
their names: as Python has it for the attributes of instances of one class (PEP 412), which halves them.
"""

from collections.abc import Iterable

from minik.light_typing import Any
from minik.model.object import Object
from minik.model.sharing import structure_of

OWN = ("metadata", "spec", "status", "involvedObject")  # parts that differ from object to object
UNIQUE = ("uid", "resourceVersion", "name")  # texts that no other object holds, in metadata
MOST_TEXTS, MOST_PARTS = 50_000, 5_000  # that are remembered; then it begins anew
_shapes: dict[str, type] = {}
_texts: dict[str, str] = {}
_parts: dict[bytes, Any] = {}


def packed(obj: Object) -> Object:
    """Return an equal object that takes less memory."""
    kind = obj.get("kind", "")
    return _small(kind, ((name, _field(kind, name, part)) for name, part in obj.items()))


def _field(kind: str, name: str, part: Any) -> Any:
    if name not in OWN or part.__class__ is not dict:
        return _shared(part)
    keeps = UNIQUE if name == "metadata" else ()
    fields = ((key, one if key in keeps else _shared(one)) for key, one in part.items())
    return _small(f"{kind}.{name}", fields)


def _small(path: str, fields: Iterable[tuple[str, Any]]) -> Object:
    """Return a mapping that shares its table of names with all others of this path."""
    shape = _shapes.get(path)
    if shape is None:
        shape = _shapes[path] = type("Shape", (), {})
    holder: Any = shape()
    for name, value in fields:
        setattr(holder, name, value)
    mapping: Object = vars(holder)
    return mapping


def _shared(value: Any) -> Any:
    """Return the same text or part for all that are equal."""
    if value.__class__ is str:
        if len(_texts) >= MOST_TEXTS:
            _texts.clear()
        return _texts.setdefault(value, value)
    if value.__class__ is not dict and value.__class__ is not list:
        return value
    key = structure_of(value)
    if not key:
        return value
    if len(_parts) >= MOST_PARTS:
        _parts.clear()
    return _parts.setdefault(key, value)
