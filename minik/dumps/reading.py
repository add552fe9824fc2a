"""Read one object of a dump: kept to the letter if a server recorded it, else read as a server would.

A server stamps every object with a uid and a creation time. What lacks them was written, or stripped,
by hand: it gets its defaults, and loses its nulls.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from minik import schemas
from minik.dumps import required_fields, sound_records
from minik.dumps.value_checks import bad_values
from minik.errors import BadRequest, ClientError
from minik.intake import custom_resources, decoding, decoding_errors
from minik.intake.parsing import Document
from minik.intake.scalar_decoding import Mismatch
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

NESTED = (dict, list)
LARGE = 1 << 20  # characters: the items of a larger list are not looked up by line


class ReadObject(NamedTuple):
    """An object of a dump, and the names of its fields that no schema knows."""

    object: Object
    unknown: Sequence[str] = ()


def read_object(document: Document, kind: Kind) -> ReadObject:
    """Read the object of a document; raise ClientError if it has no name, BadRequest if a field
    cannot hold its value.
    """
    value: Object = document.value
    name = require_name(document)
    if is_sound_record(value, kind):
        return ReadObject(value)
    bare = without_nulls(value)
    reason, decoded = "", ReadObject(bare)
    try:
        decoded = decode_leniently(bare, kind)
    except Mismatch:
        reason = decoding_problem(bare, kind)
    recorded = is_recorded(value)
    obj = decoded.object
    if recorded:
        obj = value if bare is value else drop_foreign_nulls(value, bare, kind)
    reason = reason or flaw(value, obj, kind)
    if reason:
        raise BadRequest(
            f'{kind.name} "{name}" cannot be read as a {kind.name}: {reason}',
            where=where(document),
        )
    obj = obj if recorded or kind.custom else kind.default(obj)
    if kind.namespaced != bool(objects.namespace(obj)):
        obj = fix_namespace(obj, kind)
    return decoded._replace(object=obj)


def is_sound_record(value: Object, kind: Kind) -> bool:
    """Return whether a server recorded an object, so that all of it may be kept as it is."""
    return (
        not kind.custom
        and is_recorded(value)
        and kind.namespaced == bool(objects.namespace(value))
        and "/" not in objects.name(value)
        and sound_records.of_definition(definition_name(value, kind))(value)
        and not any(True for _ in bad_values(value, kind.key))
    )


def where(document: Document) -> str:
    """Return file and line of a document; of an item of a very large list only the file."""
    return document.source if len(document.text) > LARGE else document.where("")


def require_name(document: Document) -> str:
    """Return the object's name; raise ClientError if it has none."""
    metadata = document.value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not name:
        raise ClientError(
            f"{where(document)}: document {document.number + 1} has no metadata.name: it is not an object of a cluster"
        )
    return name


def is_recorded(value: Object) -> bool:
    """Return whether a server recorded this object: it has a uid and a creation time."""
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and all(
        isinstance(metadata.get(stamp), str) and metadata[stamp]
        for stamp in ("uid", "creationTimestamp")
    )


def flaw(value: Object, decoded: Object, kind: Kind) -> str:
    """Return what keeps an object from being understood: a field that holds what it cannot, or is
    missing in what was written; "" if nothing does.
    """
    part = value["metadata"] if kind.custom else value
    missing = required_fields.missing_fields(part, definition_name(value, kind))
    name = objects.name(value)
    if "/" in name:
        return f'metadata.name: "{name}" is no name'
    reasons = chain(bad_values(decoded, kind.key), (f"{path} is missing" for path in missing))
    return next(reasons, "")


def definition_name(value: Object, kind: Kind) -> str:
    """Return the full name of the definition that the object's fields have, or of its metadata's."""
    if kind.custom:
        return custom_resources.METADATA
    name: str = kind.definitions[objects.version(value["apiVersion"])]
    return name


def decoding_problem(value: Object, kind: Kind) -> str:
    """Return why a value cannot be decoded, unknown fields aside; "" if it can."""
    name = kind.definitions[objects.version(value["apiVersion"])]
    error = (
        custom_resources.explain_error(value, name, kind.name)
        if kind.custom
        else decoding_errors.explain_error(value, name)
    )
    return error.message if error and not error.strict else ""


def decode_leniently(value: Object, kind: Kind) -> ReadObject:
    """Decode an object, of a custom resource only the metadata, as the server does, but keep unknown
    fields; raise Mismatch for values of a wrong type.
    """
    name = definition_name(value, kind)
    part = value["metadata"] if kind.custom else value
    unknown: Sequence[str] = ()
    try:
        decoded = decoding.decoder(name)(part)
    except Mismatch:
        decoded = merge_unknown_fields(part, decoding.decoder(name, strict=False)(part))
        unknown = tuple(unknown_fields(part, schemas.definition(name)))
    return ReadObject({**value, "metadata": decoded} if kind.custom else decoded, unknown)


def merge_unknown_fields(value: Any, decoded: Any) -> Any:
    """Add to the decoded value the fields that the decoder dropped."""
    if isinstance(value, dict) and isinstance(decoded, dict):
        return {
            **decoded,
            **{
                name: merge_unknown_fields(part, decoded[name]) if name in decoded else part
                for name, part in value.items()
            },
        }
    if isinstance(value, list) and isinstance(decoded, list):
        return [
            merge_unknown_fields(part, decoded_part) for part, decoded_part in zip(value, decoded)
        ]
    return decoded


def unknown_fields(value: Any, schema: schemas.Schema) -> Iterator[str]:
    """Yield the name of each field that the schema does not know."""
    if "$ref" in schema:
        schema = schemas.definition(schema["$ref"])
    if isinstance(value, list):
        for item in value:
            yield from unknown_fields(item, schema.get("items") or {})
    elif isinstance(value, dict):
        fields = schema.get("properties")
        below = schema.get("additionalProperties")
        for name, part in value.items():
            if fields and name not in fields:
                yield name
            elif isinstance(part, NESTED):
                inner = fields[name] if fields else below if isinstance(below, dict) else {}
                yield from unknown_fields(part, inner)


def without_nulls(value: Any) -> Any:
    """Return a value without the fields that are null; the same object if there are none."""
    if isinstance(value, dict):
        changed = None
        for name, part in value.items():
            bare = without_nulls(part) if isinstance(part, NESTED) else part
            if bare is None or bare is not part:
                changed = dict(value) if changed is None else changed
                changed[name] = bare
        if changed is None:
            return value
        return {name: part for name, part in changed.items() if part is not None}
    if isinstance(value, list):
        items = [without_nulls(item) if isinstance(item, NESTED) else item for item in value]
        if None in items or any(new is not old for new, old in zip(items, value)):
            return [item for item in items if item is not None]
    return value


def keep_recorded(value: Object, decoded: Object, kind: Kind) -> Object:
    """Return an object as it is, if it says the same as what the server makes of it, else the latter.

    What it says does not depend on the nulls in it; those that no server writes are dropped.
    """
    bare = without_nulls(value)
    if decoded != bare:
        return decoded
    return value if bare is value else drop_foreign_nulls(value, bare, kind)


def drop_foreign_nulls(value: Object, bare: Object, kind: Kind) -> Object:
    """Drop the nulls that no server writes; `bare` is the object without any null.

    Go writes null for an empty time, list or map of a field without `omitempty`; servers before 1.34
    did so for the creation time in templates. A custom resource may hold null anywhere but in its
    metadata.
    """
    schema = schemas.definition(definition_name(value, kind))
    if not kind.custom:
        kept: Object = _drop_nulls(value, bare, schema)
        return kept
    metadata = value["metadata"]
    if bare["metadata"] is metadata:
        return value
    return {**value, "metadata": _drop_nulls(metadata, bare["metadata"], schema)}


def _drop_nulls(value: Any, bare: Any, schema: schemas.Schema) -> Any:
    """Return a value without the nulls that no server writes. `bare` is the value without any null:
    its parts are the value's own where those hold none, and are left alone.
    """
    if "$ref" in schema:
        schema = schemas.definition(schema["$ref"])
    if isinstance(value, list):
        items = schema.get("items") or {}
        pairs = zip((item for item in value if item is not None), bare)
        return [item if own is item else _drop_nulls(item, own, items) for item, own in pairs]
    fields = schema.get("properties") or {}
    below = schema.get("additionalProperties")
    others = below if isinstance(below, dict) else {}
    kept: dict[str, Any] = {}
    for name, part in value.items():
        if part is None:
            if name == "creationTimestamp" or fields.get(name, {}).get("null"):
                kept[name] = part
        elif bare[name] is part:
            kept[name] = part
        else:
            kept[name] = _drop_nulls(part, bare[name], fields.get(name) or others)
    return kept


def fix_namespace(value: Object, kind: Kind) -> Object:
    """Set a missing namespace to default; drop it if the kind is cluster-scoped."""
    return (
        objects.write(value, "metadata.namespace", "default")
        if kind.namespaced
        else objects.drop(value, "metadata.namespace")
    )
