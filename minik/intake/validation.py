"""Decode documents into objects of a kind, with the API server's strict decoding errors."""

from collections.abc import Iterable

from minik import kinds, light_json
from minik.errors import BadRequest, ClientError, MinikError, NoSuchKind, join_messages
from minik.intake import custom_resources, decoding, decoding_errors
from minik.intake.parsing import Document
from minik.intake.scalar_decoding import Mismatch
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

ANYWAY = "if you choose to ignore these errors, turn validation off with --validate=false"


def find_kind(
    document: Document,
    custom: Iterable[Object] = (),
    *,
    checked: bool = True,
    kubernetes_version: str = "",
) -> Kind:
    """Return the kind of a document; raise kubectl's error if it has none or an unknown one.

    Verbs that send whole documents have them `checked` against the schema first, and say so.
    """
    if document.error:
        raise document.error
    value = document.value
    missing = list(_type_problems(value)) if checked else []
    if missing:
        raise ClientError(
            f'error validating "{document.source}": error validating data: {join_messages(missing)}; {ANYWAY}',
            where=document.where(""),
        )
    if (not checked or not value["kind"]) and (why := _decoding_problem(document)):
        raise ClientError(f'unable to decode "{document.source}": {why}', where=document.where(""))
    kind = kinds.find_served_kind(value["apiVersion"], value["kind"], custom, kubernetes_version)
    if kind is None:
        error = no_such_kind(document)
        if kubernetes_version:
            from minik.schemas import lifecycles  # noqa: PLC0415 few ask for another version

            error.hint = lifecycles.absence(value["apiVersion"], value["kind"], kubernetes_version)
        raise error
    return kind


def _decoding_problem(document: Document) -> str:
    """Return why kubectl cannot take a document for an object; "" if it can."""
    value = {} if document.value is None else document.value
    if not isinstance(value, dict):
        word = decoding_errors.WORDS[value.__class__]
        return f"json: cannot unmarshal {word} into Go value of type unstructured.detector"
    for field, name in (("kind", "Kind"), ("apiVersion", "apiVersion")):
        if not isinstance(value.get(field), str) or not value[field]:
            return f"Object '{name}' is missing in '{_sent_text(document)}'"
    return ""


def _sent_text(document: Document) -> str:
    """Return a document as JSON: its own text if it is JSON."""
    try:
        light_json.loads(document.text if not document.within else "")
    except ValueError:
        return compact_json(document.value)
    return document.text.rstrip()


def _type_problems(value: Any) -> Iterable[str]:
    """Yield why a document's apiVersion and kind cannot be used."""
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


def no_such_kind(document: Document) -> NoSuchKind:
    """Return kubectl's error for an unknown kind."""
    value, metadata = document.value, document.value.get("metadata")
    name, namespace = (
        metadata.get(field) or "" if isinstance(metadata, dict) else ""
        for field in ("name", "namespace")
    )
    return NoSuchKind(
        f'resource mapping not found for name: "{name}" namespace: "{namespace}" from "{document.source}": '
        f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"\nensure CRDs are installed first',
        where=document.where("kind"),
    )


def compact_json(value: Any) -> str:
    """Format a document as kubectl's errors show it: compact JSON, escaped as Go does."""
    text = light_json.encoder(sort_keys=True)(value)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def decode(document: Document, kind: Kind) -> Object:
    """Decode a document strictly; raise BadRequest with the server's words and the line."""
    try:
        return decode_fast(document, kind)
    except MinikError as error:
        raise with_position(error, document) from None


def decode_fast(document: Document, kind: Kind) -> Object:
    """Decode a document strictly; raise BadRequest with the field, not its line."""
    version = objects.version(document.value["apiVersion"])
    definition = kind.definitions[version]
    try:
        if kind.custom:
            return custom_resources.decode_custom(document.value, definition)
        decoded: Object = decoding.decoder(definition)(document.value)
    except Mismatch:
        if kind.custom:
            raise decoding_refusal(
                kind, version, custom_resources.explain_error(document.value, definition, kind.name)
            ) from None
        raise decoding_refusal(
            kind,
            version,
            decoding_errors.explain_error(document.value, definition, document.literal),
        ) from None
    except RecursionError:
        raise decoding_refusal(
            kind, version, decoding_errors.DecodingError("json: exceeded max depth", "")
        ) from None
    return decoded


def decoding_refusal(
    kind: Kind, version: str, error: decoding_errors.DecodingError | None
) -> BadRequest:
    """Return the server's BadRequest for a document that it cannot decode."""
    message, path, _ = error or ("the decoder and its explanation differ", "", False)
    from minik.intake import field_suggestions  # noqa: PLC0415 only a refusal needs it

    definition = kind.definitions[version]
    suggestions = field_suggestions.suggestion_hint(
        message, definition if kind.custom else {"$ref": definition}
    )
    return BadRequest(
        f'{kind.name} in version "{version}" cannot be handled as a {kind.name}: {message}',
        where=path,
        hint=suggestions,
    )


def with_position(error: MinikError, document: Document) -> MinikError:
    """Add to an error the file and line of the first field that it is about."""
    if not error.where.startswith(document.source):
        error.where = document.where(error.where or (error.causes[0].field if error.causes else ""))
    return error
