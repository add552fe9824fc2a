"""Validation of PersistentVolumes. Upstream rules: core `ValidatePersistentVolumeSpec` and
`ValidatePersistentVolumeUpdate`.
"""

import posixpath
from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._difference import describe_difference
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._node_selector import node_selector_problems, node_selector_warnings
from minik.kinds._rules import (
    check_choice,
    check_immutable,
    check_name_if_set,
    check_positive_quantity,
)
from minik.kinds.persistent_volume import sources
from minik.kinds.resource_names import sort_amounts
from minik.kinds.storage import VOLUME_MODES, access_problems, class_warnings
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model.object import Object, annotations, read
from minik.model.problem import forbidden, invalid, not_supported, required

RECLAIM_POLICIES = ("Delete", "Recycle", "Retain")
MOUNT_ANNOTATION = "volume.beta.kubernetes.io/mount-options"
# Volume plugins that are gone: field → what is told, and since when.
REMOVED_PLUGINS = {
    "cephfs": "spec.cephfs: deprecated in v1.28, non-functional in v1.31+",
    "photonPersistentDisk": "spec.photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+",
    "rbd": "spec.rbd: deprecated in v1.28, non-functional in v1.31+",
    "scaleIO": "spec.scaleIO: deprecated in v1.16, non-functional in v1.22+",
    "storageos": "spec.storageOS: deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "spec.glusterfs: deprecated in v1.25, non-functional in v1.26+",
}
IN_INLINE = "in the context of inline volumes"


def problems(volume: Object) -> Iterator[Problem]:
    yield from metadata_problems(volume, namespaced=False)
    spec = volume.get("spec") or {}
    yield from mode_problems("spec", spec)
    yield from capacity_problems("spec.capacity", spec.get("capacity") or {})
    if spec.get("persistentVolumeReclaimPolicy"):
        yield from check_choice(
            "spec.persistentVolumeReclaimPolicy",
            spec["persistentVolumeReclaimPolicy"],
            RECLAIM_POLICIES,
        )
    if spec.get("nodeAffinity") is not None:
        yield from affinity_problems(spec["nodeAffinity"])
    yield from source_problems("spec", spec)
    yield from class_problems(spec)


def mode_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    if not spec.get("accessModes"):
        yield required(f"{path}.accessModes")
    yield from access_problems(f"{path}.accessModes", spec.get("accessModes") or ())


def capacity_problems(path: str, capacity: Mapping[str, str]) -> Iterator[Problem]:
    """Check that the capacity is a positive amount of storage and nothing else."""
    if not capacity:
        yield required(path)
    if capacity.keys() != {"storage"}:
        yield not_supported(path, dict(capacity) if capacity else None, ("storage",))
    for resource, text in sort_amounts(capacity):
        if quantity.value(quantity.parse(text)) < 0:
            yield invalid(
                f"{path}[{resource}]",
                quantity.value(quantity.parse(text)),
                "must be a valid resource quantity",
            )
        yield from check_positive_quantity(f"{path}[{resource}]", text)


def affinity_problems(affinity: Mapping[str, Any]) -> Iterator[Problem]:
    if affinity.get("required") is None:
        yield required("spec.nodeAffinity.required", "must specify required node constraints")
    else:
        yield from node_selector_problems("spec.nodeAffinity.required", affinity["required"])


def source_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that there is exactly one valid source; as upstream, a second flexVolume is not
    reported.
    """
    fields = sources.source_fields(spec)
    for index, field in enumerate(fields):
        if index and field != "flexVolume":
            yield forbidden(
                f"{path}.{sources.OTHER_PATH.get(field, field)}",
                "may not specify more than 1 volume type",
            )
            continue
        yield from sources.RULES[field](
            spec[field], f"{path}.{sources.RULE_PATH.get(field, field)}"
        )
        if field == "local" and spec.get("nodeAffinity") is None:
            yield required(f"{path}.nodeAffinity", "Local volume requires node affinity")
    if not fields:
        yield required(path, "must specify a volume type")
    host_path = (spec.get("hostPath") or {}).get("path") or "."
    if (
        spec.get("persistentVolumeReclaimPolicy") == "Recycle"
        and posixpath.normpath(host_path).strip("/") == ""
    ):
        yield forbidden(
            f"{path}.persistentVolumeReclaimPolicy",
            "may not be 'recycle' for a hostPath mount of '/'",
        )


def class_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the storage class, the volume mode and the volume attributes class."""
    yield from check_name_if_set(
        "spec.storageClassName", spec.get("storageClassName"), names.subdomain
    )
    if spec.get("volumeMode") is not None:
        yield from check_choice("spec.volumeMode", spec["volumeMode"], VOLUME_MODES)
    attributes = spec.get("volumeAttributesClassName")
    if attributes is not None:
        if not attributes:
            yield required("spec.volumeAttributesClassName", "an empty string is disallowed")
        yield from check_name_if_set("spec.volumeAttributesClassName", attributes, names.subdomain)
        if spec.get("csi") is None:
            yield required("spec.csi", "has to be specified when using volumeAttributesClassName")


def inline_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check a volume spec that stands inside a VolumeAttachment."""
    for field in ("claimRef", "capacity"):
        if spec.get(field):
            yield forbidden(f"{path}.{field}", f"may not be specified {IN_INLINE}")
    if spec.get("csi") is None:
        yield required(f"{path}.csi", f"has to be specified {IN_INLINE}")
    yield from mode_problems(path, spec)
    if spec.get("persistentVolumeReclaimPolicy") not in (None, "", "Retain"):
        yield forbidden(f"{path}.persistentVolumeReclaimPolicy", f"may only be Retain {IN_INLINE}")
    if spec.get("nodeAffinity") is not None:
        yield forbidden(f"{path}.nodeAffinity", f"may not be specified {IN_INLINE}")
    yield from source_problems(path, spec)
    if spec.get("storageClassName"):
        yield forbidden(f"{path}.storageClassName", f"may not be specified {IN_INLINE}")
    if spec.get("volumeMode") not in (None, "Filesystem"):
        yield forbidden(
            f"{path}.volumeMode", f"may not specify volumeMode other than Filesystem {IN_INLINE}"
        )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    before, after = (volume_source(volume["spec"], old["spec"]) for volume in (old, new))
    if before != after:
        diff = describe_difference("PersistentVolumeSource", before, after)
        yield forbidden(
            "spec.persistentvolumesource",
            f"spec.persistentvolumesource is immutable after creation\n{diff}",
        )
    yield from check_immutable(
        "volumeMode", read(new, "spec.volumeMode"), read(old, "spec.volumeMode")
    )
    affinity = read(old, "spec.nodeAffinity")
    if affinity is not None:
        yield from check_immutable("nodeAffinity", read(new, "spec.nodeAffinity"), affinity)
    if (
        read(old, "spec.volumeAttributesClassName") is not None
        and read(new, "spec.volumeAttributesClassName") is None
    ):
        yield forbidden(
            "spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"
        )


def volume_source(spec: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the source fields of a spec, without a controllerExpandSecretRef that the old one
    lacks.
    """
    source = {field: spec[field] for field in sources.source_fields(spec)}
    if "csi" in source and not (old.get("csi") or {}).get("controllerExpandSecretRef"):
        source["csi"] = {
            name: value
            for name, value in source["csi"].items()
            if name != "controllerExpandSecretRef"
        }
    return source


def warnings(volume: Object, _: Object | None) -> Iterator[str]:
    yield from class_warnings(volume)
    if MOUNT_ANNOTATION in annotations(volume):
        yield f'metadata.annotations[{MOUNT_ANNOTATION}]: deprecated since v1.31; use "mountOptions" attribute instead'
    if read(volume, "spec.persistentVolumeReclaimPolicy") == "Recycle":
        yield (
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use "
            "dynamic provisioning."
        )
    yield from node_selector_warnings(
        "spec.nodeAffinity.required", read(volume, "spec.nodeAffinity.required", {})
    )
    yield from (
        text for field, text in REMOVED_PLUGINS.items() if read(volume, f"spec.{field}") is not None
    )
