"""Objects become bytes: JSON, YAML or protobuf, for themselves or as a Table or metadata."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from minik.api.negotiation import JSON, PARTIAL, PARTIAL_LIST, PROTOBUF, TABLE, YAML, Form
from minik.api.refusals import NotAcceptable
from minik.api.reply import Reply
from minik.api.representations import partial_metadata, table
from minik.intake import null_fields
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import writers
from minik.model.kind import Kind
from minik.model.object import Object

_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_pretty = json.JSONEncoder(indent=2, ensure_ascii=False, check_circular=False).encode
FIRST = ("kind", "apiVersion", "metadata")
METADATA = (
    "name",
    "generateName",
    "namespace",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
    "managedFields",
)
ENTRY = (
    "manager",
    "operation",
    "apiVersion",
    "time",
    "fieldsType",
    "fieldsV1",
    "subresource",
)


def encode(obj: Any, form: Form) -> bytes:
    """Return an object in the media type of the form."""
    if form.media == YAML:
        from minik.render.formats import yaml  # noqa: PLC0415 few clients ask for YAML

        return yaml.text(obj).encode()
    if form.media == PROTOBUF:
        from minik.api import protobuf_writing  # noqa: PLC0415

        return protobuf_writing.encode(obj)
    text: str = _pretty(obj) if form.pretty else _compact(obj) + "\n"  # as Go does
    return text.encode()


def compact(obj: Any) -> bytes:
    """Return an object as JSON without blanks."""
    text: str = _compact(obj)
    return text.encode()


def in_order(obj: Object) -> Object:
    """Return an object as the API writes it: kind, apiVersion and metadata first."""
    ordered = {name: obj[name] for name in FIRST if name in obj}
    if isinstance(obj.get("metadata"), dict):
        ordered["metadata"] = _ordered_metadata(obj["metadata"])
    return {**ordered, **{name: value for name, value in obj.items() if name not in FIRST}}


def with_writers(kind: Kind, obj: Object, api_version: str) -> Object:
    """Return an object with who wrote what, where only a note says who made it."""
    if not isinstance(obj.get("metadata"), dict) or not writers.is_noted(obj):
        return obj
    from minik.intake.ownership import first_writers  # noqa: PLC0415 what clients made has no notes

    told = first_writers.told({"apiVersion": api_version, "kind": kind.name, **obj}, kind)
    return {name: part for name, part in told.items() if name in obj}


def with_nulls(kind: Kind, obj: Object, api_version: str) -> Object:
    """Return an object with the fields that Go writes as null where they are not set."""
    definition = None if kind.custom else kind.definitions.get(objects.version(api_version))
    return null_fields.top_with_nulls(obj, definition) if definition else obj


def _ordered_metadata(metadata: Object) -> Object:
    known = {name: metadata[name] for name in METADATA if name in metadata}
    if "managedFields" in known:
        known["managedFields"] = [
            {name: entry[name] for name in ENTRY if name in entry}
            for entry in known["managedFields"]
        ]
    return {**known, **{name: value for name, value in metadata.items() if name not in known}}


def represent(reply: Reply, form: Form, parameters: Mapping[str, str], now: datetime) -> Object:
    """Return the body of a reply as it is shown. Raises NotAcceptable, BadRequest."""
    body, kind = reply.body, reply.kind
    if kind is None:
        return in_order(body)
    body = completed(kind, body, is_list=reply.is_list)
    if not form.shown_as:
        return in_order(body)
    if form.shown_as == TABLE:
        listed: Sequence[Object] = body["items"] if reply.is_list else [body]
        metadata = body["metadata"] if reply.is_list else list_metadata(body)
        return table.show(
            kind, listed, metadata, form.version, now, parameters.get("includeObject", "")
        )
    if reply.is_list != (form.shown_as == PARTIAL_LIST):
        raise NotAcceptable(_wrong_number(kind, form.shown_as, is_list=reply.is_list))
    if form.shown_as == PARTIAL:
        return partial_metadata.of(body, form.version)
    return partial_metadata.of_list(body["items"], body["metadata"], form.version)


def completed(kind: Kind, body: Object, *, is_list: bool) -> Object:
    """Return an object or a list with what is told only to who asks: writers, empty fields."""
    version = body.get("apiVersion", "")
    if not is_list:
        return with_nulls(kind, with_writers(kind, body, version), version)
    items = [
        in_order(with_nulls(kind, with_writers(kind, item, version), version))
        for item in body["items"]
    ]
    return {**body, "items": items}


def list_metadata(obj: Object) -> Object:
    """Return the metadata of a Table of one object."""
    version = obj["metadata"].get("resourceVersion")
    return {"resourceVersion": version} if version else {}


def _wrong_number(kind: Kind, shown_as: str, *, is_list: bool) -> str:
    package = kind.group.partition(".")[0] or "core"
    name = f"*{package}.{kind.name}{'List' if is_list else ''}"
    return f"you requested {shown_as}, but the requested object is {'' if is_list else 'not '}a list ({name})"


def content_type(form: Form) -> str:
    """Return the media type of an answer."""
    return form.media or JSON
