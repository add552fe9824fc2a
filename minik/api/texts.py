"""The compact JSON of objects, made once: whoever wrote an object, lists it or watches it gets the same text.

A text stands for an object in one version of its kind. So many bytes are kept as MOST says; then the
oldest go.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from minik.api import encoding
from minik.api.negotiation import JSON, TABLE, Form
from minik.api.representations import table
from minik.light_typing import NamedTuple
from minik.model.kind import Kind
from minik.model.object import Object

MOST = 32 * 1024 * 1024  # bytes
_known: dict[tuple[int, str, str], "Text"] = {}
_size = [0]


class Text(NamedTuple):
    """An object (so that it is not forgotten while its text is known) and its text."""

    object: Object
    text: bytes


def is_plain(form: Form) -> bool:
    """Return whether objects are shown as themselves, in compact JSON."""
    return form.media in ("", JSON) and not form.shown_as and not form.pretty


def whole(kind: Kind, obj: Object, api_version: str) -> bytes:
    """Return the text of an object in a version."""
    text = item(kind, obj, api_version)
    if kind.custom:
        return text
    return b'{"kind":"%b","apiVersion":"%b",%b' % (
        kind.name.encode(),
        api_version.encode(),
        text[1:],
    )


def item(kind: Kind, obj: Object, api_version: str) -> bytes:
    """Return the text of an object in a list: of built-in kinds without kind and apiVersion."""
    return _recall(obj, api_version, "") or _keep(
        obj, api_version, "", encoding.compact(_told(kind, obj, api_version))
    )


def metadata(kind: Kind, obj: Object, api_version: str, version: str) -> bytes:
    """Return the text of an object's PartialObjectMetadata of a version."""
    known = _recall(obj, api_version, version)
    if known is not None:
        return known
    told = _told(kind, obj, api_version)["metadata"]
    start = b'{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/%b","metadata":%b}'
    return _keep(obj, api_version, version, start % (version.encode(), encoding.compact(told)))


def listed(kind: Kind, head: Object, objs: Sequence[Object]) -> bytes:
    """Return the text of a list: `head` is the list without its items."""
    version = head["apiVersion"]
    texts = [item(kind, obj, version) for obj in objs]
    return b'%b,"items":[%b]}' % (encoding.compact(head)[:-1], b",".join(texts))


def is_usual_table(form: Form, parameters: Mapping[str, str]) -> bool:
    """Return whether objects are shown as the Table that kubectl asks for."""
    is_json = form.media in ("", JSON) and not form.pretty
    included = parameters.get("includeObject", "")
    return is_json and form.shown_as == TABLE and included in ("", "Metadata")


def rows(kind: Kind, head: Object, objs: Sequence[Object], version: str, now: datetime) -> bytes:
    """Return the text of a Table of a list; `head` is the list without its items."""
    bare = encoding.compact(table.bare(kind, head["metadata"], version))
    api_version, writers = head["apiVersion"], table.cell_writers(kind)
    texts = [
        b'{"cells":%b,"object":%b}'
        % (
            encoding.compact([write(obj, now) for write in writers]),
            metadata(kind, obj, api_version, version),
        )
        for obj in objs
    ]
    return b'%b,"rows":[%b]}' % (bare[:-1], b",".join(texts))


def _told(kind: Kind, obj: Object, api_version: str) -> Object:
    """Return an object as it stands in a list."""
    if kind.custom:
        bare = {**obj, "apiVersion": api_version}
    else:
        bare = {name: part for name, part in obj.items() if name not in ("apiVersion", "kind")}
    told = encoding.with_writers(kind, bare, api_version)
    return encoding.in_order(encoding.with_nulls(kind, told, api_version))


def _recall(obj: Object, api_version: str, use: str) -> bytes | None:
    known = _known.get((id(obj), api_version, use))
    return known.text if known is not None and known.object is obj else None


def _keep(obj: Object, api_version: str, use: str, text: bytes) -> bytes:
    _known[id(obj), api_version, use] = Text(obj, text)
    _size[0] += len(text)
    while _size[0] > MOST:
        _size[0] -= len(_known.pop(next(iter(_known))).text)
    return text
