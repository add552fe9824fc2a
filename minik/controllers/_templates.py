"""Pods made from templates. Upstream rule: `controller.GetPodFromTemplate`."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from minik import kinds
from minik.controllers import _names
from minik.errors import ClientError, MinikError
from minik.intake import admission
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

INHERITED = ("labels", "annotations", "finalizers")

MOST = 500_000  # several times what Kubernetes supports in a whole cluster


def from_template(owner: Object, template: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> Object:
    """A pod as its controller makes it, still without a name; `labels` come on top of the template's."""
    given = template.get("metadata") or {}
    metadata = {name: given[name] for name in INHERITED if given.get(name)}
    if labels:
        metadata["labels"] = {**(given.get("labels") or {}), **labels}
    metadata |= {"generateName": f"{objects.name(owner)}-", "namespace": objects.namespace(owner), "ownerReferences": [_names.owner(owner)]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template.get("spec") or {}}


def affordable(owner: Object, count: int) -> int:
    """As many pods as are asked for; more than any cluster can hold are refused, not begun."""
    if count > MOST:
        raise ClientError(f"{owner['kind']} {objects.key(owner).path} asks for {count} pods: minik makes at most {MOST} for one owner")
    return count


def siblings(cluster: Cluster, pod: Object, names: Sequence[str]) -> Iterator[Put]:
    """The same pod under several names: the server fills it in once for all. One that it does not let in it is to refuse once more."""
    first = {**pod, "metadata": {**pod["metadata"], "name": names[0]}}
    try:
        ready = admission.ready(first, kinds.of_key("Pod"), cluster.draft())
    except MinikError:
        yield Put(first, doomed=True)
        return
    for name in names:
        yield Put({**ready, "metadata": {**ready["metadata"], "name": name, "uid": ""}}, admitted=True)


def is_under_way(changes: Iterable[Change]) -> bool:
    """Whether anything will come of these changes: then an owner's status waits for it."""
    return any(not (isinstance(change, Put) and change.doomed) for change in changes)
