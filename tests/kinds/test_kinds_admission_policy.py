"""Admission policies of both sorts, and their bindings."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
MATCH = {
    "resourceRules": [
        {
            "operations": ["CREATE"],
            "apiGroups": ["apps"],
            "apiVersions": ["v1"],
            "resources": ["deployments"],
        }
    ]
}
UNDECLARED = "compilation failed: ERROR: <input>:1:1: undeclared reference to 'thing' (in container '')\n | thing\n | ^"


def of(kind: str, **spec: Any) -> Object:
    whole = {name: value for name, value in spec.items() if value is not None}
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "few"},
        "spec": whole,
    }


def validating(**spec: Any) -> Object:
    validations = [{"expression": "object.spec.replicas < 5"}]
    return of(
        "ValidatingAdmissionPolicy",
        **{"matchConstraints": MATCH, "validations": validations, **spec},
    )


def mutating(*mutations: Object, **spec: Any) -> Object:
    return of(
        "MutatingAdmissionPolicy",
        **{
            "matchConstraints": MATCH,
            "mutations": list(mutations),
            "reinvocationPolicy": "Never",
            **spec,
        },
    )


def binding(*actions: str, **spec: Any) -> Object:
    return of(
        "ValidatingAdmissionPolicyBinding",
        **{"policyName": "few", "validationActions": list(actions), **spec},
    )


def mutating_binding(**spec: Any) -> Object:
    return of("MutatingAdmissionPolicyBinding", **{"policyName": "few", **spec})


EMPTY = "[JSONPatch{op: 'remove', path: '/data'}]"
PATCH = {"patchType": "JSONPatch", "jsonPatch": {"expression": EMPTY}}


def test_what_cannot_be_judged_fails(admit: Admit) -> None:
    spec = admit(validating())[0]["spec"]
    assert spec["failurePolicy"] == "Fail"
    assert spec["matchConstraints"] == {
        "matchPolicy": "Equivalent",
        "namespaceSelector": {},
        "objectSelector": {},
        "resourceRules": [{**MATCH["resourceRules"][0], "scope": "*"}],
    }


CASES: dict[str, tuple[Object, list[str]]] = {
    "a policy": (validating(), []),
    "it validates something": (
        validating(validations=[]),
        [
            "spec.validations: Required value: validations or auditAnnotations must contain at least one item",
            "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item",
        ],
    ),
    "of some requests": (
        validating(matchConstraints=None),
        ["spec.matchConstraints: Required value"],
    ),
    "some resources": (
        validating(matchConstraints={}),
        ["spec.matchConstraints.resourceRules: Required value"],
    ),
    "failures are known": (
        validating(failurePolicy="Warn"),
        ['spec.failurePolicy: Unsupported value: "Warn": supported values: "Fail", "Ignore"'],
    ),
    "expressions mean something": (
        validating(
            validations=[
                {"expression": " "},
                {"expression": "thing", "reason": "Bad"},
                {"expression": "true", "message": "a\nb"},
                {"expression": "true\n&& true"},
                {"expression": "true", "messageExpression": "thing"},
            ]
        ),
        [
            "spec.validations[0].expression: Required value: expression is not specified",
            f'spec.validations[1].expression: Invalid value: "thing": {UNDECLARED}',
            'spec.validations[1].reason: Unsupported value: "Bad": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
            'spec.validations[2].message: Invalid value: "a\\nb": message must not contain line breaks',
            f'spec.validations[4].messageExpression: Invalid value: "thing": {UNDECLARED}',
        ],
    ),
    "expressions have types": (
        validating(
            validations=[{"expression": "1"}, {"expression": "true", "messageExpression": "1"}],
            matchConditions=[{"name": "c", "expression": "object.x"}],
            auditAnnotations=[{"key": "k", "valueExpression": "1"}],
        ),
        [
            'spec.matchConditions[0].expression: Invalid value: "object.x": must evaluate to bool but got dyn',
            'spec.validations[0].expression: Invalid value: "1": must evaluate to bool but got int',
            'spec.validations[1].messageExpression: Invalid value: "1": must evaluate to string but got int',
            'spec.auditAnnotations[0].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
        ],
    ),
    "messages are made without asking who may do what": (
        validating(
            validations=[{"expression": "true", "messageExpression": "string(authorizer != null)"}]
        ),
        [
            'spec.validations[0].messageExpression: Invalid value: "string(authorizer != null)": compilation failed: ERROR: '
            "<input>:1:8: undeclared reference to 'authorizer' (in container '')\n | string(authorizer != null)\n | .......^"
        ],
    ),
    "variables may use those before them": (
        validating(
            variables=[
                {"name": "a", "expression": "'x'"},
                {"name": "b", "expression": "variables.a + variables.c"},
            ],
            validations=[{"expression": "variables.a == 'y'"}],
        ),
        [
            'spec.variables[1].expression: Invalid value: "variables.a + variables.c": compilation failed: ERROR: <input>:1:24: '
            "undefined field 'c'\n | variables.a + variables.c\n | .......................^"
        ],
    ),
    "a kind sets it": (
        validating(paramKind={"apiVersion": "a/b/c", "kind": ""}),
        [
            'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
            "spec.paramKind.kind: Required value",
        ],
    ),
    "variables have names": (
        validating(variables=[{"name": "a-b", "expression": "true"}, {"expression": ""}]),
        [
            'spec.variables[0].name: Invalid value: "a-b": name is not a valid CEL identifier',
            "spec.variables[1].name: Required value: name is not specified",
            "spec.variables[1].expression: Required value: expression is not specified",
        ],
    ),
    "notes have keys": (
        validating(
            auditAnnotations=[{"valueExpression": "'a'"}, {"key": "k", "valueExpression": ""}]
        ),
        [
            "spec.auditAnnotations[0].key: Required value: key is required",
            "spec.auditAnnotations[1].valueExpression: Required value: valueExpression is not specified",
        ],
    ),
    "a change": (mutating(PATCH), []),
    "it changes something": (
        mutating(),
        ["spec.mutations: Required value: mutations must contain at least one item"],
    ),
    "in one way": (
        mutating({"patchType": "JSONPatch", "applyConfiguration": {"expression": "Object{}"}}),
        [
            'spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
            "spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch",
        ],
    ),
    "that is known": (
        mutating({"patchType": "Magic"}, {}),
        [
            'spec.mutations[0].patchType: Unsupported value: "Magic": supported values: "ApplyConfiguration", "JSONPatch"',
            "spec.mutations[1].patchType: Required value",
        ],
    ),
    "once, or again": (
        mutating(PATCH, reinvocationPolicy=None),
        ["spec.reinvocationPolicy: Required value"],
    ),
    "not what is deleted": (
        mutating(
            PATCH,
            matchConstraints={
                "resourceRules": [{**MATCH["resourceRules"][0], "operations": ["DELETE"]}]
            },
        ),
        [
            'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", '
            '"UPDATE"'
        ],
    ),
    "a binding": (binding("Deny", "Audit"), []),
    "of a policy": (binding("Deny", policyName=""), ["spec.policyName: Required value"]),
    "with consequences": (
        binding(),
        ["spec.validationActions: Required value: at least one validation action is required"],
    ),
    "that are known": (
        binding("Log", "Audit", "Audit"),
        [
            'spec.validationActions[0]: Unsupported value: "Log": supported values: "Audit", "Deny", "Warn"',
            'spec.validationActions[2]: Duplicate value: "Audit"',
        ],
    ),
    "and not said twice": (
        binding("Deny", "Warn"),
        [
            'spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation '
            "failure "
            "information in the API response and headers serves no purpose)"
        ],
    ),
    "set by some object": (
        binding("Deny", paramRef={}),
        [
            "spec.paramRef: Required value: one of name or selector must be specified",
            "spec.paramRef.parameterNotFoundAction: Required value",
        ],
    ),
    "by name or by label": (
        mutating_binding(
            paramRef={"name": "a", "selector": {}, "parameterNotFoundAction": "Shrug"}
        ),
        [
            "spec.paramRef.name: Forbidden: name and selector are mutually exclusive",
            "spec.paramRef.selector: Forbidden: name and selector are mutually exclusive",
            'spec.paramRef.parameterNotFoundAction: Unsupported value: "Shrug": supported values: "Deny", "Allow"',
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


KIND = {"apiVersion": "rules.example.com/v1", "kind": "Limit"}
ROWS: dict[str, tuple[Object, list[str]]] = {
    "a policy": (validating(), ["1", "<unset>"]),
    "one that is set": (validating(paramKind=KIND), ["1", "rules.example.com/v1/Limit"]),
    "a change": (mutating(PATCH, PATCH), ["2", "<unset>"]),
    "a binding": (binding("Deny"), ["few", "<unset>"]),
    "one that sets": (binding("Deny", paramRef={"name": "a", "namespace": "b"}), ["few", "b/a"]),
    "in any namespace": (mutating_binding(paramRef={"name": "a"}), ["few", "*/a"]),
}


@pytest.mark.parametrize(("given", "row"), ROWS.values(), ids=ROWS)
def test_their_tables(cells: Callable[[Object], list[str]], given: Object, row: list[str]) -> None:
    assert cells(given) == row
