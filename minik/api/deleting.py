"""What a deletion does to an object: it goes, or it waits for finalizers or for its kubelet.

Upstream rule: apiserver `registry/rest` `BeforeDelete`, `registry/generic/registry/store.go`.
"""

from collections.abc import Mapping
from datetime import timedelta

from minik.intake import registry, system_metadata
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read_int, read_str

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"
TERMINATING = {
    "type": "Terminating",
    "status": "True",
    "reason": "InstanceDeletionPending",
    "message": "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
}
ORPHANING = ("Job", "ReplicationController")  # kinds whose dependents stay unless told otherwise
POLICY_FINALIZERS = {"Orphan": "orphan", "Foreground": "foregroundDeletion"}


def delete(draft: Draft, kind: Kind, current: Object, options: Mapping[str, Any]) -> Object:
    """Delete an object; return it as it is now, or as it was last."""
    finalizers = _finalizers(kind, current, options)
    if kind.key == "Pod":
        return _delete_pod(draft, kind, current, finalizers, options)
    if not finalizers and kind.key != "Namespace":
        registry.remove(draft, kind, current)
        return objects.write(current, "metadata.resourceVersion", str(draft.version))
    if kind.key == "Namespace":
        return _delete_namespace(draft, current)
    marked = _marked(draft, current, finalizers, 0)
    if kind.key == "CustomResourceDefinition":
        marked = objects.drop(_with_end(marked), "metadata.deletionGracePeriodSeconds")
    return draft.put(marked) if marked != current else current


def _delete_namespace(draft: Draft, current: Object) -> Object:
    """Mark a namespace, which its controller empties and removes."""
    if current["metadata"].get("deletionTimestamp"):
        return current
    when = system_metadata.timestamp(draft.now)
    marked = objects.write(current, "metadata.deletionTimestamp", when)
    return draft.put(objects.write(marked, "status.phase", "Terminating"))


def _finalizers(kind: Kind, current: Object, options: Mapping[str, Any]) -> list[str]:
    """Return the finalizers with the one that stands for the policy."""
    policy = options.get("propagationPolicy")
    if options.get("orphanDependents") is not None:
        policy = "Orphan" if options["orphanDependents"] else "Background"
    if policy is None and kind.key in ORPHANING:
        policy = "Orphan"
    given = list(current["metadata"].get("finalizers") or ())
    if kind.key == "CustomResourceDefinition" and CLEANUP not in given:
        given.append(CLEANUP)
    if policy is None:
        return given
    others = [name for name in given if name not in POLICY_FINALIZERS.values()]
    return [*others, POLICY_FINALIZERS[policy]] if policy in POLICY_FINALIZERS else others


def _with_end(definition: Object) -> Object:
    """Return a definition with the condition that its objects are about to be deleted."""
    conditions = objects.read(definition, "status.conditions") or []
    if any(condition.get("type") == TERMINATING["type"] for condition in conditions):
        return definition
    when = definition["metadata"]["deletionTimestamp"]
    end = {**TERMINATING, "lastTransitionTime": when}
    return objects.write(definition, "status.conditions", [*conditions, end])


def _marked(draft: Draft, current: Object, finalizers: list[str], grace: int) -> Object:
    """Return an object that is being deleted, for so many seconds at most."""
    metadata = {**current["metadata"]}
    if finalizers:
        metadata["finalizers"] = finalizers
    else:
        metadata.pop("finalizers", None)
    if metadata.get("deletionTimestamp") and metadata.get("deletionGracePeriodSeconds", 0) <= grace:
        return {**current, "metadata": metadata}
    when = draft.now + timedelta(seconds=grace)
    metadata["deletionTimestamp"] = system_metadata.timestamp(when)
    metadata["deletionGracePeriodSeconds"] = grace
    if "generation" in metadata and not current["metadata"].get("deletionTimestamp"):
        metadata["generation"] += 1
    return {**current, "metadata": metadata}


def _delete_pod(
    draft: Draft, kind: Kind, pod: Object, finalizers: list[str], options: Mapping[str, Any]
) -> Object:
    """Delete a pod: its kubelet gets its time to end it."""
    grace = options.get("gracePeriodSeconds")
    if grace is None:
        grace = read_int(pod, "spec.terminationGracePeriodSeconds", 30)
    grace = max(int(grace), 1) if int(grace) < 0 else int(grace)
    if not read_str(pod, "spec.nodeName") or read_str(pod, "status.phase") in (
        "Succeeded",
        "Failed",
    ):
        grace = 0
    marked = _marked(draft, pod, finalizers, grace)
    stored = draft.put(marked) if marked != pod else pod
    if not grace and not finalizers:
        registry.remove(draft, kind, stored)
        return objects.write(stored, "metadata.resourceVersion", str(draft.version))
    return stored
