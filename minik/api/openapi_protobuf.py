"""OpenAPI v2 in the binary form that older kubectl asks for.

Field numbers are those of gnostic's `openapiv2` messages.
"""

from collections.abc import Iterator, Mapping

from minik.api.discovery import Document
from minik.api.protobuf_wire import field_of as field
from minik.api.protobuf_wire import varint
from minik.light_typing import Any

MEDIA = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
ASKED = (MEDIA, "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
# message → JSON name → number and form: text, flag, texts, or the name of a message; `*`: one for
# each member of a map
MESSAGES: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "Document": {
        "swagger": (1, "text"),
        "info": (2, "Info"),
        "paths": (8, "Paths"),
        "definitions": (9, "Definitions"),
    },
    "Info": {"title": (1, "text"), "version": (2, "text")},
    "Paths": {"*": (2, "PathItem")},
    "Definitions": {"*": (1, "Schema")},
    "PathItem": {
        "get": (2, "Operation"),
        "put": (3, "Operation"),
        "post": (4, "Operation"),
        "delete": (5, "Operation"),
        "patch": (8, "Operation"),
        "parameters": (9, "[Parameter"),
    },
    "Operation": {
        "tags": (1, "texts"),
        "description": (3, "text"),
        "operationId": (5, "text"),
        "produces": (6, "texts"),
        "consumes": (7, "texts"),
        "parameters": (8, "[Parameter"),
        "responses": (9, "Responses"),
    },
    "Responses": {"*": (1, "ResponseValue")},
    "Response": {"description": (1, "text"), "schema": (2, "SchemaItem")},
    "Body": {
        "description": (1, "text"),
        "name": (2, "text"),
        "in": (3, "text"),
        "required": (4, "flag"),
        "schema": (5, "Schema"),
    },
    "Query": {
        "required": (1, "flag"),
        "in": (2, "text"),
        "description": (3, "text"),
        "name": (4, "text"),
        "type": (6, "text"),
    },
    "Path": {
        "required": (1, "flag"),
        "in": (2, "text"),
        "description": (3, "text"),
        "name": (4, "text"),
        "type": (5, "text"),
    },
    "Schema": {
        "$ref": (1, "text"),
        "format": (2, "text"),
        "description": (4, "text"),
        "required": (19, "texts"),
        "additionalProperties": (21, "SchemaOrFlag"),
        "type": (22, "Types"),
        "items": (23, "SchemaItem"),
        "properties": (25, "Definitions"),
    },
}
EXTENSIONS = {"PathItem": 10, "Operation": 13, "Schema": 31}


def encode(document: Document) -> bytes:
    """Return a document of OpenAPI v2 in protobuf."""
    return _message("Document", document)


def _message(name: str, value: Mapping[str, Any]) -> bytes:
    known = MESSAGES[name]
    parts = []
    for key, part in value.items():
        number, form = known.get(key) or known.get("*") or (0, "")
        if "*" in known:
            named = field(1, key.encode()) + field(2, _wrapped(form, part))
            parts.append(field(number, named))
        elif number:
            parts += _fields(number, form, part)
        elif key.startswith("x-") and name in EXTENSIONS:
            parts.append(field(EXTENSIONS[name], _extension(key, part)))
    return b"".join(parts)


def _fields(number: int, form: str, part: Any) -> Iterator[bytes]:
    if form == "text":
        yield field(number, str(part).encode())
    elif form == "flag":
        yield varint(number << 3) + varint(int(part))
    elif form == "texts":
        yield from (field(number, text.encode()) for text in part)
    elif form.startswith("["):
        yield from (field(number, _wrapped(form[1:], item)) for item in part)
    else:
        yield field(number, _wrapped(form, part))


def _wrapped(form: str, part: Any) -> bytes:
    """Return a message, within those that stand for a choice."""
    if form == "SchemaItem":
        return field(1, _message("Schema", part))
    if form == "SchemaOrFlag":
        is_flag = isinstance(part, bool)
        return varint(2 << 3) + varint(int(part)) if is_flag else field(1, _message("Schema", part))
    if form == "Types":
        return field(1, str(part).encode())
    if form == "ResponseValue":
        return field(1, _message("Response", part))
    if form == "Parameter":
        return _parameter(part)
    return _message(form, part)


def _parameter(part: Mapping[str, Any]) -> bytes:
    if "$ref" in part:
        return field(2, field(1, part["$ref"].encode()))
    if part.get("in") == "body":
        return field(1, field(1, _message("Body", part)))
    number, name = (4, "Path") if part.get("in") == "path" else (3, "Query")
    return field(1, field(2, field(number, _message(name, part))))


def _extension(name: str, value: Any) -> bytes:
    """Return an extension: its value is YAML."""
    from minik.render.formats import yaml  # noqa: PLC0415 few clients ask for this form

    return field(1, name.encode()) + field(2, field(2, yaml.text(value).encode()))
