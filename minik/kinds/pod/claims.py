"""Validation of the claims of a pod: for ephemeral volumes and for devices.

Upstream rules: `ValidatePersistentVolumeClaimTemplate`, `validatePodResourceClaims`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._metadata import annotations_problems, labels_problems
from minik.kinds._rules import check_name
from minik.kinds.persistent_volume_claim import rules as claim_rules
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, required

MIRROR = "kubernetes.io/config.mirror"
# what the metadata of a template may not say, as upstream spells it
FORBIDDEN_METADATA = {
    "name": "name",
    "generateName": "generateName",
    "namespace": "namespace",
    "selfLink": "selfLink",
    "uid": "uID",
    "resourceVersion": "resourceVersion",
    "generation": "generation",
    "creationTimestamp": "creationTimestamp",
    "deletionTimestamp": "deletionTimestamp",
    "deletionGracePeriodSeconds": "deletionGracePeriodSeconds",
    "ownerReferences": "ownerReferences",
    "finalizers": "finalizers",
    "managedFields": "managedFields",
}


def ephemeral_problems(source: Object, path: str) -> Iterator[Problem]:
    """Check an ephemeral volume's claim template."""
    template = source.get("volumeClaimTemplate")
    if template is None:
        yield required(f"{path}.volumeClaimTemplate")
        return
    metadata, template_path = template.get("metadata") or {}, f"{path}.volumeClaimTemplate"
    yield from annotations_problems(
        metadata.get("annotations"), f"{template_path}.metadata.annotations"
    )
    yield from labels_problems(metadata.get("labels"), f"{template_path}.metadata.labels")
    yield from (
        forbidden(f"{template_path}.metadata.{label}", "cannot be set")
        for field, label in FORBIDDEN_METADATA.items()
        if metadata.get(field)
    )
    yield from claim_rules.spec_problems(f"{template_path}.spec", template.get("spec") or {})


def resource_claims_problems(
    claims: Sequence[Object], annotations: Mapping[str, str], path: str
) -> Iterator[Problem]:
    """Check the resource claims: unique names, one source each."""
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        if MIRROR in annotations:
            yield forbidden("", "static pods do not support resource claims")
            continue
        claim_path, name = f"{path}[{index}]", claim.get("name") or ""
        if not name:
            yield required(f"{claim_path}.name")
        elif name in seen:
            yield duplicate(f"{claim_path}.name", name)
        else:
            yield from check_name(f"{claim_path}.name", name, names.label)
        seen.add(name)
        yield from _claim_source_problems(claim, claim_path)


def _claim_source_problems(claim: Object, path: str) -> Iterator[Problem]:
    claim_name, template = claim.get("resourceClaimName"), claim.get("resourceClaimTemplateName")
    shown = {
        "Name": claim.get("name") or "",
        "ResourceClaimName": claim_name,
        "ResourceClaimTemplateName": template,
    }
    if claim_name is not None and template is not None:
        yield invalid(
            path,
            shown,
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
        )
    if claim_name is None and template is None:
        yield invalid(
            path, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
        )
    for field, name in (("resourceClaimName", claim_name), ("resourceClaimTemplateName", template)):
        if name is not None:
            yield from check_name(f"{path}.{field}", name, names.subdomain)
