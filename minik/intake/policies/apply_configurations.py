"""The apply configurations that MutatingAdmissionPolicies make: what they set comes, the rest stays.

Upstream rule: `policy/mutating/patch` `smd.go`.
"""

from collections.abc import Iterator

from minik.cel.values import Constructed
from minik.intake.ownership import schema_errors, shapes
from minik.intake.ownership.shapes import LEAF, STRUCT, Shape
from minik.intake.ownership.structured_merge import merge_config
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.object import Object

ATOMIC = "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {}"
OTHER_NAME = (
    'unexpected type name "{}", expected "{}", which matches field name path from root Object type'
)


class NotMergeable(Exception):
    """A configuration cannot be applied; the message is the server's."""


def apply(obj: Object, config: Object, kind: Kind) -> Object:
    """Return an object with what a configuration sets. Raise NotMergeable for one that does not fit the
    schema, or replaces what can only be replaced as a whole.
    """
    version = obj["apiVersion"]
    shape = shapes.shape_of_kind(kind, version)
    whole = {**config, "apiVersion": version, "kind": kind.name}
    wrong = schema_errors.describe_problems(whole, shape)
    if wrong:
        raise NotMergeable(
            f"error applying patch: failed to convert patch object to typed object: {wrong}"
        )
    atomic = list(atomic_paths(whole, shape, ""))
    if atomic:
        raise NotMergeable(f"error applying patch: {ATOMIC.format(', '.join(atomic))}")
    merged: Object = merge_config(obj, whole, shape)
    return merged


def atomic_paths(value: Any, shape: Shape, path: str) -> Iterator[str]:
    """Yield the paths of maps and lists that are replaced as a whole."""
    is_map, is_list = isinstance(value, dict), isinstance(value, list)
    fits = (
        is_map and ("object" in shape.types or shape.fields) or is_list and "array" in shape.types
    )
    if shape.form == LEAF and fits:
        yield path
    if is_map and (shape.form == STRUCT or shape.fields):
        for name, part in value.items():
            if name in shape.fields:
                yield from atomic_paths(part, shape.fields[name], f"{path}.{name}")
    if is_list and fits:
        for index, item in enumerate(value):
            yield from atomic_paths(item, shape.items, f"{path}[{index}]")


def check_names(value: Any) -> None:
    """Raise NotMergeable for objects in a configuration whose types are those of other fields."""
    wrong = list(_other_names(value, "Object"))
    if wrong:
        raise NotMergeable("type mismatch: " + "\n".join(wrong))


def _other_names(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Constructed):
        if value.type_name != path:
            yield OTHER_NAME.format(value.type_name, path)
        for name, part in value.items():
            yield from _other_names(part, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _other_names(item, path)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _other_names(part, path)
