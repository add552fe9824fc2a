"""ValidatingAdmissionPolicyBindings: where a policy applies, and what a violation causes."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._admission import BINDING_COLUMNS, binding_problems, with_default_match
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.model.problem import duplicate, invalid, required

ACTIONS = ("Audit", "Deny", "Warn")
DENY_AND_WARN = (
    "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves "
    "no purpose)"
)


def default(binding: Object) -> Object:
    return with_default_match(binding, "spec.matchResources")


def problems(binding: Object) -> Iterator[Problem]:
    yield from metadata_problems(binding, namespaced=False, standard_finalizers=False)
    yield from binding_problems(binding)
    path, actions = "spec.validationActions", read(binding, "spec.validationActions", [])
    if not actions:
        yield required(path, "at least one validation action is required")
    for index, action in enumerate(actions):
        yield from check_choice(f"{path}[{index}]", action, ACTIONS)
        if action in actions[:index]:
            yield duplicate(f"{path}[{index}]", action)
    if {"Deny", "Warn"} <= set(actions):
        yield invalid(path, actions, DENY_AND_WARN)


KIND = Kind(
    "ValidatingAdmissionPolicyBinding",
    default=default,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=BINDING_COLUMNS,
)
