"""Bodies of requests: JSON, YAML or protobuf becomes an object.

Upstream rule: apimachinery `runtime/serializer`: first what kind it is, then the rest.
"""

import json

from minik import light_re as re
from minik.api import protobuf
from minik.api.call import Call
from minik.api.refusals import UnsupportedMediaType
from minik.errors import BadRequest, ClientError, MinikError
from minik.intake import parsing
from minik.intake.parsing import Document, DuplicateFields
from minik.light_typing import Any

JSON, YAML, PROTOBUF = (
    "application/json",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
)
READ = {"": JSON, JSON: JSON, YAML: YAML, PROTOBUF: PROTOBUF}
UNKNOWN = "the body of the request was in an unknown format - accepted media types include: {}"
UNRECOGNIZED = "the object provided is unrecognized (must be of type {}): "
NO_KIND = "couldn't get version/kind; json parse error: "
HEADER = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")  # half a letter, as JSON writes it
SHOWN = 30  # bytes of a body that a refusal shows
GO_TYPES = {list: "array", str: "string", bool: "bool", int: "number", float: "number"}


def document(call: Call, kind: str) -> Document:
    """Return the object in the body of a call. Raises BadRequest, UnsupportedMediaType."""
    if call.document is not None:
        return call.document
    text = call.body.decode("utf-8", "replace") if _media(call) == JSON else ""
    return Document(any_object(call, kind), "", 0, text)


def _media(call: Call) -> str:
    media = READ.get(call.media)
    if media is None:
        raise UnsupportedMediaType(UNKNOWN.format(", ".join((JSON, YAML, PROTOBUF))))
    return media


def any_object(call: Call, kind: str) -> Any:
    """Return the object in a body, whatever its kind; `kind` is the one that is expected, "" if the
    refusal does not name it.
    """
    media = _media(call)
    try:
        if media == PROTOBUF:
            default = (call.place.api_version, kind or "DeleteOptions")
            return protobuf.decode(call.body, default)
        value = _yaml(call.body) if media == YAML else parse_json(call.body, NO_KIND)
    except BadRequest as error:
        raise unrecognized(call, kind, error.message) from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        name = GO_TYPES.get(type(value), "object")
        why = f"{NO_KIND}json: cannot unmarshal {name} into Go value of type {HEADER}"
        raise unrecognized(call, kind, why)
    for field in ("apiVersion", "kind"):
        if value.get(field) is not None and not isinstance(value[field], str):
            name = GO_TYPES.get(type(value[field]), "object")
            why = f"json: cannot unmarshal {name} into Go struct field .{field} of type string"
            raise unrecognized(call, kind, NO_KIND + why)
    return value


def unrecognized(call: Call, kind: str, why: str) -> BadRequest:
    """Return the refusal of a body whose kind cannot be found out."""
    if not kind:
        return BadRequest(why)
    shown = _shown(call.body)
    return BadRequest(f"{UNRECOGNIZED.format(kind)}{why} ({shown})")


def _shown(body: bytes) -> str:
    """Return the start of a body: as text if it looks like an object, else in hexadecimal."""
    more = " ..." if len(body) > SHOWN else ""
    start = body[:SHOWN]
    if not body:
        return "<empty>"
    return (start.decode("utf-8", "replace") if body[:1] == b"{" else start.hex()) + more


def parse_json(body: bytes, prefix: str = "") -> Any:
    """Return the JSON of a body; an object with a field twice is DuplicateFields. Raises BadRequest."""
    try:
        found = _decoder.decode(body.decode("utf-8", "replace"))
        return _without_surrogates(found) if ESCAPED.search(body) else found
    except RecursionError:
        raise BadRequest(f"{prefix}json: exceeded max depth") from None
    except ValueError as error:
        raise BadRequest(prefix + go_syntax_error(error)) from None


def _without_surrogates(value: Any) -> Any:
    """Return a value in which halves of letters are U+FFFD, as Go reads them."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(part) for part in value]
    if not isinstance(value, dict):
        return value
    pairs = getattr(value, "pairs", value.items())
    return _with_pairs(
        [(_without_surrogates(name), _without_surrogates(part)) for name, part in pairs]
    )


def _with_pairs(pairs: list[tuple[str, Any]]) -> Any:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else DuplicateFields(pairs)


_decoder = json.JSONDecoder(object_pairs_hook=_with_pairs)


def go_syntax_error(error: ValueError) -> str:
    """Return what Go's decoder says of a text that is no JSON."""
    if not isinstance(error, json.JSONDecodeError):
        return "invalid character in string literal"
    text, at = error.doc, error.pos
    if at >= len(text.rstrip()):
        return "unexpected end of JSON input"
    letter = text[at]
    shown = {"'": r"'\''", '"': "'\"'"}.get(letter, f"'{letter}'")
    where = {
        "Expecting value": "looking for beginning of value",
        "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
        "Extra data": "after top-level value",
    }.get(error.msg, "in string literal")
    return f"invalid character {shown} {where}"


def _yaml(body: bytes) -> Any:
    documents = parse_yaml(body)
    return documents[0].value if documents else None


def parse_yaml(body: bytes, *, strict: bool = True) -> list[Document]:
    """Return the documents of a body in YAML. Raises BadRequest with the words of the parser."""
    try:
        found = list(parsing.parse(body, "", strict=strict))
        broken = next((item.error for item in found if item.error), None)
        if broken:
            raise broken
    except ClientError as error:
        raise BadRequest(yaml_words(error)) from None
    return found


def yaml_words(error: MinikError) -> str:
    """Return what the parser said, without kubectl's own words around it."""
    return "yaml: " + error.message.rpartition("yaml: ")[2]
