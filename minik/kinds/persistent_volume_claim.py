"""PersistentVolumeClaims: what a pod asks of storage, and the volume that it got."""
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Forbidden, Problem
from minik.kinds import _layout, _limits, _storage, _volumes
from minik.kinds._difference import difference
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import among, filled, immutable, named_if_set, nonnegative_quantity, positive_quantity
from minik.kinds._selector import label_selector_problems
from minik.kinds._storage import CLASS_ANNOTATION, DEFAULT_CLASS, VOLUME_MODES, access_problems, class_of, class_warnings, shown_access
from minik.model import names, quantity
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, read, write
from minik.model.problem import forbidden, invalid, required

FINALIZER = "kubernetes.io/pvc-protection"
SEALED = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
CLAIM = "PersistentVolumeClaim"


def default(claim: Object) -> Object:
    """A claim is for a file system, unless it says otherwise."""
    return {**claim, "spec": {"volumeMode": "Filesystem", **(claim.get("spec") or {})}}


def prepare(claim: Object, old: Object | None, draft: Draft) -> Object:
    """A new claim is pending, of the default class if it names none, and is not deleted while a pod uses it."""
    refuse_beyond_limits(claim, draft)
    if old is not None:
        return {**claim, "status": old.get("status") or {}}
    finalizers = claim["metadata"].get("finalizers") or []
    if FINALIZER not in finalizers:
        claim = write(claim, "metadata.finalizers", [*finalizers, FINALIZER])
    spec = with_sources(claim.get("spec") or {})
    name = default_class(draft)
    if name and spec.get("storageClassName") is None and CLASS_ANNOTATION not in annotations(claim):
        spec = {**spec, "storageClassName": name}
    return {**claim, "spec": spec, "status": {"phase": "Pending"}}


def refuse_beyond_limits(claim: Object, draft: Draft) -> None:
    """A claim for less or more than its namespace lets claims ask for is let in by nobody."""
    requests = read(claim, "spec.resources.requests", {})
    for limit_range in _limits.of_namespace(draft, objects.namespace(claim)):
        wrong = [message for limit in _limits.limits(limit_range, CLAIM) for message in _limits.claim_problems(limit, requests)]
        if wrong:
            raise Forbidden(f'persistentvolumeclaims "{objects.name(claim)}" is forbidden: {_limits.joined(wrong)}')


def with_sources(spec: Object) -> Object:
    """What it is filled from is told twice, by the old field and the new."""
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None and reference is None:
        return {**spec, "dataSourceRef": source}
    if reference is not None and source is None and not reference.get("namespace"):
        return {**spec, "dataSource": {name: value for name, value in reference.items() if name != "namespace"}}
    return spec


def default_class(draft: Draft) -> str:
    """The storage class of claims that name none: of those that say they are the default, the youngest."""
    found = [one for one in draft.of("StorageClass") if "true" in (annotations(one).get(name) for name in DEFAULT_CLASS)]
    ordered = sorted(found, key=objects.name)
    return objects.name(max(ordered, key=lambda one: str(one["metadata"].get("creationTimestamp") or ""))) if ordered else ""


def problems(claim: Object) -> Iterator[Problem]:
    yield from metadata_problems(claim)
    yield from spec_problems("spec", claim.get("spec") or {})


def spec_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """What a claim may ask for; also of one that is made with a pod."""
    if not spec.get("accessModes"):
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from label_selector_problems(spec.get("selector"), f"{path}.selector")
    yield from access_problems(f"{path}.accessModes", spec.get("accessModes") or ())
    yield from size_problems(f"{path}.resources[storage]", (spec.get("resources") or {}).get("requests") or {})
    yield from named_if_set(f"{path}.storageClassName", spec.get("storageClassName"), names.subdomain)
    if spec.get("volumeMode") is not None:
        yield from among(f"{path}.volumeMode", spec["volumeMode"], VOLUME_MODES)
    yield from sources_problems(path, spec.get("dataSource"), spec.get("dataSourceRef"))
    yield from named_if_set(f"{path}.volumeAttributesClassName", spec.get("volumeAttributesClassName"), names.subdomain)


def size_problems(path: str, requests: Mapping[str, str]) -> Iterator[Problem]:
    if "storage" not in requests:
        yield required(path)
    else:
        wrong = list(positive_quantity(path, requests["storage"]))
        yield from wrong or nonnegative_quantity(path, requests["storage"])


def sources_problems(path: str, source: Mapping[str, Any] | None, reference: Mapping[str, Any] | None) -> Iterator[Problem]:
    """What a claim may be filled from."""
    if source is not None:
        yield from source_problems(f"{path}.dataSource", source)
    if reference is not None:
        yield from source_problems(f"{path}.dataSourceRef", reference)
        yield from named_if_set(f"{path}.dataSourceRef.namespace", reference.get("namespace"), names.label)
    if source is None or reference is None:
        return
    if reference.get("namespace"):
        yield invalid(path, {}, "may not be specified when dataSourceRef.namespace is specified")
    elif any(source.get(field) != reference.get(field) for field in ("apiGroup", "kind", "name")):
        yield invalid(path, {}, "must match dataSourceRef")


def source_problems(path: str, source: Mapping[str, Any]) -> Iterator[Problem]:
    yield from filled(path, source, "name", "kind")
    group = source.get("apiGroup") or ""
    if not group and source.get("kind") != CLAIM:
        yield invalid(path, source.get("kind") or "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
    yield from named_if_set(f"{path}.apiGroup", group, names.subdomain)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    if not upgraded(new, old):
        yield from immutable_annotation(new, old)
    before, after = unchangeable(old, new, old), unchangeable(new, new, old)
    if before != after:
        yield forbidden("spec", f"{SEALED}\n{difference('core.PersistentVolumeClaimSpec', before, after)}")
    yield from shrink_problems(new, old)
    yield from immutable("volumeMode", read(new, "spec.volumeMode"), read(old, "spec.volumeMode"))
    yield from attributes_problems(read(new, "spec.volumeAttributesClassName"), read(old, "spec.volumeAttributesClassName"))


def immutable_annotation(new: Object, old: Object) -> Iterator[Problem]:
    path = f"metadata.annotations[{CLASS_ANNOTATION}]"
    return immutable(path, annotations(new).get(CLASS_ANNOTATION, ""), annotations(old).get(CLASS_ANNOTATION, ""))


def upgraded(new: Object, old: Object) -> bool:
    """Whether the class moved from the annotation to the field, and stayed the same."""
    was, is_ = annotations(old).get(CLASS_ANNOTATION), annotations(new).get(CLASS_ANNOTATION)
    return (was is not None and read(old, "spec.storageClassName") is None and read(new, "spec.storageClassName") == was
            and is_ in (None, was))


def unchangeable(claim: Object, new: Object, old: Object) -> Object:
    """The part of a claim's spec that stays: a volume and a class may be given once, a bound claim may grow."""
    free = set()
    if not read(old, "spec.volumeName"):
        free.add("volumeName")
    if read(old, "spec.storageClassName") is None and annotations(old).get(CLASS_ANNOTATION) in (None, read(new, "spec.storageClassName")):
        free.add("storageClassName")
    spec = {name: value for name, value in (claim.get("spec") or {}).items() if name not in free}
    if read(new, "status.phase") == "Bound":
        spec.pop("volumeAttributesClassName", None)
        requests = {name: text for name, text in read(spec, "resources.requests", {}).items() if name != "storage"}
        spec = write(spec, "resources.requests", requests)
    return spec


def shrink_problems(new: Object, old: Object) -> Iterator[Problem]:
    wanted, had = (read(claim, "spec.resources.requests", {}).get("storage", "0") for claim in (new, old))
    if quantity.compare(wanted, had) < 0 and quantity.compare(wanted, read(old, "status.capacity", {}).get("storage", "0")) <= 0:
        yield forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")


def attributes_problems(new: str | None, old: str | None) -> Iterator[Problem]:
    if new != old and old is not None and not new:
        gone = "nil" if new is None else "an empty string"
        yield forbidden("spec.volumeAttributesClassName", f"update from non-nil value to {gone} is forbidden")


def warnings(claim: Object, _: Object | None) -> Iterator[str]:
    yield from class_warnings(claim)
    for side in ("requests", "limits"):
        text = read(claim, f"spec.resources.{side}", {}).get("storage")
        if text is not None and quantity.milli(quantity.parse(text)) % 1000:
            yield f'spec.resources.{side}[storage]: fractional byte value "{text}" is invalid, must be an integer'


def phase(claim: Object) -> str:
    return "Terminating" if claim["metadata"].get("deletionTimestamp") else str(read(claim, "status.phase", ""))


def volume(claim: Object) -> str:
    """The volume that it is bound to."""
    return str(read(claim, "spec.volumeName", ""))


def capacity(claim: Object) -> str:
    """How much it got; nothing before it is bound."""
    return str(read(claim, "status.capacity", {}).get("storage", "0")) if volume(claim) else ""


def access(claim: Object) -> str:
    return shown_access(read(claim, "status.accessModes")) if volume(claim) else ""


def status_column(claim: Object, _: datetime) -> str:
    return phase(claim)


def volume_column(claim: Object, _: datetime) -> str:
    return volume(claim)


def capacity_column(claim: Object, _: datetime) -> str:
    return capacity(claim)


def access_column(claim: Object, _: datetime) -> str:
    return access(claim)


def claimed_by(pod: Object) -> Iterable[tuple[str, str]]:
    """The claims that a pod mounts, as namespace and name."""
    claims = [one["persistentVolumeClaim"] for one in read(pod, "spec.volumes", []) if one.get("persistentVolumeClaim")]
    return dict.fromkeys((objects.namespace(pod), claim.get("claimName", "")) for claim in claims)


def users(claim: Object, cluster: Cluster) -> list[Object]:
    """The pods that mount it; also a pod that it was made for, whose volume names no claim."""
    mounting = cluster.table("Pod").indexed(claimed_by).get((objects.namespace(claim), objects.name(claim)), [])
    owners = {one.get("uid"): one.get("name") or "" for one in claim["metadata"].get("ownerReferences") or () if one.get("kind") == "Pod"}
    pods = [cluster.get("Pod", objects.namespace(claim), name) for name in owners.values()]
    return [*mounting, *(pod for pod in pods if pod is not None and objects.uid(pod) in owners and pod not in mounting)]


def describe(claim: Object, cluster: Cluster) -> str:
    deleted, finalizers = (claim["metadata"].get(field) for field in ("deletionTimestamp", "finalizers"))
    lines = [f"Name:\t{objects.name(claim)}", f"Namespace:\t{objects.namespace(claim)}", f"StorageClass:\t{class_of(claim)}",
             f"Status:\tTerminating (lasts {age(deleted, cluster.now)})" if deleted else f"Status:\t{phase(claim)}",
             f"Volume:\t{volume(claim)}", *_layout.labels("Labels", objects.labels(claim)),
             *_layout.annotations("Annotations", annotations(claim)), f"Finalizers:\t{_volumes.shown(finalizers or [])}",
             f"Capacity:\t{capacity(claim)}", f"Access Modes:\t{access(claim)}", *_volumes.volume_mode_and_source(objects.spec(claim)),
             *_layout.listed("Used By", sorted(map(objects.name, users(claim, cluster)))), *conditions(claim)]
    return "\n".join(lines)


def conditions(claim: Object) -> Iterator[str]:
    """What is going on with it."""
    found = read(claim, "status.conditions", [])
    if found:
        yield "Conditions:"
        yield "  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage"
        yield "  ----\t------\t-----------------\t------------------\t------\t-------"
        yield from _layout.indented(" \t".join((
            one.get("type") or "", one.get("status") or "", _layout.date(one.get("lastProbeTime")),
            _layout.date(one.get("lastTransitionTime")), one.get("reason") or "", one.get("message") or "")) for one in found)


KIND = Kind("PersistentVolumeClaim", default=default, prepare=prepare, problems=problems, update_problems=update_problems,
            warnings=warnings, describe=describe, has_status=False,
            columns=(Column("STATUS", status_column), Column("VOLUME", volume_column), Column("CAPACITY", capacity_column),
                     Column("ACCESS MODES", access_column), Column("STORAGECLASS", _storage.class_column),
                     Column("VOLUMEATTRIBUTESCLASS", _storage.attributes_column), Column("VOLUMEMODE", _storage.mode_column, True)))
