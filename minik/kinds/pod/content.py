"""What the rules and warnings of a pod or of a pod template look at, beside the metadata that every
object has.

Pods of one template agree in it, so they are judged once; so do the templates of many workloads. The volume of the account's token has a
name that follows from the pod's: all such names count as one, since no rule asks more of a name
than that it is valid and that two are equal.
"""

from minik.kinds._metadata import deciding_annotations
from minik.model.object import Object
from minik.model.sharing import by_identity, structure_of

TOKEN, LENGTH = "kube-api-access-", len("kube-api-access-abcde")
ANY_TOKEN = b"kube-api-access-*****"


def _content_of(pod: Object) -> bytes:
    """Return what decides about the spec of a pod, as bytes; b"" where they cannot be had."""
    spec, metadata = pod["spec"], pod["metadata"]
    volumes = spec.get("volumes") or ()
    # a claim that is made for the pod has the pod's name
    name = metadata.get("name") if any(volume.get("ephemeral") for volume in volumes) else ""
    annotations = deciding_annotations(metadata)
    content = structure_of([spec, annotations, name, bool(metadata.get("creationTimestamp"))])
    token = (volumes[-1].get("name") or "") if volumes else ""
    if is_token(token):
        return content.replace(token.encode(), ANY_TOKEN)
    return content


def is_token(name: str) -> bool:
    """Return whether a volume's name is one that the server gives to the token of an account."""
    return (
        name.startswith(TOKEN)
        and len(name) == LENGTH
        and not name[len(TOKEN) :].strip("abcdefghijklmnopqrstuvwxyz0123456789")
    )


content_of = by_identity(_content_of)
_bytes_of = by_identity(structure_of)


def content_of_template(template: Object) -> bytes:
    """Return the same of a pod template: all of it but its labels."""
    spec = template.get("spec") or {}
    annotations = deciding_annotations(template.get("metadata") or {})
    return structure_of([spec, annotations]) if annotations else _bytes_of(spec)
