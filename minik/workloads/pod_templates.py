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
from minik.model.outside import Unasked
from minik.model.slots import existing, slot_of
from minik.model.writing import Writer
from minik.workloads import object_names

INHERITED = ("labels", "annotations", "finalizers")

WEBHOOKS = "MutatingWebhookConfiguration"  # those that may make each copy another one

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
    """Yield the same pod under several names; admission runs once for all, unless webhooks are asked:
    they see each of them.

    If admission refuses it, yield one change that will be refused again and so reported.
    """
    copies = [{**pod, "metadata": {**pod["metadata"], "name": name}} for name in names]
    try:
        draft = cluster.draft(writer=Writer(component=maker_of(pod)))
        admitted_pod = registry.prepare_new(copies[0], kinds.kind_of_key("Pod"), draft)
        are_asked_about = cluster.outside is not None and bool(cluster.of(WEBHOOKS))
    except MinikError as refusal:
        yield Put(copies[0], refused=str(refusal))
        return
    except Unasked:
        are_asked_about = True
    if are_asked_about:
        yield from map(Put, copies)
        return
    for name in names:
        yield Put(
            {**admitted_pod, "metadata": {**admitted_pod["metadata"], "name": name, "uid": ""}},
            admitted=True,
        )


def refusal(changes: Iterable[Change]) -> str:
    """Return why admission refuses the pods among the changes; "" if it refuses none."""
    return next((put.refused for put in changes if isinstance(put, Put) and put.refused), "")


def maker_of(pod: Object) -> str:
    """Return the name of the controller that makes a pod: that of its owner's kind."""
    owner = objects.owner(pod) or {"kind": ""}
    return f"{owner['kind'].lower()}-controller"


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
