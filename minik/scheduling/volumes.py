"""Volumes that match a claim, and the nodes that can use them. Upstream rule:
`pkg/controller/volume/persistentvolume`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from minik.kinds.storage import storage_class_name
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.scheduling.node_info import NodeInfo, Reason, matches_term

STATIC = "kubernetes.io/no-provisioner"
UNBOUND = "pod has unbound immediate PersistentVolumeClaims"
NO_VOLUME = Reason("node(s) didn't find available persistent volumes to bind", True)
TAKEN = Reason(
    "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode",
    False,
)
WRONG_NODE = Reason("node(s) didn't match PersistentVolume's node affinity", True)


def claim_names(pod: Object) -> Iterator[str]:
    """Yield the names of the claims that a pod uses.

    For a generic ephemeral volume, that of the claim created for it.
    """
    for volume in objects.spec(pod).get("volumes") or ():
        claim = volume.get("persistentVolumeClaim")
        if claim and claim.get("claimName"):
            yield str(claim["claimName"])


def scheduled_claims(pod: Object) -> Iterable[tuple[str, str]]:
    """Return the claims of a scheduled pod as index keys (namespace, name)."""
    return used_claims(pod) if objects.spec(pod).get("nodeName") else ()


def used_claims(pod: Object) -> list[tuple[str, str]]:
    """Return the claims that a pod names as index keys (namespace, name)."""
    return [(objects.namespace(pod), name) for name in claim_names(pod)]


def claims_of(cluster: Cluster, pod: Object) -> list[Object]:
    """Return the existing claims that a pod uses."""
    named_claims = (
        cluster.get("PersistentVolumeClaim", objects.namespace(pod), name)
        for name in claim_names(pod)
    )
    return [claim for claim in named_claims if claim is not None]


def missing_claim(cluster: Cluster, pod: Object) -> str:
    """Return the first claim that a pod names and that does not exist; "" if there is none."""
    namespace = objects.namespace(pod)
    missing = (
        name
        for name in claim_names(pod)
        if cluster.get("PersistentVolumeClaim", namespace, name) is None
    )
    return next(missing, "")


def is_for_one_pod(claim: Object) -> bool:
    """Whether one pod alone may use a claim."""
    return "ReadWriteOncePod" in (objects.spec(claim).get("accessModes") or ())


def is_bound(claim: Object) -> bool:
    """Whether a claim is bound; an imported claim without a phase counts as bound."""
    return read(claim, "status.phase") not in (None, "Pending")


def storage_class(cluster: Cluster, claim: Object) -> Object | None:
    """Return the storage class that a claim names; None if it names none or it is missing."""
    name = storage_class_name(claim)
    return cluster.get("StorageClass", "", name) if name else None


def waits_for_pod(class_: Object | None) -> bool:
    """Whether a class binds volumes only once a pod is scheduled (WaitForFirstConsumer)."""
    return bool(class_ and class_.get("volumeBindingMode") == "WaitForFirstConsumer")


def matching_volumes(cluster: Cluster, claim: Object) -> list[Object]:
    """Return the volumes that a claim could have, the smallest first."""
    requested = quantity.parse(str(read(claim, "spec.resources.requests.storage", "0"))).nano
    selector = read(claim, "spec.selector")
    candidates = []
    for volume in cluster.of("PersistentVolume"):
        size = quantity.parse(str(read(volume, "spec.capacity.storage", "0"))).nano
        if (
            is_available(volume, claim)
            and size >= requested
            and is_compatible(volume, claim)
            and (
                selector is None
                or selectors.matches(selectors.of_label_selector(selector), objects.labels(volume))
            )
        ):
            candidates.append((size, objects.name(volume), volume))
    return [volume for _, _, volume in sorted(candidates, key=lambda candidate: candidate[:2])]


def is_available(volume: Object, claim: Object) -> bool:
    """Whether a volume is unbound and not reserved for another claim."""
    if volume["metadata"].get("deletionTimestamp") or read(volume, "status.phase") not in (
        None,
        "Pending",
        "Available",
    ):
        return False
    volume_name = read(claim, "spec.volumeName")
    if volume_name:
        return bool(volume_name == objects.name(volume))
    claim_reference = read(volume, "spec.claimRef")
    return claim_reference is None or (
        claim_reference.get("namespace"),
        claim_reference.get("name"),
    ) == (objects.namespace(claim), objects.name(claim))


def is_compatible(volume: Object, claim: Object) -> bool:
    """Whether a volume has the class, access modes and volume mode of a claim."""
    return (
        storage_class_name(volume) == storage_class_name(claim)
        and set(read(claim, "spec.accessModes", [])) <= set(read(volume, "spec.accessModes", []))
        and read(volume, "spec.volumeMode", "Filesystem")
        == read(claim, "spec.volumeMode", "Filesystem")
    )


def is_usable_on(volume: Object, node: NodeInfo) -> bool:
    """Whether a volume can be used on a node."""
    terms = read(volume, "spec.nodeAffinity.required.nodeSelectorTerms")
    return terms is None or any(matches_term(node, term) for term in terms)


def has_unbound_claim(cluster: Cluster, pod: Object) -> bool:
    """Whether a pod has an unbound claim that should bind at once."""
    return any(
        not is_bound(claim) and not waits_for_pod(storage_class(cluster, claim))
        for claim in claims_of(cluster, pod)
    )


def excluded_nodes(
    cluster: Cluster,
    pod: Object,
    node_infos: Sequence[NodeInfo],
    selected: Mapping[tuple[str, str], str],
    used: Container[tuple[str, str]],
) -> dict[str, Reason]:
    """Return the nodes on which a pod's volumes cannot be used, with the reason.

    `selected` holds the node for which an unbound claim's volume is being created, for the first
    pod that uses it: until then no other node has that volume. `used` are the claims of pods that
    have a node: one for a single pod is of no use to a second one.
    """
    result: dict[str, Reason] = {}
    for claim in claims_of(cluster, pod):
        if is_for_one_pod(claim) and (objects.namespace(claim), objects.name(claim)) in used:
            return {node.name: TAKEN for node in node_infos}
        place = selected.get((objects.namespace(claim), objects.name(claim)))
        if place is not None:
            result |= {node.name: NO_VOLUME for node in node_infos if node.name != place}
            continue
        if is_bound(claim):
            volume = cluster.get("PersistentVolume", "", read(claim, "spec.volumeName", ""))
            if volume and read(volume, "spec.nodeAffinity"):
                result |= {
                    node.name: WRONG_NODE for node in node_infos if not is_usable_on(volume, node)
                }
        elif read(storage_class(cluster, claim) or {}, "provisioner") == STATIC:
            candidates = matching_volumes(cluster, claim)
            result |= {
                node.name: NO_VOLUME
                for node in node_infos
                if not any(is_usable_on(volume, node) for volume in candidates)
            }
    return result


def waiting_claims(cluster: Cluster, pod: Object) -> Iterator[tuple[str, str]]:
    """Yield the claims whose volumes are created where this pod, their first consumer, runs."""
    for claim in claims_of(cluster, pod):
        if not is_bound(claim) and waits_for_pod(storage_class(cluster, claim)):
            yield objects.namespace(claim), objects.name(claim)
