"""A pod as it was sent, before the server's plugins changed it: what they add is nobody's.

Upstream rule: the fields of a writer are taken before the mutating plugins (`createHandler`), and
`pods/binding` gives the labels of the node's topology to nobody.
"""

from minik.model.object import Object

TOKEN = "kube-api-access-"  # volumes of the plugin ServiceAccount are called so
ACCOUNTS, DEFAULT = ("serviceAccountName", "serviceAccount"), "default"
TOPOLOGY = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def as_sent(pod: Object) -> Object:
    """Return a pod without its account if that is the default one, its token, and the labels of its
    node's topology.
    """
    spec = {
        name: value
        for name, value in pod["spec"].items()
        if name not in ACCOUNTS or value != DEFAULT
    }
    for field in ("containers", "initContainers"):
        if field in spec:
            spec[field] = [_without_token(item, "volumeMounts") for item in spec[field]]
    metadata = pod["metadata"]
    if "labels" in metadata:
        labels = {key: text for key, text in metadata["labels"].items() if key not in TOPOLOGY}
        metadata = {**metadata, "labels": labels}
        if not labels:
            del metadata["labels"]
    return {**pod, "metadata": metadata, "spec": _without_token(spec, "volumes")}


def _without_token(holder: Object, field: str) -> Object:
    """Return a spec or a container without the volumes or mounts of the token."""
    items = holder.get(field)
    if not items:
        return holder
    rest = [item for item in items if not str(item.get("name", "")).startswith(TOKEN)]
    others = {name: value for name, value in holder.items() if name != field}
    return {**others, field: rest} if rest else others
