"""How a cluster lies in its file: valid JSON, one object a line, lines sorted by key, so that one
object is found by bisection.

``` {"minik":{"layout":1,"lineage":"...","serial":12,...,"size":      1372,"mtime":
1795420568},"objects":{ "Pod/default/web-0":{...}, "Service/default/web":{...} }} ```

The stamp (size and mtime of the file, in the header) tells at once whether another hand wrote it:
an editor that leaves the lines unsorted would make bisection miss objects without a word. Its width
is fixed, so that the header can be made before its own size is known.

An imported cluster may have changes held beside it. They stand after the objects, one a line, and the
header says how many bytes they take, so that who looks at objects never reads them:

``` },"held":{"changes":[ {"controller":"endpointslice-controller",...} ],"unseen":{...},"derived":[]}}
```

Such a file has layout 2. While a server writes to the cluster, its latest changes stand in a journal
beside the file (`store/journal.py`), which the header names; such a file has layout 3. All others keep
layout 1, which older versions read.
"""

from minik import light_json
from minik.light_typing import Any, NamedTuple
from minik.model.object import Object

LAYOUT, LAYOUT_WITH_HELD, LAYOUT_WITH_JOURNAL = 1, 2, 3
LAYOUTS = (LAYOUT, LAYOUT_WITH_HELD, LAYOUT_WITH_JOURNAL)
JOURNAL = "journal"  # the field of a header that names the journal which belongs to the file
TAIL = b"}}\n"
_encode = light_json.encoder()


_encodings: dict[int, tuple[Object, bytes]] = {}


class Header(NamedTuple):
    """The first line: `serial` counts commands, `version` counts changes of objects.

    `size` and `mtime` are the stamp. `held` is the size of the held changes in bytes, -1 for a cluster
    that was not imported. `other` holds fields of a later minik, written back as read.
    """

    lineage: str
    serial: int
    version: int
    settings: dict[str, Any]
    size: int = 0
    mtime: int = 0
    held: int = -1
    other: dict[str, Any] = {}


KNOWN = Header._fields[:-2]
TYPES = (str, int, int, dict, int, int)


def header_line(header: Header) -> bytes:
    """Return the line; its length does not depend on the stamp."""
    fields = {name: getattr(header, name) for name in KNOWN}
    stamp = f'"size":{fields.pop("size"):14d},"mtime":{fields.pop("mtime"):12d}'
    layout = LAYOUT_WITH_HELD if header.held > 0 else LAYOUT
    layout = LAYOUT_WITH_JOURNAL if JOURNAL in header.other else layout
    held = {"held": header.held} if header.held >= 0 else {}
    text = _encode({"layout": layout, **fields, **held, **header.other})
    return f'{{"minik":{text[:-1]},{stamp}}},"objects":{{\n'.encode()


def parse_header(fields: dict[str, Any]) -> Header:
    """Return the header of a file's JSON; raise KeyError with the name of a wrong field."""
    wrong = next(
        (
            name
            for name, expected in zip(KNOWN, TYPES)
            if not isinstance(fields.get(name), expected)
        ),
        None,
    )
    held = fields.get("held", -1)
    if not wrong and (not isinstance(held, int) or held < -1):
        wrong = "held"
    if wrong:
        raise KeyError(wrong)
    other = {
        name: value
        for name, value in fields.items()
        if name not in KNOWN and name not in ("layout", "held")
    }
    return Header._make((*(fields[name] for name in KNOWN), held, other))


def key_bytes(kind: str, path: str) -> bytes:
    """Return the key as it stands in the file between its quotes; it contains no quote."""
    return _encode(f"{kind}/{path}")[1:-1].replace('\\"', "\\u0022").encode()


def label_bytes(name: str, value: str) -> bytes:
    """Return a label as it stands in a line.

    Other text may look the same, so a line found by it must be checked.
    """
    return _encode({name: value})[1:-1].encode()


def object_line(key: bytes, obj: Object) -> bytes:
    """Return the line of an object, without its ending."""
    return b'"%b":%b' % (key, encode(obj))


def encode(obj: Object) -> bytes:
    """Return an object as JSON, cached for one commit, as the state and its history hold it."""
    cached = _encodings.get(id(obj))
    if cached is None or cached[0] is not obj:
        cached = _encodings[id(obj)] = (obj, _encode(obj).encode())
    return cached[1]


def forget_encodings() -> None:
    """Empty the cache; a commit does so when it ends, so that it does not grow in a long process."""
    _encodings.clear()
