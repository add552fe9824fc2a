"""ValidatingAdmissionPolicies: admission rules written in CEL."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds._admission import (
    FAILURE_POLICIES,
    conditions_problems,
    kind_column,
    match_problems,
    parameter_kind_problems,
    with_default_match,
)
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_choice_if_set, check_name
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, name, read
from minik.model.problem import duplicate, invalid, required

MOST_ANNOTATIONS = 20
REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge")
NO_VALIDATIONS = "validations or auditAnnotations must contain at least one item"


def default(policy: Object) -> Object:
    """Set failurePolicy to Fail, and the defaults of matchConstraints."""
    return with_default_match(fill(policy, "spec.failurePolicy", "Fail"), "spec.matchConstraints")


def prepare(policy: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status, which a controller writes."""
    return {**policy, "status": (old or {}).get("status") or {}}


def problems(policy: Object) -> Iterator[Problem]:
    yield from metadata_problems(policy, namespaced=False, standard_finalizers=False)
    yield from policy_problems(policy)
    spec = policy.get("spec") or {}
    yield from condition_variable_problems(spec)
    validations, annotations = spec.get("validations") or [], spec.get("auditAnnotations") or []
    if not validations and not annotations:
        yield required("spec.validations", NO_VALIDATIONS)
        yield required("spec.auditAnnotations", NO_VALIDATIONS)
    if len(annotations) > MOST_ANNOTATIONS:
        why = f"must not have more than {MOST_ANNOTATIONS} auditAnnotations"
        yield invalid("spec.auditAnnotations", annotations, why)
    for index, validation in enumerate(validations):
        yield from validation_problems(f"spec.validations[{index}]", validation, spec)
    seen = set()
    for index, annotation in enumerate(annotations):
        path = f"spec.auditAnnotations[{index}]"
        yield from annotation_problems(path, name(policy), annotation, spec)
        key = annotation.get("key")
        if key in seen:
            yield duplicate(f"spec.auditAnnotations[{index}].key", key)
        seen.add(key)


def policy_problems(policy: Object) -> Iterator[Problem]:
    """Check what validating and mutating policies share: failurePolicy, paramKind,
    matchConstraints.
    """
    spec = policy.get("spec") or {}
    yield from check_choice("spec.failurePolicy", spec.get("failurePolicy"), FAILURE_POLICIES)
    if spec.get("paramKind") is not None:
        yield from parameter_kind_problems("spec.paramKind", spec["paramKind"])
    if spec.get("matchConstraints") is None:
        yield required("spec.matchConstraints")
    else:
        yield from match_problems("spec.matchConstraints", spec["matchConstraints"])
        if not spec["matchConstraints"].get("resourceRules"):
            yield required("spec.matchConstraints.resourceRules")


def condition_variable_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the match conditions and the variables of a validating or mutating policy."""
    params = bool(spec.get("paramKind"))
    conditions = spec.get("matchConditions")
    yield from conditions_problems("spec.matchConditions", conditions, params=params)
    if spec.get("variables"):
        from minik.kinds import policy_problems  # noqa: PLC0415 the compiler is not light

        yield from policy_problems.variables_problems("spec.variables", spec)


def validation_problems(
    path: str, validation: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Problem]:
    """Check one validation: its expression, message and reason."""
    from minik.kinds import policy_problems  # noqa: PLC0415 the compiler is not light

    yield from policy_problems.validation_problems(path, validation, spec)
    message = validation.get("message") or ""
    if message and not message.strip():
        yield invalid(f"{path}.message", message, "message must be non-empty if specified")
    elif {"\n", "\r"} & set(message.strip()):
        yield invalid(f"{path}.message", message, "message must not contain line breaks")
    yield from check_choice_if_set(f"{path}.reason", validation.get("reason"), REASONS)


def annotation_problems(
    path: str, policy: str, annotation: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Problem]:
    """Check one audit annotation."""
    from minik.kinds import policy_problems  # noqa: PLC0415 the compiler is not light

    key = annotation.get("key") or ""
    if not key:
        yield required(f"{path}.key", "key is required")
    elif policy:
        yield from check_name(f"{path}.key", f"{policy}/{key}", names.qualified_name)
    yield from policy_problems.annotation_problems(path, annotation, spec)


def validations_column(policy: Object, _: datetime) -> str:
    return str(len(read(policy, "spec.validations", [])))


KIND = Kind(
    "ValidatingAdmissionPolicy",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=(Column("VALIDATIONS", validations_column), Column("PARAMKIND", kind_column)),
)
