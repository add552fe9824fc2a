"""What the rules and warnings of a pod look at, beside the metadata that every object has.

Pods of one template agree in it, so they are judged once. The volume of the account's token has a
name that follows from the pod's: all such names count as one, since no rule asks more of a name
than that it is valid and that two are equal.
"""

from minik import light_re as re
from minik.kinds._metadata import deciding_annotations
from minik.model.object import Object
from minik.model.sharing import by_identity, structure_of

TOKEN = re.compile("kube-api-access-[a-z0-9]{5}")
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
    if TOKEN.fullmatch(token):
        return content.replace(token.encode(), ANY_TOKEN)
    return content


content_of = by_identity(_content_of)
