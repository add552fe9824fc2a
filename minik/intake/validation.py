"""Documents become objects of a kind: the decoder's errors are worded as the API server's strict decoding words them."""
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from minik import kinds
from minik.errors import BadRequest, ClientError, MinikError, NoSuchKind
from minik.intake import decoding, refusal, structure
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

ANYWAY = "if you choose to ignore these errors, turn validation off with --validate=false"


def recognised(document: Document, custom: Iterable[Object] = ()) -> Kind:
    """The kind that a document says it is, or kubectl's refusal."""
    if document.error:
        raise document.error
    value = document.value
    missing = list(_unsaid(value))
    if missing:
        listed = missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]"
        raise ClientError(f'error validating "{document.source}": error validating data: {listed}; {ANYWAY}', where=document.where(""))
    if not value["kind"]:
        shown = quoted(value)
        raise ClientError(f'unable to decode "{document.source}": Object \'Kind\' is missing in \'{shown}\'', where=document.where(""))
    kind = _built_in(value["apiVersion"], value["kind"]) or kinds.typed(value["apiVersion"], value["kind"], custom)
    if kind is None:
        raise unknown(document)
    return kind


@cache
def _built_in(api_version: str, kind: str) -> Kind | None:
    return kinds.typed(api_version, kind)


def _unsaid(value: Any) -> Iterable[str]:
    """Why kubectl cannot even tell what a document wants to be."""
    if not isinstance(value, dict):
        yield "invalid object to validate"
        return
    for field in ("apiVersion", "kind"):
        if value.get(field) is None:
            yield f"{field} not set"
        elif not isinstance(value[field], str):
            yield f"{field} isn't string type"
        elif field == "apiVersion" and value[field].count("/") > 1:
            yield f"unexpected GroupVersion string: {value[field]}"


def unknown(document: Document) -> NoSuchKind:
    """No server has such a kind, as far as anybody knows."""
    value, metadata = document.value, document.value.get("metadata")
    name, namespace = (metadata.get(field) or "" if isinstance(metadata, dict) else "" for field in ("name", "namespace"))
    return NoSuchKind(f'resource mapping not found for name: "{name}" namespace: "{namespace}" from "{document.source}": '
                      f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"\nensure CRDs are installed first',
                      where=document.where("kind"))


def quoted(value: Any) -> str:
    """A document as kubectl shows it: compact JSON, as Go writes it."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def decode(document: Document, kind: Kind) -> Object:
    """The object in a document, every field of the right type and known; else BadRequest with the server's words and the line."""
    try:
        return read(document, kind)
    except MinikError as error:
        raise located(error, document) from None


def read(document: Document, kind: Kind) -> Object:
    """The same, in a hurry: an error tells the field, not its line."""
    version = objects.version(document.value["apiVersion"])
    definition = kind.definitions[version]
    try:
        if kind.custom:
            return structure.read(document.value, definition)
        decoded: Object = decoding.decoder(definition)(document.value)
    except decoding.Mismatch:
        if kind.custom:
            raise refused(kind, version, structure.explained(document.value, definition, kind.name)) from None
        raise refused(kind, version, refusal.refusal(document.value, definition, document.literal)) from None
    except RecursionError:
        raise refused(kind, version, refusal.Refusal("json: exceeded max depth", "")) from None
    return decoded


def refused(kind: Kind, version: str, found: refusal.Refusal | None) -> BadRequest:
    """Why the server cannot read the document as what it says it is."""
    message, path = found or ("the decoder and its explanation differ", "")
    from minik.intake import near_fields  # noqa: PLC0415 only a refusal needs it
    definition = kind.definitions[version]
    near = near_fields.hint(message, definition if kind.custom else {"$ref": definition})
    return BadRequest(f'{kind.name} in version "{version}" cannot be handled as a {kind.name}: {message}', where=path, hint=near)


def located(error: MinikError, document: Document) -> MinikError:
    """The error, with the file and the line of the first field that it is about."""
    if not error.where.startswith(document.source):
        error.where = document.where(error.where or (error.causes[0].field if error.causes else ""))
    return error
