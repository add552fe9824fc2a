"""ResourceClaimTemplates: templates of the ResourceClaims made for pods."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._device import claim_problems, default_claim
from minik.kinds._metadata import (
    annotations_problems,
    immutable_fields,
    labels_problems,
    metadata_problems,
)
from minik.model.kind import Kind
from minik.model.object import Object, read


def default(template: Object) -> Object:
    spec = template.get("spec") or {}
    return {
        **template,
        "spec": {"metadata": {}, **spec, "spec": default_claim(spec.get("spec") or {})},
    }


def problems(template: Object) -> Iterator[Problem]:
    yield from metadata_problems(template)
    yield from annotations_problems(
        read(template, "spec.metadata.annotations"), "spec.metadata.annotations"
    )
    yield from labels_problems(read(template, "spec.metadata.labels"), "spec.metadata.labels")
    yield from claim_problems("spec.spec", read(template, "spec.spec", {}))


KIND = Kind(
    "ResourceClaimTemplate",
    default=default,
    problems=problems,
    update_problems=immutable_fields("spec"),
    has_status=False,
)
