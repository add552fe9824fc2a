"""Decode custom resources: metadata as for all objects, other fields must be in the schema."""

from minik.intake import decoding, decoding_errors
from minik.intake.decoding_errors import DecodingError
from minik.intake.scalar_decoding import Mismatch
from minik.kinds import embedded_resources
from minik.kinds.structural_schemas import unknown_fields
from minik.model.object import Object

METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


def decode_custom(value: Object, schema: Object) -> Object:
    """Decode a custom resource: canonical metadata, the rest unchanged; raise Mismatch."""
    decoded = decoding.decoder(METADATA)(value.get("metadata") or {})
    if next(unknown_fields(value, schema), None) is not None or hasattr(value, "pairs"):
        raise Mismatch
    if embedded_resources.undecodable(value, schema):
        raise Mismatch
    return {**value, "metadata": decoded}


def explain_error(value: Object, schema: Object, kind: str) -> DecodingError | None:
    """Return the strict decoder's error for a custom resource; None if it can be decoded."""
    reader = decoding_errors.Reader(lambda _: "")
    try:
        reader.reference(
            value.get("metadata") or {},
            METADATA,
            decoding_errors.Place(kind, ("metadata",), "metadata"),
        )
    except decoding_errors.DecodingAborted as ended:
        return ended.refusal
    wrong = embedded_resources.undecodable(value, schema)
    if wrong:
        return DecodingError(str(wrong), wrong.field)
    for path in unknown_fields(value, schema):
        reader.strict.setdefault(f'unknown field "{path}"', path)
    return reader.verdict()
