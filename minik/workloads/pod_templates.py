"""Pods created from templates. Upstream rule: `controller.GetPodFromTemplate`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import kinds
from minik.errors import ClientError, MinikError
from minik.intake import registry
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.slots import existing, slot_of
from minik.workloads import object_names

INHERITED = ("labels", "annotations", "finalizers")

MAX_PODS = 150_000  # what Kubernetes supports in a whole cluster; 0.5 GiB of memory


def pod_from_template(
    owner: Object, template: Mapping[str, Any], labels: Mapping[str, str] | None = None
) -> Object:
    """Return a pod of an owner, still without a name; `labels` are added to the template's."""
    template_metadata = template.get("metadata") or {}
    metadata = {name: template_metadata[name] for name in INHERITED if template_metadata.get(name)}
    if labels:
        metadata["labels"] = {**(template_metadata.get("labels") or {}), **labels}
    metadata |= {
        "generateName": f"{objects.name(owner)}-",
        "namespace": objects.namespace(owner),
        "ownerReferences": [object_names.owner_reference(owner)],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": template.get("spec") or {},
    }


def check_pod_count(owner: Object, count: int) -> int:
    """Return the number of pods; raise ClientError if it is more than any cluster can hold."""
    if count > MAX_PODS:
        raise ClientError(
            f"{owner['kind']} {objects.key(owner).path} asks for {count} pods: minik makes at most {MAX_PODS} for one owner"
        )
    return count


def pod_copies(cluster: Cluster, pod: Object, names: Sequence[str]) -> Iterator[Put]:
    """Yield the same pod under several names; admission runs once for all.

    If admission refuses it, yield one change that will be refused again and so reported.
    """
    first = {**pod, "metadata": {**pod["metadata"], "name": names[0]}}
    try:
        admitted_pod = registry.prepare_new(first, kinds.kind_of_key("Pod"), cluster.draft())
    except MinikError:
        yield Put(first, refused=True)
        return
    for name in names:
        yield Put(
            {**admitted_pod, "metadata": {**admitted_pod["metadata"], "name": name, "uid": ""}},
            admitted=True,
        )


def has_effect(cluster: Cluster, changes: Iterable[Change]) -> bool:
    """Whether any of these changes will be made: then the owner's status waits for it."""
    admitted = [change for change in changes if not (isinstance(change, Put) and change.refused)]
    return bool(admitted) and not are_all_held(cluster, admitted)


def are_all_held(cluster: Cluster, changes: Iterable[Change]) -> bool:
    """Whether all these changes were held when the cluster was imported, and so are not made."""
    if not cluster.held.changes:
        return False
    wanted = Counter(
        slot_of(change, existing(cluster, change.object) if isinstance(change, Put) else None)
        for change in changes
    )
    return all(cluster.held.number_of(slot) >= number for slot, number in wanted.items())
