"""Objects as Kubernetes' protobuf: the opposite of `protobuf`.

A kind without a message (custom resources, a Table) cannot be written, and is sent as JSON inside.
"""

import base64
import json
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from minik.api.protobuf import (
    CHOICES,
    EMPTY,
    MAGIC,
    NUMBERS,
    PROPS,
    RAW,
    WRAP,
    Field,
    messages,
    package_of,
)
from minik.api.protobuf_wire import field_of, tag, varint
from minik.light_typing import Any
from minik.model.object import Object

JSON_INSIDE = b"application/json"


def encode(obj: Object) -> bytes:
    """Return an object as `k8s\\0` and a runtime.Unknown."""
    version, kind = str(obj.get("apiVersion", "")), str(obj.get("kind", ""))
    package = (
        "meta.v1"
        if kind in ("Status", "PartialObjectMetadata", "PartialObjectMetadataList")
        else package_of(version)
    )
    message = f"{package}.{kind}"
    meta = _text(1, version) + _text(2, kind)
    if message in messages():
        bare = {name: value for name, value in obj.items() if name not in ("apiVersion", "kind")}
        return (
            MAGIC
            + field_of(1, meta)
            + field_of(2, _message(message, bare))
            + _text(3, "")
            + _text(4, "")
        )
    raw = json.dumps(obj, separators=(",", ":"), ensure_ascii=False).encode()
    return MAGIC + field_of(1, meta) + field_of(2, raw) + _text(3, "") + field_of(4, JSON_INSIDE)


@cache
def _numbers(message: str) -> Mapping[str, tuple[int, Field]]:
    """Return number and description of the fields of a message by JSON name."""
    return {field.name: (number, field) for number, field in messages()[message].items()}


@cache
def _embedded(message: str) -> list[tuple[int, Field]]:
    """Return the members whose fields belong to the message around them."""
    return [(number, field) for number, field in messages()[message].items() if field.name == "-"]


def _message(name: str, obj: Mapping[str, Any]) -> bytes:
    fields, out = _numbers(name), []
    rest = {}
    for member, value in obj.items():
        if member in fields and member != "-":
            if value is not None:
                out.append((fields[member][0], _field(*fields[member], value)))
        else:
            rest[member] = value
    for number, field in _embedded(name):
        if field.type in messages() and not field.is_list:
            own = {
                member: value for member, value in rest.items() if member in _numbers(field.type)
            }
            if own:
                out.append((number, field_of(number, _message(field.type, own))))
    return b"".join(data for _, data in sorted(out, key=lambda pair: pair[0]))


def _field(number: int, field: Field, value: Any) -> bytes:
    if field.is_map:
        pairs = (
            _text(1, key) + _field(2, field._replace(is_map=False), value[key])
            if not field.is_list
            else _text(1, key)
            + field_of(2, b"".join(_value(1, field.type, part) for part in value[key]))
            for key in sorted(value)
        )
        return b"".join(field_of(number, pair) for pair in pairs)
    if field.is_list:
        return b"".join(_value(number, field.type, part) for part in value)
    return _value(number, field.type, value)


def _value(number: int, spelling: str, value: Any) -> bytes:
    if spelling == "string":
        return _text(number, str(value))
    if spelling == "bool":
        return tag(number, 0) + (b"\x01" if value else b"\x00")
    if spelling in NUMBERS:
        return tag(number, 0) + varint(int(value) % WRAP)
    if spelling == "[]byte":
        return field_of(number, base64.b64decode(value))
    if spelling == "intstr.IntOrString":
        inside = (
            _number(1, 1) + _number(2, 0) + _text(3, value)
            if isinstance(value, str)
            else _number(1, 0) + _number(2, value) + _text(3, "")
        )
        return field_of(number, inside)
    if spelling == "resource.Quantity":
        return field_of(number, _text(1, str(value)))
    if spelling in ("meta.v1.Time", "meta.v1.MicroTime"):
        return field_of(number, _time(value))
    if spelling in RAW:
        raw = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        return field_of(number, field_of(1, raw))
    if spelling == "float64":
        return tag(number, 1) + struct.pack("<d", value)
    if spelling in EMPTY:
        return field_of(number, b"")
    if spelling in CHOICES:
        return field_of(number, _choice(spelling, value))
    if spelling in messages():
        return field_of(number, _message(spelling, value))
    return _text(number, value) if isinstance(value, str) else _number(number, int(value))


def _choice(spelling: str, value: Any) -> bytes:
    """Return a schema, or what stands in its place: a truth, or a list of schemas or texts."""
    if isinstance(value, dict):
        allowed = b"\x08\x01" if spelling.endswith("OrBool") else b""
        return allowed + _value(CHOICES[spelling], PROPS, value)
    if isinstance(value, bool):
        return _value(1, "bool", value)
    form = "string" if spelling.endswith("StringArray") else PROPS
    return b"".join(_value(2, form, part) for part in value)


def _time(text: str) -> bytes:
    form = "%Y-%m-%dT%H:%M:%S.%f%z" if "." in text else "%Y-%m-%dT%H:%M:%S%z"
    moment = datetime.strptime(text.replace("Z", "+0000"), form).astimezone(UTC)
    return _number(1, int(moment.timestamp()) % WRAP) + _number(2, moment.microsecond * 1000)


def _number(number: int, value: int) -> bytes:
    return tag(number, 0) + varint(value % WRAP)


def _text(number: int, text: str) -> bytes:
    return field_of(number, text.encode())
