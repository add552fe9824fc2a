"""Documents become objects of a kind: the decoder's errors are worded as the API server's strict decoding words them."""
from collections.abc import Iterable

from minik import kinds
from minik.errors import BadRequest, ClientError, NoSuchKind
from minik.intake import decoding, refusal
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object


def recognised(document: Document, custom: Iterable[Object] = ()) -> Kind:
    """The kind that a document says it is, or kubectl's refusal."""
    if document.error:
        raise document.error
    value = document.value
    for field in ("apiVersion", "kind"):
        if not isinstance(value, dict) or not value.get(field):
            raise ClientError(f'error validating "{document.source}": error validating data: {field} not set; '
                              "if you choose to ignore these errors, turn validation off with --validate=false")
    kind = kinds.typed(value["apiVersion"], value["kind"], custom)
    if kind is None:
        name = (value.get("metadata") or {}).get("name", "")
        raise NoSuchKind(f'resource mapping not found for name: "{name}" namespace: "" from "{document.source}": '
                         f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"\nensure CRDs are installed first')
    return kind


def decode(document: Document, kind: Kind) -> Object:
    """The object in a document, every field of the right type and known; else BadRequest with the server's words."""
    if kind.custom:
        obj: Object = document.value
        return obj
    version = objects.version(document.value["apiVersion"])
    definition = kind.definitions[version]
    try:
        decoded: Object = decoding.decoder(definition)(document.value)
    except decoding.Mismatch:
        raise refused(document, kind, version, definition) from None
    return decoded


def refused(document: Document, kind: Kind, version: str, definition: str) -> BadRequest:
    """Why the server cannot read the document as what it says it is."""
    found = refusal.refusal(document.value, definition)
    message, path = found or ("the decoder and its explanation differ", "")
    line = document.line(path)
    where = f"{document.source}:{line}: {path}" if line else ""
    return BadRequest(f'{kind.name} in version "{version}" cannot be handled as a {kind.name}: {message}', where=where)
