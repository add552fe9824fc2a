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
    variables_problems,
    with_default_match,
)
from minik.kinds._expression import expression_problems
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_choice_if_set, check_name
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, name, read
from minik.model.problem import duplicate, invalid, required

REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge")
NO_VALIDATIONS = "validations or auditAnnotations must be specified"


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
    for index, validation in enumerate(validations):
        yield from validation_problems(f"spec.validations[{index}]", validation)
    seen = set()
    for index, annotation in enumerate(annotations):
        yield from annotation_problems(f"spec.auditAnnotations[{index}]", name(policy), annotation)
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
    yield from conditions_problems("spec.matchConditions", spec.get("matchConditions"))
    yield from variables_problems("spec.variables", spec.get("variables"))


def validation_problems(path: str, validation: Mapping[str, Any]) -> Iterator[Problem]:
    """Check one validation: its expression, message and reason."""
    yield from expression_problems(
        f"{path}.expression",
        validation.get("expression") or "",
        missing="expression is not specified",
    )
    message = validation.get("message") or ""
    if message and not message.strip():
        yield invalid(f"{path}.message", message, "message must be non-empty if specified")
    elif "\n" in message.strip():
        yield invalid(f"{path}.message", message, "message must not contain line breaks")
    elif "\n" in (validation.get("expression") or "").strip() and not message:
        yield required(
            f"{path}.message", "message must be specified if expression contains line breaks"
        )
    if validation.get("messageExpression"):
        yield from expression_problems(f"{path}.messageExpression", validation["messageExpression"])
    yield from check_choice_if_set(f"{path}.reason", validation.get("reason"), REASONS)


def annotation_problems(path: str, policy: str, annotation: Mapping[str, Any]) -> Iterator[Problem]:
    """Check one audit annotation."""
    key = annotation.get("key") or ""
    if not key:
        yield required(f"{path}.key", "key is required")
    elif policy:
        yield from check_name(f"{path}.key", f"{policy}/{key}", names.qualified_name)
    yield from expression_problems(
        f"{path}.valueExpression",
        annotation.get("valueExpression") or "",
        missing="valueExpression is not specified",
    )


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
