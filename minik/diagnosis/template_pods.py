"""One pod for every template of a workload, where documents show the workload and none of its pods."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.view import TEMPLATES, owners, pod_template
from minik.kinds.pod.defaults import with_requests
from minik.model import object as objects
from minik.model.object import Key, Object

MADE = {
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"), "replicas"
    ),
    "DaemonSet": "currentNumberScheduled",
}


def is_from_server(value: Object) -> bool:
    """Return whether a document comes from a server (it has a uid or resourceVersion); then it is
    trusted.
    """
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and bool(
        metadata.get("uid") or metadata.get("resourceVersion")
    )


def template_pods(objects_by_kind: Mapping[str, Mapping[str, Object]]) -> Iterator[Object]:
    """Yield one pod for every workload that should have pods and shows none, as its template makes
    them.
    """
    parents = {
        owner
        for kind in ("Pod", "ReplicaSet", "Job")
        for obj in objects_by_kind.get(kind, {}).values()
        for owner in owners(obj)
    }
    for kind in TEMPLATES:
        for workload in objects_by_kind.get(kind, {}).values():
            key = objects.key(workload)
            if (
                objects.owner(workload) is None
                and tuple(key) not in parents
                and objects.read(workload, "spec.replicas", 1) != 0
                and not has_made_none(workload)
            ):
                yield template_pod(workload, key)


def has_made_none(workload: Object) -> bool:
    """Return whether a server records that a workload has no pods, though it should."""
    made = objects.status(workload).get(MADE.get(workload["kind"], ""))
    return is_from_server(workload) and made == 0


def template_pod(workload: Object, key: Key) -> Object:
    """Return a pod as a template makes it, without a status; what it only limits it requests, too."""
    template_value = pod_template(workload)
    metadata = template_value.get("metadata") or {}
    owner = {
        "apiVersion": workload["apiVersion"],
        "kind": key.kind,
        "name": key.name,
        "controller": True,
        "uid": objects.uid(workload),
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "spec": with_requests(template_value.get("spec") or {}),
        "metadata": {
            "name": f"{key.name}-of-{key.kind.lower()}",
            "namespace": key.namespace,
            "labels": metadata.get("labels") or {},
            "annotations": metadata.get("annotations") or {},
            "ownerReferences": [owner],
        },
    }
