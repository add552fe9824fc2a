"""Rules for PersistentVolumeClaims. Upstream rule: core `ValidatePersistentVolumeClaim` and its update."""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
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
from minik.kinds.persistent_volume_claim.fields import CLAIM
from minik.kinds.storage import CLASS_ANNOTATION, VOLUME_MODES, access_problems
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model.object import MutableObject, Object, annotations, read, write
from minik.model.problem import forbidden, invalid, required

SPEC_IMMUTABLE = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


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
    """Yield the problems of a reference to a data source."""
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
    spec: MutableObject = {
        name: value for name, value in (claim.get("spec") or {}).items() if name not in changeable
    }
    if read(new, "status.phase") == "Bound":
        spec.pop("volumeAttributesClassName", None)
        requests = {
            name: text
            for name, text in read(spec, "resources.requests", {}).items()
            if name != "storage"
        }
        return write(spec, "resources.requests", requests)
    return spec


def shrink_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield a problem if an update asks for less storage than the claim has."""
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
