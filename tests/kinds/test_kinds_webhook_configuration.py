"""Webhook configurations of both sorts: defaults, rules, generations."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
RULE = {
    "operations": ["CREATE"],
    "apiGroups": ["apps"],
    "apiVersions": ["v1"],
    "resources": ["deployments"],
}
HOOK = "webhooks[0]"


def configuration(*hooks: Object, mutating: bool = False) -> Object:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "metadata": {"name": "guard"},
        "webhooks": list(hooks),
        "kind": "MutatingWebhookConfiguration" if mutating else "ValidatingWebhookConfiguration",
    }


def hook(name: str = "guard.example.com", **fields: Any) -> Object:
    return {
        "name": name,
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "clientConfig": {"url": "https://guard.example.com/x"},
        **fields,
    }


def ruled(**fields: Any) -> Object:
    return configuration(hook(rules=[{**RULE, **fields}]))


def called(**client: Any) -> Object:
    return configuration(hook(clientConfig=client))


def test_a_webhook_is_strict_and_quick(admit: Admit) -> None:
    given = hook(rules=[RULE], clientConfig={"service": {"namespace": "a", "name": "b"}})
    (stored,) = admit(configuration(given))[0]["webhooks"]
    assert stored == {
        **given,
        "rules": [{**RULE, "scope": "*"}],
        "failurePolicy": "Fail",
        "matchPolicy": "Equivalent",
        "timeoutSeconds": 10,
        "namespaceSelector": {},
        "objectSelector": {},
        "clientConfig": {"service": {"namespace": "a", "name": "b", "port": 443}},
    }


def test_one_that_changes_objects_is_not_called_again(admit: Admit) -> None:
    assert (
        admit(configuration(hook(), mutating=True))[0]["webhooks"][0]["reinvocationPolicy"]
        == "Never"
    )


def test_generations_are_counted(admit: Admit) -> None:
    same, _ = admit(configuration(hook()), configuration(hook()))
    other, _ = admit(configuration(hook(failurePolicy="Ignore")), configuration(hook()))
    assert (same["metadata"]["generation"], other["metadata"]["generation"]) == (1, 2)


CASES: dict[str, tuple[Object, list[str]]] = {
    "a webhook": (configuration(hook(rules=[RULE])), []),
    "a name is a domain": (
        configuration(hook("guard.com")),
        [
            f'{HOOK}.name: Invalid value: "guard.com": should be a domain with at least three segments separated by dots'
        ],
    ),
    "of its own": (
        configuration(hook(), hook()),
        ['webhooks[1].name: Duplicate value: "guard.example.com"'],
    ),
    "policies are known": (
        configuration(
            hook(failurePolicy="Warn", matchPolicy="Close", sideEffects="Some", timeoutSeconds=31)
        ),
        [
            f'{HOOK}.failurePolicy: Unsupported value: "Warn": supported values: "Fail", "Ignore"',
            f'{HOOK}.matchPolicy: Unsupported value: "Close": supported values: "Equivalent", "Exact"',
            f'{HOOK}.sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
            f"{HOOK}.timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds",
        ],
    ),
    "a version is understood": (
        configuration(hook(admissionReviewVersions=["v9"])),
        [
            f'{HOOK}.admissionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1'
        ],
    ),
    "some version": (
        configuration(hook(admissionReviewVersions=[])),
        [f"{HOOK}.admissionReviewVersions: Required value: must specify one of v1, v1beta1"],
    ),
    "called at one place": (
        called(),
        [f"{HOOK}.clientConfig: Required value: exactly one of url or service is required"],
    ),
    "which is safe": (
        called(url="http://x/?a=b#c"),
        [
            f"{HOOK}.clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
            f'{HOOK}.clientConfig.url: Invalid value: "c": fragments are not permitted in the URL',
            f'{HOOK}.clientConfig.url: Invalid value: "a=b": query parameters are not permitted in the URL',
        ],
    ),
    "a service has a name": (
        called(service={"port": 0, "path": "x/y//z"}),
        [
            f"{HOOK}.clientConfig.service.name: Required value: service name is required",
            f"{HOOK}.clientConfig.service.namespace: Required value: service namespace is required",
            f"{HOOK}.clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive",
            f"{HOOK}.clientConfig.service.path: Invalid value: \"x/y//z\": must start with a '/'",
            f'{HOOK}.clientConfig.service.path: Invalid value: "x/y//z": segment[0] may not be empty',
            f'{HOOK}.clientConfig.service.path: Invalid value: "x/y//z": segment[2] may not be empty',
        ],
    ),
    "a URL has a host, and no user": (
        called(url="https://me:word@/"),
        [
            f'{HOOK}.clientConfig.url: Invalid value: "": host must be provided; desired format: https://host[/path]',
            f'{HOOK}.clientConfig.url: Invalid value: "me:word": user information is not permitted in the URL',
        ],
    ),
    "a rule says all": (
        ruled(operations=[], apiGroups=[], apiVersions=[""], resources=[], scope="World"),
        [
            f"{HOOK}.rules[0].operations: Required value",
            f"{HOOK}.rules[0].apiGroups: Required value",
            f"{HOOK}.rules[0].apiVersions[0]: Required value",
            f"{HOOK}.rules[0].resources: Required value",
            f'{HOOK}.rules[0].scope: Unsupported value: "World": supported values: "*", "Cluster", "Namespaced"',
        ],
    ),
    "all, or some": (
        ruled(operations=["*", "CREATE"], apiGroups=["*", "apps"]),
        [
            f'{HOOK}.rules[0].operations: Invalid value: ["*","CREATE"]: if \'*\' is present, must not specify other operations',
            f'{HOOK}.rules[0].apiGroups: Invalid value: ["*","apps"]: if \'*\' is present, must not specify other API groups',
        ],
    ),
    "operations are known": (
        ruled(operations=["READ"]),
        [
            f'{HOOK}.rules[0].operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"'
        ],
    ),
    "no resource twice": (
        ruled(resources=["pods/*", "pods/log", "*/scale", "apps/scale", "*", "pods"]),
        [
            f"{HOOK}.rules[0].resources[1]: Invalid value: \"pods/log\": if 'pods/*' is present, must not specify pods/log",
            f"{HOOK}.rules[0].resources[3]: Invalid value: \"apps/scale\": if '*/scale' is present, must not specify apps/scale",
            f'{HOOK}.rules[0].resources: Invalid value: ["pods/*","pods/log","*/scale","apps/scale","*","pods"]: '
            "if '*' is present, must not specify other resources without subresources",
        ],
    ),
    "conditions have names": (
        configuration(
            hook(
                matchConditions=[
                    {"name": "a", "expression": "true"},
                    {"name": "a", "expression": ""},
                    {"name": "", "expression": "thing"},
                ]
            )
        ),
        [
            f"{HOOK}.matchConditions[1].expression: Required value",
            f'{HOOK}.matchConditions[1].name: Duplicate value: "a"',
            f'{HOOK}.matchConditions[2].expression: Invalid value: "thing": compilation failed: ERROR: <input>:1:1: undeclared reference to '
            "'thing' (in container '')\n | thing\n | ^",
            f"{HOOK}.matchConditions[2].name: Required value",
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_their_table_counts_webhooks(cells: Callable[[Object], list[str]]) -> None:
    assert (cells(configuration(hook(), hook())), cells(configuration(mutating=True))) == (
        ["2"],
        ["0"],
    )
