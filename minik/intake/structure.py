"""Custom resources are read by their own schema: metadata as everywhere, of the rest every field must be one that the schema knows."""
from minik.intake import decoding, refusal
from minik.intake.refusal import Refusal
from minik.kinds._structural import unknown
from minik.model.object import Object

METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


def read(value: Object, schema: Object) -> Object:
    """The object in a document: metadata canonical, the rest as it came."""
    decoded = decoding.decoder(METADATA)(value.get("metadata") or {})
    if next(unknown(value, schema), None) is not None or hasattr(value, "pairs"):
        raise decoding.Mismatch
    return {**value, "metadata": decoded}


def explained(value: Object, schema: Object, kind: str) -> Refusal | None:
    """Why it cannot be read, as the server's strict decoder puts it."""
    reader = refusal.Reader(lambda _: "")
    try:
        reader.reference(value.get("metadata") or {}, METADATA, refusal.Place(kind, ("metadata",), "metadata"))
    except refusal.Abort as ended:
        return ended.refusal
    for path in unknown(value, schema):
        reader.strict.setdefault(f'unknown field "{path}"', path)
    return reader.verdict()
