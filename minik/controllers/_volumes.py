"""Which volumes suit a claim, and on which nodes they can be used. Upstream rule: `pkg/controller/volume/persistentvolume`."""
from collections.abc import Iterable, Iterator, Sequence

from minik.controllers._rooms import Reason, Room, term_matches
from minik.kinds._storage import class_of
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.cluster import Cluster
from minik.model.object import Object, read

STATIC = "kubernetes.io/no-provisioner"
UNBOUND = "pod has unbound immediate PersistentVolumeClaims"
NO_VOLUME = Reason("node(s) didn't find available persistent volumes to bind", True)
ELSEWHERE = Reason("node(s) didn't match PersistentVolume's node affinity", True)


def used(pod: Object) -> Iterator[str]:
    """The names of the claims that a pod uses; of a generic ephemeral volume, the one made for it."""
    for volume in objects.spec(pod).get("volumes") or ():
        name = read(volume, "persistentVolumeClaim.claimName", "")
        if name:
            yield str(name)


def users(pod: Object) -> Iterable[tuple[str, str]]:
    """The claims that a pod on a node uses, as an index finds them."""
    return [(objects.namespace(pod), name) for name in used(pod)] if objects.spec(pod).get("nodeName") else ()


def claims(cluster: Cluster, pod: Object) -> list[Object]:
    """The claims that a pod uses."""
    found = (cluster.get("PersistentVolumeClaim", objects.namespace(pod), name) for name in used(pod))
    return [claim for claim in found if claim is not None]


def is_bound(claim: Object) -> bool:
    """Whether a claim has its volume; one of a dump that does not say is believed to have it."""
    return read(claim, "status.phase") not in (None, "Pending")


def storage_class(cluster: Cluster, claim: Object) -> Object | None:
    """The class that a claim names."""
    name = class_of(claim)
    return cluster.get("StorageClass", "", name) if name else None


def waits_for_pod(kind: Object | None) -> bool:
    """Whether volumes of a class are only chosen when it is known where they are used."""
    return bool(kind and kind.get("volumeBindingMode") == "WaitForFirstConsumer")


def suitable(cluster: Cluster, claim: Object) -> list[Object]:
    """The volumes that a claim could have, the smallest first."""
    asked = quantity.parse(str(read(claim, "spec.resources.requests.storage", "0"))).nano
    wanted = read(claim, "spec.selector")
    found = []
    for volume in cluster.of("PersistentVolume"):
        size = quantity.parse(str(read(volume, "spec.capacity.storage", "0"))).nano
        if is_free(volume, claim) and size >= asked and is_alike(volume, claim) and (wanted is None or selectors.matches(
                selectors.of_label_selector(wanted), objects.labels(volume))):
            found.append((size, objects.name(volume), volume))
    return [volume for _, _, volume in sorted(found, key=lambda one: one[:2])]


def is_free(volume: Object, claim: Object) -> bool:
    """Whether nobody else has a volume, or is meant to have it."""
    if volume["metadata"].get("deletionTimestamp") or read(volume, "status.phase") not in (None, "Pending", "Available"):
        return False
    named = read(claim, "spec.volumeName")
    if named:
        return bool(named == objects.name(volume))
    kept = read(volume, "spec.claimRef")
    return kept is None or (kept.get("namespace"), kept.get("name")) == (objects.namespace(claim), objects.name(claim))


def is_alike(volume: Object, claim: Object) -> bool:
    """Whether a volume is of the class that a claim asks for, and can be used as it wants."""
    return (class_of(volume) == class_of(claim) and set(read(claim, "spec.accessModes", [])) <= set(read(volume, "spec.accessModes", []))
            and read(volume, "spec.volumeMode", "Filesystem") == read(claim, "spec.volumeMode", "Filesystem"))


def is_usable(volume: Object, room: Room) -> bool:
    """Whether a volume can be used on a node."""
    terms = read(volume, "spec.nodeAffinity.required.nodeSelectorTerms")
    return terms is None or any(term_matches(room, term) for term in terms)


def unbound(cluster: Cluster, pod: Object) -> bool:
    """Whether a pod waits for a claim that should have its volume by now."""
    return any(not is_bound(claim) and not waits_for_pod(storage_class(cluster, claim)) for claim in claims(cluster, pod))


def reasons(cluster: Cluster, pod: Object, rooms: Sequence[Room]) -> dict[str, Reason]:
    """The nodes on which a pod's volumes cannot be had, and why."""
    found: dict[str, Reason] = {}
    for claim in claims(cluster, pod):
        if is_bound(claim):
            volume = cluster.get("PersistentVolume", "", read(claim, "spec.volumeName", ""))
            if volume and read(volume, "spec.nodeAffinity"):
                found |= {room.name: ELSEWHERE for room in rooms if not is_usable(volume, room)}
        elif read(storage_class(cluster, claim) or {}, "provisioner") == STATIC:
            able = suitable(cluster, claim)
            found |= {room.name: NO_VOLUME for room in rooms if not any(is_usable(volume, room) for volume in able)}
    return found
