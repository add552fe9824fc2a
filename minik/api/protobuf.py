"""Kubernetes' protobuf: `k8s\\0`, then a runtime.Unknown that holds the object's message.

Messages are described by `schemas/protobuf.tsv`: package, message, field number, JSON name, type and
wire type. Rules of the encoding: proto2 without packed lists; maps are repeated pairs; a member whose
JSON name is `-` belongs to the message around it.
"""

import base64
import json
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from minik import schemas
from minik.errors import BadRequest
from minik.light_typing import Any, NamedTuple
from minik.model.object import MutableObject, Object

MAGIC = b"k8s\x00"
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEGATIVE, WRAP = 1 << 63, 1 << 64
RAW = ("runtime.RawExtension", "meta.v1.FieldsV1", "apiextensions.v1.JSON")
NUMBERS = ("int32", "int64", "uint32", "uint64", "int")
PROPS = "apiextensions.v1.JSONSchemaProps"
# messages that stand for a choice → the field in which a schema stands
CHOICES = {f"{PROPS}OrArray": 1, f"{PROPS}OrBool": 2, f"{PROPS}OrStringArray": 1}
EMPTY = ("apiextensions.v1.CustomResourceSubresourceStatus",)  # messages without fields
NESTING = 100
EVERYWHERE = ("DeleteOptions", "Status", "PartialObjectMetadata")  # kinds of every API version


class Field(NamedTuple):
    """One field of a message: JSON name, type with its package, whether it is a list or a map."""

    name: str
    type: str
    is_list: bool = False
    is_map: bool = False


class Broken(BadRequest):
    """The bytes are no protobuf, or not of this message."""


@cache
def messages() -> Mapping[str, Mapping[int, Field]]:
    """Return the fields of every message by their numbers; messages by `core.v1.Pod`."""
    return {
        name: {int(number): _field(json_name, spelling) for number, json_name, spelling in fields}
        for name, fields in schemas.protobuf_messages()
    }


def _field(name: str, spelling: str) -> Field:
    """Return a field by its spelling: `[X` is a list of X, `{X` a map of texts to X, `{[X` one to lists."""
    is_map, rest = spelling.startswith("{"), spelling.removeprefix("{")
    is_list = rest.startswith("[") and rest != "[]byte"
    return Field(name, rest.removeprefix("[") if is_list else rest, is_list, is_map)


def decode(data: bytes, default: tuple[str, str] = ("", "")) -> Object:
    """Return the object that was sent, with its apiVersion and kind, which are `default` where it
    does not say them. Raises Broken.
    """
    if not data:
        raise Broken("empty data")
    if not data.startswith(MAGIC):
        raise Broken(
            "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"
        )
    try:
        if len(data) == len(MAGIC):
            raise Broken("empty body")
        unknown = _collect(data[len(MAGIC) :])
        meta = _collect(_last(unknown, 1, b""))
        version, kind = (_last(meta, number, b"").decode() for number in (1, 2))
        version, kind = version or default[0], kind or default[1]
        package = "meta.v1" if kind in EVERYWHERE else package_of(version)
        message = f"{package}.{kind}"
        if message not in messages():
            raise Broken(f'no kind "{kind}" is registered for version "{version}"')
        return {"apiVersion": version, "kind": kind, **_message(message, _last(unknown, 2, b""), 0)}
    except (IndexError, AttributeError, ValueError, TypeError, OverflowError) as error:
        raise Broken(f"proto: the body of the request cannot be read: {error}") from None


def package_of(api_version: str) -> str:
    """Return the package of the messages of an API version: `core.v1`, `rbac.v1`."""
    group, _, version = api_version.rpartition("/")
    return f"{(group or 'core').partition('.')[0]}.{version}"


def _collect(data: bytes) -> dict[int, list[Any]]:
    """Return the values of every field number, in order."""
    found: dict[int, list[Any]] = {}
    for number, value in _pairs(data):
        found.setdefault(number, []).append(value)
    return found


def _last(found: Mapping[int, list[Any]], number: int, default: Any) -> Any:
    return found[number][-1] if number in found else default


def _pairs(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        wire = tag & 7
        if wire == VARINT:
            value: Any
            value, at = _varint(data, at)
        elif wire == BYTES:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
            if at > len(data):
                raise ValueError("unexpected EOF")
        elif wire in (FIXED64, FIXED32):
            size = 8 if wire == FIXED64 else 4
            value, at = int.from_bytes(data[at : at + size], "little"), at + size
        else:
            raise ValueError(f"illegal wireType {wire}")
        yield tag >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("integer overflow")


def _message(name: str, data: bytes, depth: int) -> MutableObject:
    if depth > NESTING:
        raise ValueError("too deeply nested")
    fields, out = messages()[name], MutableObject()
    for number, value in _pairs(data):
        field = fields.get(number)
        if field is None:
            continue
        if field.is_map:
            pair = _collect(value)
            key = _last(pair, 1, b"").decode()
            out.setdefault(field.name, {})[key] = _map_value(field, _last(pair, 2, b""), depth)
        elif field.is_list:
            out.setdefault(field.name, []).append(_value(field.type, value, depth))
        elif field.name == "-":
            out.update(_value(field.type, value, depth))
        else:
            decoded = _value(field.type, value, depth)
            if decoded is not None:
                out[field.name] = decoded
    return out


def _map_value(field: Field, value: Any, depth: int) -> Any:
    """Return a value of a map; lists there are messages of one field."""
    if field.is_list:
        return [_value(field.type, part, depth) for part in _collect(value).get(1, ())]
    return _value(field.type, value, depth)


def _value(spelling: str, value: Any, depth: int) -> Any:
    if spelling == "string":
        return value.decode()
    if spelling == "bool":
        return bool(value)
    if spelling in NUMBERS:
        return value - WRAP if value >= NEGATIVE else value
    if spelling == "[]byte":
        return base64.b64encode(value).decode()
    if spelling == "intstr.IntOrString":
        parts = _collect(value)
        return _last(parts, 3, b"").decode() if _last(parts, 1, 0) else _last(parts, 2, 0)
    if spelling == "resource.Quantity":
        return _last(_collect(value), 1, b"").decode()
    if spelling in ("meta.v1.Time", "meta.v1.MicroTime"):
        return _time(_collect(value), micro=spelling.endswith("MicroTime"))
    if spelling in RAW:
        raw = _last(_collect(value), 1, b"")
        return json.loads(raw) if raw else None
    if spelling == "float64":
        return struct.unpack("<d", value.to_bytes(8, "little"))[0]
    if spelling in EMPTY:
        return {}
    if spelling in CHOICES:
        return _choice(spelling, _collect(value), depth)
    if spelling not in messages():  # a name for texts or numbers, such as types.UID
        return value.decode() if isinstance(value, bytes) else value
    return _message(spelling, value, depth + 1)


def _choice(spelling: str, parts: Mapping[int, list[Any]], depth: int) -> Any:
    """Return a schema, or what may stand in its place: a truth, or a list of schemas or texts."""
    number = CHOICES[spelling]
    if number in parts:
        return _message(PROPS, parts[number][-1], depth + 1)
    if spelling.endswith("OrBool"):
        return bool(_last(parts, 1, 0))
    texts = spelling.endswith("StringArray")
    return [one.decode() if texts else _message(PROPS, one, depth + 1) for one in parts.get(2, ())]


def _time(parts: Mapping[int, list[Any]], *, micro: bool) -> str | None:
    seconds, nanos = _last(parts, 1, 0), _last(parts, 2, 0)
    if not seconds and not nanos:
        return None
    seconds = seconds - WRAP if seconds >= NEGATIVE else seconds
    moment = EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S" + (".%fZ" if micro else "Z"))
