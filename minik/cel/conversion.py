"""JSON becomes the values that its schema says: moments, durations, bytes, sets, maps, escaped names.

What needs no change is left as it is, so most documents are taken as they are.

Upstream rule: Kubernetes `cel/common/valuesunstructured.go`.
"""

import base64
from collections.abc import Callable, Mapping

from minik import light_re as re
from minik.cel.escaping import escape
from minik.cel.shapes import EMBEDDED, INT_OR_STRING, Schema, with_root_fields
from minik.cel.times import parse_duration, parse_timestamp
from minik.cel.values import EvaluationError, MapList, SetList, Timestamp
from minik.light_typing import Any, TypeAlias

Convert: TypeAlias = Callable[[Any], Any]
LIST_TYPE, MAP_KEYS = "x-kubernetes-list-type", "x-kubernetes-list-map-keys"
NOT_URL_SAFE = re.compile(r"[^A-Za-z0-9_=-]")


def converter(schema: Schema, *, is_root: bool = False) -> Convert | None:
    """Return what makes values of JSON of a schema; None where JSON is taken as it is."""
    if schema.get(INT_OR_STRING):
        return None
    if is_root:
        schema = with_root_fields(schema)
    kind = schema.get("type")
    if kind == "object":
        return _object_converter(schema)
    if kind == "array":
        return _list_converter(schema)
    if kind == "number":
        return lambda value: float(value) if value.__class__ is int else value
    if kind == "string" and schema.get("format") in TEXTS:
        read = TEXTS[schema["format"]]
        return lambda value: read(value) if value.__class__ is str else value
    return None


def _inner(schema: Any) -> Convert | None:
    if not isinstance(schema, Mapping):
        return None
    return converter(schema, is_root=bool(schema.get(EMBEDDED)))


def _object_converter(schema: Schema) -> Convert | None:
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping):
        each = _inner(additional)
        if each is None:
            return None
        return lambda value: (
            {key: each(part) for key, part in value.items()} if isinstance(value, dict) else value
        )
    fields = dict[str, tuple[str, Convert | None]]()
    for name, part in (schema.get("properties") or {}).items():
        escaped, convert = escape(name), _inner(part)
        if convert or part.get("nullable") or escaped not in (name, None):
            fields[name] = escaped or name, convert
    return _fields_converter(fields) if fields else None


def _fields_converter(fields: Mapping[str, tuple[str, Convert | None]]) -> Convert:
    """Return what makes an object of one; a field that is null counts as missing."""

    def convert(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        result = dict[str, Any]()
        for name, part in value.items():
            if part is not None:
                escaped, inner = fields.get(name, (name, None))
                result[escaped] = inner(part) if inner else part
        return result

    return convert


def _list_converter(schema: Schema) -> Convert | None:
    each, kind = _inner(schema.get("items")), schema.get(LIST_TYPE)
    keys = tuple(escape(key) or key for key in schema.get(MAP_KEYS) or ())
    if each is None and kind not in ("set", "map"):
        return None

    def convert(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        items = [each(item) if item is not None else item for item in value] if each else value
        if kind == "set":
            return SetList(items)
        return MapList(items, keys) if kind == "map" else items

    return convert


def _bytes(text: str) -> bytes:
    found = NOT_URL_SAFE.search(text)
    wrong = found.start() if found else None
    if wrong is None:
        try:
            return base64.urlsafe_b64decode(text)
        except ValueError:
            wrong = len(text)
    raise EvaluationError(
        f"Invalid byte formatted string {text}: illegal base64 data at input byte {wrong}"
    )


def _duration(text: str) -> Any:
    found = parse_duration(text)
    if found is None:
        raise EvaluationError(f'Invalid duration {text}: time: invalid duration "{text}"')
    return found


def _moment(text: str) -> Timestamp:
    found = parse_timestamp(text[:10] + "T" + text[11:].upper())
    if found is None:
        raise EvaluationError(f"Invalid date-time formatted string {text}")
    return found


def _day(text: str) -> Timestamp:
    found = parse_timestamp(f"{text}T00:00:00Z")
    if found is None:
        raise EvaluationError(f"Invalid date formatted string {text}")
    return found


TEXTS: dict[str, Convert] = {
    "byte": _bytes,
    "duration": _duration,
    "date-time": _moment,
    "date": _day,
}
