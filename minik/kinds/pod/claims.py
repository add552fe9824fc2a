"""Claims that are made for a pod: of storage for its ephemeral volumes, and of devices.

Upstream rules: `ValidatePersistentVolumeClaimTemplate`, `ValidatePersistentVolumeClaimSpec`, `validatePodResourceClaims`.
"""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds._metadata import annotations_problems, labels_problems
from minik.kinds._resources import amount_problems
from minik.kinds._rules import among_if_set, filled, named, named_if_set, positive_quantity
from minik.kinds._selector import label_selector_problems
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_supported, required

MODES = frozenset(("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"))
VOLUME_MODES = frozenset(("Block", "Filesystem"))
MIRROR = "kubernetes.io/config.mirror"
# what the metadata of a template may not say, as upstream spells it
UNSET = {"name": "name", "generateName": "generateName", "namespace": "namespace", "selfLink": "selfLink", "uid": "uID",
         "resourceVersion": "resourceVersion", "generation": "generation", "creationTimestamp": "creationTimestamp",
         "deletionTimestamp": "deletionTimestamp", "deletionGracePeriodSeconds": "deletionGracePeriodSeconds",
         "ownerReferences": "ownerReferences", "finalizers": "finalizers", "managedFields": "managedFields"}


def ephemeral_problems(source: Object, path: str) -> Iterator[Problem]:
    """A volume whose claim is made from a template."""
    template = source.get("volumeClaimTemplate")
    if template is None:
        yield required(f"{path}.volumeClaimTemplate")
        return
    metadata, here = template.get("metadata") or {}, f"{path}.volumeClaimTemplate"
    yield from annotations_problems(metadata.get("annotations"), f"{here}.metadata.annotations")
    yield from labels_problems(metadata.get("labels"), f"{here}.metadata.labels")
    yield from (forbidden(f"{here}.metadata.{called}", "cannot be set") for field, called in UNSET.items() if metadata.get(field))
    yield from claim_problems(template.get("spec") or {}, f"{here}.spec")


def claim_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """How much storage, of which class, and how it may be used."""
    modes = spec.get("accessModes") or ()
    if not modes:
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from label_selector_problems(spec.get("selector"), f"{path}.selector")
    yield from (not_supported(f"{path}.accessModes", mode, MODES) for mode in modes if mode not in MODES)
    if "ReadWriteOncePod" in modes and any(mode in MODES and mode != "ReadWriteOncePod" for mode in modes):
        yield forbidden(f"{path}.accessModes", "may not use ReadWriteOncePod with other access modes")
    yield from _storage_problems(spec, f"{path}.resources[storage]")
    yield from named_if_set(f"{path}.storageClassName", spec.get("storageClassName"), names.subdomain)
    yield from among_if_set(f"{path}.volumeMode", spec.get("volumeMode"), VOLUME_MODES)
    yield from _sources_problems(spec, path)
    yield from named_if_set(f"{path}.volumeAttributesClassName", spec.get("volumeAttributesClassName"), names.subdomain)


def _storage_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    requests = (spec.get("resources") or {}).get("requests") or {}
    if "storage" not in requests:
        yield required(path)
        return
    wrong = list(positive_quantity(path, requests["storage"]))
    yield from wrong or amount_problems(path, "storage", requests["storage"])


def _sources_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    for field in ("dataSource", "dataSourceRef"):
        if spec.get(field) is not None:
            yield from _source_problems(spec[field], f"{path}.{field}")
    if reference is not None:
        yield from named_if_set(f"{path}.dataSourceRef.namespace", reference.get("namespace"), names.label)
    if source is not None and reference is not None:
        if reference.get("namespace"):
            yield invalid(path, f"{path}.dataSource", "may not be specified when dataSourceRef.namespace is specified")
        elif any(source.get(field) != reference.get(field) for field in ("apiGroup", "kind", "name")):
            yield invalid(path, f"{path}.dataSource", "must match dataSourceRef")


def _source_problems(source: Mapping[str, Any], path: str) -> Iterator[Problem]:
    yield from filled(path, source, "name", "kind")
    if not source.get("apiGroup") and source.get("kind") != "PersistentVolumeClaim":
        yield invalid(path, source.get("kind") or "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
    yield from named_if_set(f"{path}.apiGroup", source.get("apiGroup"), names.subdomain)


def resource_claims_problems(claims: Sequence[Object], annotations: Mapping[str, str], path: str) -> Iterator[Problem]:
    """Claims of devices: each by a name of its own, and from one source."""
    taken: set[str] = set()
    for index, claim in enumerate(claims):
        if MIRROR in annotations:
            yield forbidden("", "static pods do not support resource claims")
            continue
        here, name = f"{path}[{index}]", claim.get("name") or ""
        if not name:
            yield required(f"{here}.name")
        elif name in taken:
            yield duplicate(f"{here}.name", name)
        else:
            yield from named(f"{here}.name", name, names.label)
        taken.add(name)
        yield from _claim_source_problems(claim, here)


def _claim_source_problems(claim: Object, path: str) -> Iterator[Problem]:
    whole, template = claim.get("resourceClaimName"), claim.get("resourceClaimTemplateName")
    shown = {"Name": claim.get("name") or "", "ResourceClaimName": whole, "ResourceClaimTemplateName": template}
    if whole is not None and template is not None:
        yield invalid(path, shown, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
    if whole is None and template is None:
        yield invalid(path, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
    for field, name in (("resourceClaimName", whole), ("resourceClaimTemplateName", template)):
        if name is not None:
            yield from named(f"{path}.{field}", name, names.subdomain)
