"""Objects that policies and webhooks have changed, as the server takes them over."""

from minik.errors import BadRequest
from minik.intake import validation
from minik.intake.parsing import Document
from minik.intake.policies import conversions, denials
from minik.intake.policies.attributes import Attributes
from minik.kinds import structural_schemas
from minik.model import object as objects
from minik.model.object import Object


def decoded(obj: Object, attributes: Attributes) -> Object:
    """Return a patched object as the server reads it; raise InternalError where it cannot. What the
    schema of a custom resource does not know is dropped.
    """
    kind = attributes.kind
    if kind.custom:
        schema = kind.definitions[objects.version(obj["apiVersion"])]
        known: Object = structural_schemas.pruned(obj, schema)
        return known
    try:
        return validation.decode_fast(Document(obj, "", 0), kind)
    except BadRequest as error:
        raise denials.broken(error.message.partition(": ")[2]) from None


def taken_over(attributes: Attributes, shown: Object, patched: Object) -> Object:
    """Return the object of a request as it was changed: in its own version, with defaults, and with
    what of its metadata was not shown.
    """
    original = attributes.request.object
    kind = attributes.kind
    result = kind.default(conversions.converted(patched, original["apiVersion"]) or patched)
    kept = {**original["metadata"], **result["metadata"]}
    hidden = original["metadata"].keys() - shown["metadata"].keys()
    metadata = {
        name: part for name, part in kept.items() if name in result["metadata"] or name in hidden
    }
    whole = {**result, "metadata": metadata}
    return original if whole == original else whole
