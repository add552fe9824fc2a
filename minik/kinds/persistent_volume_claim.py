"""PersistentVolumeClaims: requests for storage, and the volume bound to each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Forbidden, Problem
from minik.kinds import _layout, _limits, _storage, _volumes
from minik.kinds._difference import describe_difference
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import (
    check_choice,
    check_immutable,
    check_name_if_set,
    check_nonnegative_quantity,
    check_not_empty,
    check_positive_quantity,
)
from minik.kinds._selector import label_selector_problems
from minik.kinds._storage import (
    CLASS_ANNOTATION,
    DEFAULT_CLASS,
    VOLUME_MODES,
    access_problems,
    class_warnings,
    short_access_modes,
    storage_class_name,
)
from minik.model import names, quantity
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, read, write
from minik.model.problem import forbidden, invalid, required

FINALIZER = "kubernetes.io/pvc-protection"
SPEC_IMMUTABLE = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
CLAIM = "PersistentVolumeClaim"


def default(claim: Object) -> Object:
    """Set volumeMode to Filesystem."""
    return {**claim, "spec": {"volumeMode": "Filesystem", **(claim.get("spec") or {})}}


def prepare(claim: Object, old: Object | None, draft: Draft) -> Object:
    """Make a new claim Pending and protected by a finalizer, with the default class if it names
    none. Raises Forbidden if a LimitRange does not allow it.
    """
    check_limit_ranges(claim, draft)
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


def check_limit_ranges(claim: Object, draft: Draft) -> None:
    """Raise Forbidden if a LimitRange of the namespace does not allow the claim's requests."""
    requests = read(claim, "spec.resources.requests", {})
    for limit_range in _limits.limit_ranges_of(draft, objects.namespace(claim)):
        wrong = [
            message
            for limit in _limits.limits_of_type(limit_range, CLAIM)
            for message in _limits.claim_problems(limit, requests)
        ]
        if wrong:
            raise Forbidden(
                f'persistentvolumeclaims "{objects.name(claim)}" is forbidden: {_limits.join_messages(wrong)}'
            )


def with_sources(spec: Object) -> Object:
    """Copy dataSource to dataSourceRef or back, whichever is missing."""
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None and reference is None:
        return {**spec, "dataSourceRef": source}
    if reference is not None and source is None and not reference.get("namespace"):
        return {
            **spec,
            "dataSource": {name: value for name, value in reference.items() if name != "namespace"},
        }
    return spec


def default_class(draft: Draft) -> str:
    """Return the name of the newest default StorageClass; "" if there is none."""
    defaults = [
        storage_class
        for storage_class in draft.of("StorageClass")
        if "true" in (annotations(storage_class).get(name) for name in DEFAULT_CLASS)
    ]
    ordered = sorted(defaults, key=objects.name)
    return (
        objects.name(
            max(
                ordered,
                key=lambda storage_class: str(
                    storage_class["metadata"].get("creationTimestamp") or ""
                ),
            )
        )
        if ordered
        else ""
    )


def problems(claim: Object) -> Iterator[Problem]:
    yield from metadata_problems(claim)
    yield from spec_problems("spec", claim.get("spec") or {})


def spec_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the spec of a claim or of a claim template."""
    if not spec.get("accessModes"):
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from label_selector_problems(spec.get("selector"), f"{path}.selector")
    yield from access_problems(f"{path}.accessModes", spec.get("accessModes") or ())
    yield from size_problems(
        f"{path}.resources[storage]", (spec.get("resources") or {}).get("requests") or {}
    )
    yield from check_name_if_set(
        f"{path}.storageClassName", spec.get("storageClassName"), names.subdomain
    )
    if spec.get("volumeMode") is not None:
        yield from check_choice(f"{path}.volumeMode", spec["volumeMode"], VOLUME_MODES)
    yield from sources_problems(path, spec.get("dataSource"), spec.get("dataSourceRef"))
    yield from check_name_if_set(
        f"{path}.volumeAttributesClassName", spec.get("volumeAttributesClassName"), names.subdomain
    )


def size_problems(path: str, requests: Mapping[str, str]) -> Iterator[Problem]:
    if "storage" not in requests:
        yield required(path)
    else:
        wrong = list(check_positive_quantity(path, requests["storage"]))
        yield from wrong or check_nonnegative_quantity(path, requests["storage"])


def sources_problems(
    path: str, source: Mapping[str, Any] | None, reference: Mapping[str, Any] | None
) -> Iterator[Problem]:
    """Check dataSource and dataSourceRef, and that they agree."""
    if source is not None:
        yield from source_problems(f"{path}.dataSource", source)
    if reference is not None:
        yield from source_problems(f"{path}.dataSourceRef", reference)
        yield from check_name_if_set(
            f"{path}.dataSourceRef.namespace", reference.get("namespace"), names.label
        )
    if source is None or reference is None:
        return
    if reference.get("namespace"):
        yield invalid(path, {}, "may not be specified when dataSourceRef.namespace is specified")
    elif any(source.get(field) != reference.get(field) for field in ("apiGroup", "kind", "name")):
        yield invalid(path, {}, "must match dataSourceRef")


def source_problems(path: str, source: Mapping[str, Any]) -> Iterator[Problem]:
    yield from check_not_empty(path, source, "name", "kind")
    group = source.get("apiGroup") or ""
    if not group and source.get("kind") != CLAIM:
        yield invalid(
            path,
            source.get("kind") or "",
            "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
        )
    yield from check_name_if_set(f"{path}.apiGroup", group, names.subdomain)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    if not class_moved_to_field(new, old):
        yield from class_annotation_problems(new, old)
    before, after = immutable_spec(old, new, old), immutable_spec(new, new, old)
    if before != after:
        yield forbidden(
            "spec",
            f"{SPEC_IMMUTABLE}\n{describe_difference('core.PersistentVolumeClaimSpec', before, after)}",
        )
    yield from shrink_problems(new, old)
    yield from check_immutable(
        "volumeMode", read(new, "spec.volumeMode"), read(old, "spec.volumeMode")
    )
    yield from attributes_problems(
        read(new, "spec.volumeAttributesClassName"), read(old, "spec.volumeAttributesClassName")
    )


def class_annotation_problems(new: Object, old: Object) -> Iterator[Problem]:
    path = f"metadata.annotations[{CLASS_ANNOTATION}]"
    return check_immutable(
        path, annotations(new).get(CLASS_ANNOTATION, ""), annotations(old).get(CLASS_ANNOTATION, "")
    )


def class_moved_to_field(new: Object, old: Object) -> bool:
    """Return whether the class moved unchanged from the annotation to storageClassName."""
    was, is_ = annotations(old).get(CLASS_ANNOTATION), annotations(new).get(CLASS_ANNOTATION)
    return (
        was is not None
        and read(old, "spec.storageClassName") is None
        and read(new, "spec.storageClassName") == was
        and is_ in (None, was)
    )


def immutable_spec(claim: Object, new: Object, old: Object) -> Object:
    """Return the part of the spec that an update may not change. A volume and a class may be set
    once; a bound claim may change its storage request and attributes class.
    """
    changeable = set()
    if not read(old, "spec.volumeName"):
        changeable.add("volumeName")
    if read(old, "spec.storageClassName") is None and annotations(old).get(CLASS_ANNOTATION) in (
        None,
        read(new, "spec.storageClassName"),
    ):
        changeable.add("storageClassName")
    spec = {
        name: value for name, value in (claim.get("spec") or {}).items() if name not in changeable
    }
    if read(new, "status.phase") == "Bound":
        spec.pop("volumeAttributesClassName", None)
        requests = {
            name: text
            for name, text in read(spec, "resources.requests", {}).items()
            if name != "storage"
        }
        spec = write(spec, "resources.requests", requests)
    return spec


def shrink_problems(new: Object, old: Object) -> Iterator[Problem]:
    new_size, old_size = (
        read(claim, "spec.resources.requests", {}).get("storage", "0") for claim in (new, old)
    )
    if (
        quantity.compare(new_size, old_size) < 0
        and quantity.compare(new_size, read(old, "status.capacity", {}).get("storage", "0")) <= 0
    ):
        yield forbidden(
            "spec.resources.requests.storage", "field can not be less than status.capacity"
        )


def attributes_problems(new: str | None, old: str | None) -> Iterator[Problem]:
    if new != old and old is not None and not new:
        value = "nil" if new is None else "an empty string"
        yield forbidden(
            "spec.volumeAttributesClassName", f"update from non-nil value to {value} is forbidden"
        )


def warnings(claim: Object, _: Object | None) -> Iterator[str]:
    yield from class_warnings(claim)
    for side in ("requests", "limits"):
        text = read(claim, f"spec.resources.{side}", {}).get("storage")
        if text is not None and quantity.milli(quantity.parse(text)) % 1000:
            yield f'spec.resources.{side}[storage]: fractional byte value "{text}" is invalid, must be an integer'


def phase(claim: Object) -> str:
    return (
        "Terminating"
        if claim["metadata"].get("deletionTimestamp")
        else str(read(claim, "status.phase", ""))
    )


def volume_name(claim: Object) -> str:
    """Return the name of the bound volume; "" if unbound."""
    return str(read(claim, "spec.volumeName", ""))


def capacity(claim: Object) -> str:
    """Return the capacity of the bound volume; "" if unbound."""
    return str(read(claim, "status.capacity", {}).get("storage", "0")) if volume_name(claim) else ""


def access_modes(claim: Object) -> str:
    return short_access_modes(read(claim, "status.accessModes")) if volume_name(claim) else ""


def status_column(claim: Object, _: datetime) -> str:
    return phase(claim)


def volume_column(claim: Object, _: datetime) -> str:
    return volume_name(claim)


def capacity_column(claim: Object, _: datetime) -> str:
    return capacity(claim)


def access_column(claim: Object, _: datetime) -> str:
    return access_modes(claim)


def claims_of_pod(pod: Object) -> Iterable[tuple[str, str]]:
    """Return the claims that a pod mounts, each as (namespace, name)."""
    claims = [
        entry["persistentVolumeClaim"]
        for entry in read(pod, "spec.volumes", [])
        if entry.get("persistentVolumeClaim")
    ]
    return dict.fromkeys((objects.namespace(pod), claim.get("claimName", "")) for claim in claims)


def using_pods(claim: Object, cluster: Cluster) -> list[Object]:
    """Return the pods that mount the claim, and the pod that owns it (ephemeral volumes)."""
    mounting = (
        cluster.table("Pod")
        .index_by(claims_of_pod)
        .get((objects.namespace(claim), objects.name(claim)), [])
    )
    owners = {
        owner.get("uid"): owner.get("name") or ""
        for owner in claim["metadata"].get("ownerReferences") or ()
        if owner.get("kind") == "Pod"
    }
    pods = [cluster.get("Pod", objects.namespace(claim), name) for name in owners.values()]
    return [
        *mounting,
        *(
            pod
            for pod in pods
            if pod is not None and objects.uid(pod) in owners and pod not in mounting
        ),
    ]


def describe(claim: Object, cluster: Cluster) -> str:
    deleted, finalizers = (
        claim["metadata"].get(field) for field in ("deletionTimestamp", "finalizers")
    )
    lines = [
        f"Name:\t{objects.name(claim)}",
        f"Namespace:\t{objects.namespace(claim)}",
        f"StorageClass:\t{storage_class_name(claim)}",
        f"Status:\tTerminating (lasts {age(deleted, cluster.now)})"
        if deleted
        else f"Status:\t{phase(claim)}",
        f"Volume:\t{volume_name(claim)}",
        *_layout.label_lines("Labels", objects.labels(claim)),
        *_layout.annotation_lines("Annotations", annotations(claim)),
        f"Finalizers:\t{_volumes.format_value(finalizers or [])}",
        f"Capacity:\t{capacity(claim)}",
        f"Access Modes:\t{access_modes(claim)}",
        *_volumes.volume_mode_lines(objects.spec(claim)),
        *_layout.titled_list("Used By", sorted(map(objects.name, using_pods(claim, cluster)))),
        *condition_lines(claim),
    ]
    return "\n".join(lines)


def condition_lines(claim: Object) -> Iterator[str]:
    """Yield the table of conditions; empty if there are none."""
    entries = read(claim, "status.conditions", [])
    if entries:
        yield "Conditions:"
        yield "  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage"
        yield "  ----\t------\t-----------------\t------------------\t------\t-------"
        yield from _layout.indent(
            " \t".join(
                (
                    entry.get("type") or "",
                    entry.get("status") or "",
                    _layout.format_date(entry.get("lastProbeTime")),
                    _layout.format_date(entry.get("lastTransitionTime")),
                    entry.get("reason") or "",
                    entry.get("message") or "",
                )
            )
            for entry in entries
        )


KIND = Kind(
    "PersistentVolumeClaim",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    warnings=warnings,
    describe=describe,
    has_status=False,
    columns=(
        Column("STATUS", status_column),
        Column("VOLUME", volume_column),
        Column("CAPACITY", capacity_column),
        Column("ACCESS MODES", access_column),
        Column("STORAGECLASS", _storage.class_column),
        Column("VOLUMEATTRIBUTESCLASS", _storage.attributes_column),
        Column("VOLUMEMODE", _storage.mode_column, True),
    ),
)
