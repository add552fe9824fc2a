"""MutatingAdmissionPolicies: what the API server itself changes in objects, in CEL."""
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds._admission import REINVOCATION, UNSAID, kind_column, mutable_problems, with_match
from minik.kinds._expression import expression_problems
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import among
from minik.kinds.validating_admission_policy import more_problems, policy_problems
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import forbidden, required

PATCHES = {"ApplyConfiguration": "applyConfiguration", "JSONPatch": "jsonPatch"}


def default(policy: Object) -> Object:
    """What cannot be changed fails."""
    return with_match(fill(policy, "spec.failurePolicy", "Fail"), "spec.matchConstraints")


def problems(policy: Object) -> Iterator[Problem]:
    yield from metadata_problems(policy, namespaced=False, standard_finalizers=False)
    yield from policy_problems(policy)
    spec = policy.get("spec") or {}
    yield from mutable_problems("spec.matchConstraints", spec.get("matchConstraints"))
    yield from more_problems(spec)
    if not spec.get("mutations"):
        yield required("spec.mutations", "mutations must contain at least one item")
    for index, mutation in enumerate(spec.get("mutations") or ()):
        yield from mutation_problems(f"spec.mutations[{index}]", mutation)
    policy_ = spec.get("reinvocationPolicy")
    yield from among("spec.reinvocationPolicy", policy_, REINVOCATION) if policy_ else (required("spec.reinvocationPolicy"),)


def mutation_problems(path: str, mutation: Mapping[str, Any]) -> Iterator[Problem]:
    """One change, written in one way."""
    kind = mutation.get("patchType") or ""
    if not kind:
        yield required(f"{path}.patchType")
        return
    yield from among(f"{path}.patchType", kind, tuple(PATCHES))
    for name, field in PATCHES.items():
        patch = mutation.get(field)
        if kind == name and patch is None:
            yield required(f"{path}.{field}", f"must be specified when patchType is {name}")
        elif kind == name and patch is not None:
            yield from expression_problems(f"{path}.{field}.expression", patch.get("expression") or "", missing=UNSAID)
        elif kind in PATCHES and patch is not None:
            yield forbidden(f"{path}.{field}", f"must not be specified when patchType is {kind}")


def mutations_column(policy: Object, _: datetime) -> str:
    return str(len(read(policy, "spec.mutations", [])))


KIND = Kind("MutatingAdmissionPolicy", default=default, problems=problems, update_problems=metadata_update_problems,
            columns=(Column("MUTATIONS", mutations_column), Column("PARAMKIND", kind_column)))
