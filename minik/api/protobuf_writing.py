"""Objects as Kubernetes' protobuf: the opposite of `protobuf`.

A kind without a message (custom resources, a Table) cannot be written, and is sent as JSON inside.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from minik.api.protobuf import MAGIC, NUMBERS, RAW, WRAP, Field, messages, package_of
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
            + _bytes(1, meta)
            + _bytes(2, _message(message, bare))
            + _text(3, "")
            + _text(4, "")
        )
    raw = json.dumps(obj, separators=(",", ":"), ensure_ascii=False).encode()
    return MAGIC + _bytes(1, meta) + _bytes(2, raw) + _text(3, "") + _bytes(4, JSON_INSIDE)


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
                out.append((number, _bytes(number, _message(field.type, own))))
    return b"".join(data for _, data in sorted(out, key=lambda pair: pair[0]))


def _field(number: int, field: Field, value: Any) -> bytes:
    if field.is_map:
        pairs = (
            _text(1, key) + _field(2, field._replace(is_map=False), value[key])
            if not field.is_list
            else _text(1, key)
            + _bytes(2, b"".join(_value(1, field.type, part) for part in value[key]))
            for key in sorted(value)
        )
        return b"".join(_bytes(number, pair) for pair in pairs)
    if field.is_list:
        return b"".join(_value(number, field.type, part) for part in value)
    return _value(number, field.type, value)


def _value(number: int, spelling: str, value: Any) -> bytes:
    if spelling == "string":
        return _text(number, str(value))
    if spelling == "bool":
        return _tag(number, 0) + (b"\x01" if value else b"\x00")
    if spelling in NUMBERS:
        return _tag(number, 0) + _varint(int(value) % WRAP)
    if spelling == "[]byte":
        return _bytes(number, base64.b64decode(value))
    if spelling == "intstr.IntOrString":
        inside = (
            _number(1, 1) + _number(2, 0) + _text(3, value)
            if isinstance(value, str)
            else _number(1, 0) + _number(2, value) + _text(3, "")
        )
        return _bytes(number, inside)
    if spelling == "resource.Quantity":
        return _bytes(number, _text(1, str(value)))
    if spelling in ("meta.v1.Time", "meta.v1.MicroTime"):
        return _bytes(number, _time(value))
    if spelling in RAW:
        raw = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        return _bytes(number, _bytes(1, raw))
    if spelling in messages():
        return _bytes(number, _message(spelling, value))
    return _text(number, value) if isinstance(value, str) else _number(number, int(value))


def _time(text: str) -> bytes:
    form = "%Y-%m-%dT%H:%M:%S.%f%z" if "." in text else "%Y-%m-%dT%H:%M:%S%z"
    moment = datetime.strptime(text.replace("Z", "+0000"), form).astimezone(UTC)
    return _number(1, int(moment.timestamp()) % WRAP) + _number(2, moment.microsecond * 1000)


def _number(number: int, value: int) -> bytes:
    return _tag(number, 0) + _varint(value % WRAP)


def _text(number: int, text: str) -> bytes:
    return _bytes(number, text.encode())


def _bytes(number: int, data: bytes) -> bytes:
    return _tag(number, 2) + _varint(len(data)) + data


def _tag(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
