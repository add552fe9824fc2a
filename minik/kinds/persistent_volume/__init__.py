"""PersistentVolumes: a piece of storage that outlives pods."""
from datetime import datetime

from minik.kinds import _layout, _storage, _volumes
from minik.kinds._storage import class_of, shown_access
from minik.kinds.persistent_volume import rules, sources
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.object import Object, read, write

FINALIZER = "kubernetes.io/pv-protection"


def default(volume: Object) -> Object:
    """Kept when released, and used as a file system, unless it says otherwise."""
    spec = {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem", **sources.default(volume.get("spec") or {})}
    return {**volume, "spec": spec}


def prepare(volume: Object, old: Object | None, draft: Draft) -> Object:
    """A new volume is pending, and is not deleted while a claim is bound to it."""
    if old is not None:
        return {**volume, "status": old.get("status") or {}}
    finalizers = volume["metadata"].get("finalizers") or []
    if FINALIZER not in finalizers:
        volume = write(volume, "metadata.finalizers", [*finalizers, FINALIZER])
    return {**volume, "status": {"phase": "Pending", "lastPhaseTransitionTime": draft.now.strftime("%Y-%m-%dT%H:%M:%SZ")}}


def phase(volume: Object) -> str:
    return "Terminating" if volume["metadata"].get("deletionTimestamp") else str(read(volume, "status.phase", ""))


def claim(volume: Object) -> str:
    """The claim that it is bound to: `namespace/name`."""
    reference = read(volume, "spec.claimRef")
    return f"{reference.get('namespace', '')}/{reference.get('name', '')}" if reference else ""


def capacity_column(volume: Object, _: datetime) -> str:
    return str(read(volume, "spec.capacity", {}).get("storage", "0"))


def access_column(volume: Object, _: datetime) -> str:
    return shown_access(read(volume, "spec.accessModes"))


def reclaim_column(volume: Object, _: datetime) -> str:
    return str(read(volume, "spec.persistentVolumeReclaimPolicy", ""))


def status_column(volume: Object, _: datetime) -> str:
    return phase(volume)


def claim_column(volume: Object, _: datetime) -> str:
    return claim(volume)


def reason_column(volume: Object, _: datetime) -> str:
    return str(read(volume, "status.reason", ""))


def affinity(volume: Object) -> list[str]:
    """The nodes from which it can be reached."""
    selector = read(volume, "spec.nodeAffinity.required")
    if selector is None:
        return ["Node Affinity:\t<none>"]
    terms = selector.get("nodeSelectorTerms") or []
    lines = ["Node Affinity:\t", "  Required Terms:\t" + ("" if terms else "<none>")]
    for index, term in enumerate(terms):
        shown = [requirement(one) for one in term.get("matchExpressions") or ()] or ["<none>"]
        lines += [f"    Term {index}:\t{shown[0]}", *(f"    \t{one}" for one in shown[1:])]
    return lines


def requirement(one: Object) -> str:
    values = f" [{', '.join(one['values'])}]" if one.get("values") else ""
    return f"{one.get('key', '')} {one.get('operator', '').lower()}{values}"


def describe(volume: Object, cluster: Cluster) -> str:
    deleted, finalizers = (volume["metadata"].get(field) for field in ("deletionTimestamp", "finalizers"))
    lines = [*_layout.header(volume), f"Finalizers:\t{_volumes.shown(finalizers or [])}", f"StorageClass:\t{class_of(volume)}",
             f"Status:\tTerminating (lasts {age(deleted, cluster.now)})" if deleted else f"Status:\t{phase(volume)}",
             f"Claim:\t{claim(volume)}", f"Reclaim Policy:\t{reclaim_column(volume, cluster.now)}",
             f"Access Modes:\t{access_column(volume, cluster.now)}"]
    if read(volume, "spec.volumeMode"):
        lines.append(f"VolumeMode:\t{read(volume, 'spec.volumeMode')}")
    lines += [f"Capacity:\t{capacity_column(volume, cluster.now)}", *affinity(volume),
              f"Message:\t{read(volume, 'status.message', '')}", "Source:"]
    return "\n".join([*lines, *_volumes.persistent_source(objects.spec(volume))])


KIND = Kind("PersistentVolume", default=default, prepare=prepare, problems=rules.problems, update_problems=rules.update_problems,
            warnings=rules.warnings, describe=describe, has_status=False,
            columns=(Column("CAPACITY", capacity_column), Column("ACCESS MODES", access_column), Column("RECLAIM POLICY", reclaim_column),
                     Column("STATUS", status_column), Column("CLAIM", claim_column), Column("STORAGECLASS", _storage.class_column),
                     Column("VOLUMEATTRIBUTESCLASS", _storage.attributes_column), Column("REASON", reason_column),
                     Column("VOLUMEMODE", _storage.mode_column, True)))
