"""Claims that are made for a pod: of storage for its ephemeral volumes, and of devices.

Upstream rules: `ValidatePersistentVolumeClaimTemplate`, `validatePodResourceClaims`.
"""
from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds import persistent_volume_claim
from minik.kinds._metadata import annotations_problems, labels_problems
from minik.kinds._rules import named
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, required

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
    yield from persistent_volume_claim.spec_problems(f"{here}.spec", template.get("spec") or {})


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
