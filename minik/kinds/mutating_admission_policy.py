"""MutatingAdmissionPolicies: changes that the API server makes to objects, in CEL."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds._admission import (
    REINVOCATION_POLICIES,
    kind_column,
    mutable_problems,
    with_default_match,
)
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice
from minik.kinds.validating_admission_policy import condition_variable_problems, policy_problems
from minik.light_typing import Any
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import invalid, required

PATCHES = {"ApplyConfiguration": "applyConfiguration", "JSONPatch": "jsonPatch"}


def default(policy: Object) -> Object:
    """Return the policy with failurePolicy Fail and the defaults of its matchConstraints."""
    return with_default_match(fill(policy, "spec.failurePolicy", "Fail"), "spec.matchConstraints")


def problems(policy: Object) -> Iterator[Problem]:
    yield from metadata_problems(policy, namespaced=False, standard_finalizers=False)
    yield from policy_problems(policy)
    spec = policy.get("spec") or {}
    yield from mutable_problems("spec.matchConstraints", spec.get("matchConstraints"))
    yield from condition_variable_problems(spec)
    if not spec.get("mutations"):
        yield required("spec.mutations", "mutations must contain at least one item")
    for index, mutation in enumerate(spec.get("mutations") or ()):
        yield from mutation_problems(f"spec.mutations[{index}]", mutation, spec)
    reinvocation = spec.get("reinvocationPolicy")
    yield from (
        check_choice("spec.reinvocationPolicy", reinvocation, REINVOCATION_POLICIES)
        if reinvocation
        else (required("spec.reinvocationPolicy"),)
    )


def mutation_problems(
    path: str, mutation: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield the problems of one mutation: exactly the field of its patchType is set."""
    from minik.kinds import policy_problems  # noqa: PLC0415 the compiler is not light

    kind = mutation.get("patchType") or ""
    if not kind:
        yield required(f"{path}.patchType")
        return
    yield from check_choice(f"{path}.patchType", kind, tuple(PATCHES))
    for name, field in PATCHES.items():
        patch = mutation.get(field)
        if kind == name and patch is None:
            yield required(f"{path}.{field}", f"must be specified when patchType is {name}")
        elif kind == name and patch is not None:
            text = patch.get("expression") or ""
            place = f"{path}.{field}.expression"
            yield from policy_problems.mutation_problems(place, kind, text, spec)
        elif kind in PATCHES and patch is not None:
            why = f"must not be specified when patchType is {kind}"
            yield invalid(f"{path}.{field}", f"{{{field}}}", why)


def mutations_column(policy: Object, _: datetime) -> str:
    return str(len(read(policy, "spec.mutations", [])))


KIND = Kind(
    "MutatingAdmissionPolicy",
    default=default,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=(Column("MUTATIONS", mutations_column), Column("PARAMKIND", kind_column)),
)
