"""PersistentVolumes: storage that outlives pods."""

from datetime import datetime

from minik.kinds import _volumes, layout, storage
from minik.kinds.persistent_volume import rules, sources
from minik.kinds.storage import short_access_modes, storage_class_name
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.object import Object, read


def default(volume: Object) -> Object:
    """Set the reclaim policy to Retain, volumeMode to Filesystem, and the defaults of the source."""
    spec = {
        "persistentVolumeReclaimPolicy": "Retain",
        "volumeMode": "Filesystem",
        **sources.default(volume.get("spec") or {}),
    }
    return {**volume, "spec": spec}


def prepare(volume: Object, old: Object | None, draft: Draft) -> Object:
    """Make a new volume Pending; on update keep the old status."""
    if old is not None:
        return {**volume, "status": old.get("status") or {}}
    return {
        **volume,
        "status": {
            "phase": "Pending",
            "lastPhaseTransitionTime": draft.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }


def phase(volume: Object) -> str:
    return (
        "Terminating"
        if volume["metadata"].get("deletionTimestamp")
        else str(read(volume, "status.phase", ""))
    )


def claim(volume: Object) -> str:
    """Return the bound claim as `namespace/name`; "" if unbound."""
    reference = read(volume, "spec.claimRef")
    return f"{reference.get('namespace', '')}/{reference.get('name', '')}" if reference else ""


def capacity_column(volume: Object, _: datetime) -> str:
    return str(read(volume, "spec.capacity", {}).get("storage", "0"))


def access_column(volume: Object, _: datetime) -> str:
    return short_access_modes(read(volume, "spec.accessModes"))


def reclaim_column(volume: Object, _: datetime) -> str:
    return str(read(volume, "spec.persistentVolumeReclaimPolicy", ""))


def status_column(volume: Object, _: datetime) -> str:
    return phase(volume)


def claim_column(volume: Object, _: datetime) -> str:
    return claim(volume)


def reason_column(volume: Object, _: datetime) -> str:
    return str(read(volume, "status.reason", ""))


def affinity_lines(volume: Object) -> list[str]:
    """Return the description of the volume's node affinity."""
    selector = read(volume, "spec.nodeAffinity.required")
    if selector is None:
        return ["Node Affinity:\t<none>"]
    terms = selector.get("nodeSelectorTerms") or []
    lines = ["Node Affinity:\t", "  Required Terms:\t" + ("" if terms else "<none>")]
    for index, term in enumerate(terms):
        texts = [requirement_text(entry) for entry in term.get("matchExpressions") or ()] or [
            "<none>"
        ]
        lines += [f"    Term {index}:\t{texts[0]}", *(f"    \t{entry}" for entry in texts[1:])]
    return lines


def requirement_text(expression: Object) -> str:
    values = f" [{', '.join(expression['values'])}]" if expression.get("values") else ""
    return f"{expression.get('key', '')} {expression.get('operator', '').lower()}{values}"


def describe(volume: Object, cluster: Cluster) -> str:
    deleted, finalizers = (
        volume["metadata"].get(field) for field in ("deletionTimestamp", "finalizers")
    )
    lines = [
        *layout.header(volume),
        f"Finalizers:\t{_volumes.format_value(finalizers or [])}",
        f"StorageClass:\t{storage_class_name(volume)}",
        f"Status:\tTerminating (lasts {age(deleted, cluster.now)})"
        if deleted
        else f"Status:\t{phase(volume)}",
        f"Claim:\t{claim(volume)}",
        f"Reclaim Policy:\t{reclaim_column(volume, cluster.now)}",
        f"Access Modes:\t{access_column(volume, cluster.now)}",
    ]
    if read(volume, "spec.volumeMode"):
        lines.append(f"VolumeMode:\t{read(volume, 'spec.volumeMode')}")
    lines += [
        f"Capacity:\t{capacity_column(volume, cluster.now)}",
        *affinity_lines(volume),
        f"Message:\t{read(volume, 'status.message', '')}",
        "Source:",
    ]
    return "\n".join([*lines, *_volumes.persistent_source_lines(objects.spec(volume))])


KIND = Kind(
    "PersistentVolume",
    default=default,
    prepare=prepare,
    problems=rules.problems,
    update_problems=rules.update_problems,
    warnings=rules.warnings,
    describe=describe,
    has_status=False,
    columns=(
        Column("CAPACITY", capacity_column),
        Column("ACCESS MODES", access_column),
        Column("RECLAIM POLICY", reclaim_column),
        Column("STATUS", status_column),
        Column("CLAIM", claim_column),
        Column("STORAGECLASS", storage.class_column),
        Column("VOLUMEATTRIBUTESCLASS", storage.attributes_column),
        Column("REASON", reason_column),
        Column("VOLUMEMODE", storage.mode_column, True),
    ),
)
