"""What a persistent volume may be like. Upstream rules: core `ValidatePersistentVolumeSpec` and `ValidatePersistentVolumeUpdate`."""
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._difference import difference
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._node_selector import node_selector_problems, node_selector_warnings
from minik.kinds._resources import ordered
from minik.kinds._rules import among, immutable, named_if_set, positive_quantity
from minik.kinds._storage import VOLUME_MODES, access_problems, class_warnings
from minik.kinds.persistent_volume import sources
from minik.model import names, quantity
from minik.model.object import Object, annotations, read
from minik.model.problem import forbidden, invalid, not_supported, required

RECLAIM = ("Delete", "Recycle", "Retain")
MOUNT_ANNOTATION = "volume.beta.kubernetes.io/mount-options"
# Volume plugins that are gone: field → what is told, and since when.
GONE = {
    "cephfs": "spec.cephfs: deprecated in v1.28, non-functional in v1.31+",
    "photonPersistentDisk": "spec.photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+",
    "rbd": "spec.rbd: deprecated in v1.28, non-functional in v1.31+",
    "scaleIO": "spec.scaleIO: deprecated in v1.16, non-functional in v1.22+",
    "storageos": "spec.storageOS: deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "spec.glusterfs: deprecated in v1.25, non-functional in v1.26+",
}
INLINE = "in the context of inline volumes"


def problems(volume: Object) -> Iterator[Problem]:
    yield from metadata_problems(volume, namespaced=False)
    spec = volume.get("spec") or {}
    yield from mode_problems("spec", spec)
    yield from capacity_problems("spec.capacity", spec.get("capacity") or {})
    if spec.get("persistentVolumeReclaimPolicy"):
        yield from among("spec.persistentVolumeReclaimPolicy", spec["persistentVolumeReclaimPolicy"], RECLAIM)
    if spec.get("nodeAffinity") is not None:
        yield from affinity_problems(spec["nodeAffinity"])
    yield from source_problems("spec", spec)
    yield from class_problems(spec)


def mode_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    if not spec.get("accessModes"):
        yield required(f"{path}.accessModes")
    yield from access_problems(f"{path}.accessModes", spec.get("accessModes") or ())


def capacity_problems(path: str, capacity: Mapping[str, str]) -> Iterator[Problem]:
    """How much it holds, and nothing else."""
    if not capacity:
        yield required(path)
    if capacity.keys() != {"storage"}:
        yield not_supported(path, dict(capacity) if capacity else None, ("storage",))
    for resource, text in ordered(capacity):
        if quantity.value(quantity.parse(text)) < 0:
            yield invalid(f"{path}[{resource}]", quantity.value(quantity.parse(text)), "must be a valid resource quantity")
        yield from positive_quantity(f"{path}[{resource}]", text)


def affinity_problems(affinity: Mapping[str, Any]) -> Iterator[Problem]:
    if affinity.get("required") is None:
        yield required("spec.nodeAffinity.required", "must specify required node constraints")
    else:
        yield from node_selector_problems("spec.nodeAffinity.required", affinity["required"])


def source_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Exactly one source, and that whole; a flex volume is counted, but not held against the others."""
    found = sources.named_in(spec)
    for index, field in enumerate(found):
        if index and field != "flexVolume":
            yield forbidden(f"{path}.{sources.OTHER_PATH.get(field, field)}", "may not specify more than 1 volume type")
            continue
        yield from sources.RULES[field](spec[field], f"{path}.{sources.RULE_PATH.get(field, field)}")
        if field == "local" and spec.get("nodeAffinity") is None:
            yield required(f"{path}.nodeAffinity", "Local volume requires node affinity")
    if not found:
        yield required(path, "must specify a volume type")
    where = (spec.get("hostPath") or {}).get("path") or "."
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle" and posixpath.normpath(where).strip("/") == "":
        yield forbidden(f"{path}.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")


def class_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Of which class it is, what it is used as, and what can be changed about it."""
    yield from named_if_set("spec.storageClassName", spec.get("storageClassName"), names.subdomain)
    if spec.get("volumeMode") is not None:
        yield from among("spec.volumeMode", spec["volumeMode"], VOLUME_MODES)
    attributes = spec.get("volumeAttributesClassName")
    if attributes is not None:
        if not attributes:
            yield required("spec.volumeAttributesClassName", "an empty string is disallowed")
        yield from named_if_set("spec.volumeAttributesClassName", attributes, names.subdomain)
        if spec.get("csi") is None:
            yield required("spec.csi", "has to be specified when using volumeAttributesClassName")


def inline_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """What a volume may be like that stands in an attachment instead of being an object."""
    for field in ("claimRef", "capacity"):
        if spec.get(field):
            yield forbidden(f"{path}.{field}", f"may not be specified {INLINE}")
    if spec.get("csi") is None:
        yield required(f"{path}.csi", f"has to be specified {INLINE}")
    yield from mode_problems(path, spec)
    if spec.get("persistentVolumeReclaimPolicy") not in (None, "", "Retain"):
        yield forbidden(f"{path}.persistentVolumeReclaimPolicy", f"may only be Retain {INLINE}")
    if spec.get("nodeAffinity") is not None:
        yield forbidden(f"{path}.nodeAffinity", f"may not be specified {INLINE}")
    yield from source_problems(path, spec)
    if spec.get("storageClassName"):
        yield forbidden(f"{path}.storageClassName", f"may not be specified {INLINE}")
    if spec.get("volumeMode") not in (None, "Filesystem"):
        yield forbidden(f"{path}.volumeMode", f"may not specify volumeMode other than Filesystem {INLINE}")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    before, after = (source_of(volume["spec"], old["spec"]) for volume in (old, new))
    if before != after:
        told = difference("PersistentVolumeSource", before, after)
        yield forbidden("spec.persistentvolumesource", f"spec.persistentvolumesource is immutable after creation\n{told}")
    yield from immutable("volumeMode", read(new, "spec.volumeMode"), read(old, "spec.volumeMode"))
    affinity = read(old, "spec.nodeAffinity")
    if affinity is not None:
        yield from immutable("nodeAffinity", read(new, "spec.nodeAffinity"), affinity)
    if read(old, "spec.volumeAttributesClassName") is not None and read(new, "spec.volumeAttributesClassName") is None:
        yield forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden")


def source_of(spec: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a spec that says where the storage is; the secret for expansion may come later."""
    found = {field: spec[field] for field in sources.named_in(spec)}
    if "csi" in found and not (old.get("csi") or {}).get("controllerExpandSecretRef"):
        found["csi"] = {name: value for name, value in found["csi"].items() if name != "controllerExpandSecretRef"}
    return found


def warnings(volume: Object, _: Object | None) -> Iterator[str]:
    yield from class_warnings(volume)
    if MOUNT_ANNOTATION in annotations(volume):
        yield f'metadata.annotations[{MOUNT_ANNOTATION}]: deprecated since v1.31; use "mountOptions" attribute instead'
    if read(volume, "spec.persistentVolumeReclaimPolicy") == "Recycle":
        yield ("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use "
               "dynamic provisioning.")
    yield from node_selector_warnings("spec.nodeAffinity.required", read(volume, "spec.nodeAffinity.required", {}))
    yield from (text for field, text in GONE.items() if read(volume, f"spec.{field}") is not None)
