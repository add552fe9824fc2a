"""How a cluster lies in its file: valid JSON, one object a line, lines sorted by key, so that one object is found by bisection.

```
{"minik":{"layout":1,"lineage":"...","serial":12,...,"size":      1372,"mtime": 1795420568},"objects":{
"Pod/default/web-0":{...},
"Service/default/web":{...}
}}
```

The stamp (size and mtime of the file, in the header) tells at once whether another hand wrote it: an editor that leaves the lines
unsorted would make bisection miss objects without a word. Its width is fixed, so that the header can be made before its own size is known.
"""
import json
from typing import Any, NamedTuple

from minik.model.object import Object

LAYOUT = 1
TAIL = b"}}\n"
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


_written: dict[int, tuple[Object, str]] = {}


class Header(NamedTuple):
    """The first line: `serial` counts commands, `version` changes of objects; the stamp is of the file in which the header stands.

    `other` is what a later minik keeps here besides: it is written again as it was read.
    """

    lineage: str
    serial: int
    version: int
    settings: dict[str, Any]
    size: int = 0
    mtime: int = 0
    other: dict[str, Any] = {}


KNOWN = Header._fields[:-1]
TYPES = (str, int, int, dict, int, int)


def header_line(header: Header) -> bytes:
    """The line, its length independent of the stamp."""
    fields = {name: getattr(header, name) for name in KNOWN}
    stamp = f'"size":{fields.pop("size"):14d},"mtime":{fields.pop("mtime"):12d}'
    return f'{{"minik":{_encode({"layout": LAYOUT, **fields, **header.other})[:-1]},{stamp}}},"objects":{{\n'.encode()


def header_of(fields: dict[str, Any]) -> Header:
    """The header that a file's JSON holds; KeyError, with the field's name, where it is none of ours."""
    wrong = next((name for name, wanted in zip(KNOWN, TYPES) if not isinstance(fields.get(name), wanted)), None)
    if wrong:
        raise KeyError(wrong)
    other = {name: value for name, value in fields.items() if name not in KNOWN and name != "layout"}
    return Header._make((*(fields[name] for name in KNOWN), other))


def key_bytes(kind: str, path: str) -> bytes:
    """The key as it stands in the file between its quotes; no quote is ever inside."""
    return _encode(f"{kind}/{path}")[1:-1].replace('\\"', "\\u0022").encode()


def label_bytes(name: str, value: str) -> bytes:
    """A label as it stands in a line. Other things may look like it: what is found by it still has to be judged."""
    return _encode({name: value})[1:-1].encode()


def object_line(key: bytes, obj: Object) -> bytes:
    """One object's line, less what ends it."""
    return b'"' + key + b'":' + encoded(obj).encode()


def encoded(obj: Object) -> str:
    """An object as JSON. Objects never change, so what both the state and its history hold is written out once."""
    known = _written.get(id(obj))
    if known is None or known[0] is not obj:
        known = _written[id(obj)] = (obj, _encode(obj))
    return known[1]
