"""MutatingAdmissionPolicyBindings: where a mutating policy applies."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._admission import (
    BINDING_COLUMNS,
    binding_problems,
    mutable_problems,
    with_default_match,
)
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model.kind import Kind
from minik.model.object import Object, read


def default(binding: Object) -> Object:
    return with_default_match(binding, "spec.matchResources")


def problems(binding: Object) -> Iterator[Problem]:
    yield from metadata_problems(binding, namespaced=False, standard_finalizers=False)
    yield from binding_problems(binding)
    yield from mutable_problems("spec.matchResources", read(binding, "spec.matchResources"))


KIND = Kind(
    "MutatingAdmissionPolicyBinding",
    default=default,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=BINDING_COLUMNS,
)
