"""FlowSchemas and PriorityLevelConfigurations: which requests the API server takes first."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
API = "flowcontrol.apiserver.k8s.io/v1"
RULE = "spec.rules[0]"
VERBS = '"create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"'
EVERYONE = [{"kind": "Group", "group": {"name": "system:authenticated"}}]
PODS = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"], "namespaces": ["*"]}
HEALTH = {"verbs": ["get"], "nonResourceURLs": ["/healthz"]}


def schema(*rules: Object, name: str = "mine", **spec: Any) -> Object:
    whole = {"priorityLevelConfiguration": {"name": "workload"}, "rules": list(rules), **spec}
    return {"apiVersion": API, "kind": "FlowSchema", "metadata": {"name": name}, "spec": whole}


def asking(**rule: Any) -> Object:
    return schema({"subjects": EVERYONE, **rule})


def level(kind: str = "Limited", **spec: Any) -> Object:
    return {
        "apiVersion": API,
        "kind": "PriorityLevelConfiguration",
        "metadata": {"name": "workload"},
        "spec": {"type": kind, **spec},
    }


def queuing(**numbers: int) -> Object:
    return level(limited={"limitResponse": {"type": "Queue", "queuing": numbers}})


def test_what_is_not_said_is_supposed(admit: Admit) -> None:
    assert admit(schema())[0]["spec"]["matchingPrecedence"] == 1000
    assert admit(queuing(queues=16))[0]["spec"]["limited"] == {
        "lendablePercent": 0,
        "nominalConcurrencyShares": 30,
        "limitResponse": {
            "type": "Queue",
            "queuing": {"handSize": 8, "queueLengthLimit": 50, "queues": 16},
        },
    }
    assert admit(level("Exempt", exempt={}))[0]["spec"]["exempt"] == {
        "lendablePercent": 0,
        "nominalConcurrencyShares": 0,
    }


CASES: dict[str, tuple[Object, list[str]]] = {
    "a schema": (asking(resourceRules=[PODS], nonResourceRules=[HEALTH]), []),
    "a precedence is a number": (
        schema(matchingPrecedence=-1),
        ["spec.matchingPrecedence: Invalid value: -1: must be a positive value"],
    ),
    "not any number": (
        schema(matchingPrecedence=10001),
        ["spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000"],
    ),
    "nor the first": (
        schema(matchingPrecedence=1),
        [
            "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"
        ],
    ),
    "flows are told apart": (
        schema(distinguisherMethod={"type": "ByColour"}),
        [
            'spec.distinguisherMethod.type: Unsupported value: {"Type":"ByColour"}: supported values: "ByNamespace", "ByUser"'
        ],
    ),
    "it has a level": (
        schema(priorityLevelConfiguration={}),
        ["spec.priorityLevelConfiguration.name: Required value: must reference a priority level"],
    ),
    "somebody asks for something": (
        schema({}),
        [
            f"{RULE}.subjects: Required value: subjects must contain at least one value",
            f"{RULE}: Required value: at least one of resourceRules and nonResourceRules has to be non-empty",
        ],
    ),
    "somebody": (
        schema({"subjects": [{"kind": "Robot"}, {"kind": "User"}], "nonResourceRules": [HEALTH]}),
        [
            f'{RULE}.subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"',
            f"{RULE}.subjects[1].user: Required value: user is required when subject kind is 'User'",
        ],
    ),
    "verbs are known": (
        asking(
            nonResourceRules=[{**HEALTH, "verbs": verbs} for verbs in (["see"], ["*", "get"], [])]
        ),
        [
            f'{RULE}.nonResourceRules[0].verbs: Unsupported value: ["see"]: supported values: {VERBS}',
            f'{RULE}.nonResourceRules[1].verbs: Invalid value: ["*","get"]: if \'*\' is present, must not specify other verbs',
            f"{RULE}.nonResourceRules[2].verbs: Required value: verbs must contain at least one value",
        ],
    ),
    "URLs are paths": (
        asking(
            nonResourceRules=[
                {"verbs": ["get"], "nonResourceURLs": ["", "x", "/a b", "/a//b", "/*/b", "/*", "/"]}
            ]
        ),
        [
            f'{RULE}.nonResourceRules[0].nonResourceURLs[{index}]: Invalid value: "{url}": {words}'
            for index, url, words in (
                (0, "", "must not be empty"),
                (1, "x", "must start with slash"),
                (2, "/a b", "must not contain white-space"),
                (3, "/a//b", "must not contain double slash"),
                (4, "/*/b", "wildcard can only do suffix matching"),
            )
        ],
    ),
    "resources are somewhere": (
        asking(resourceRules=[{**PODS, "namespaces": []}]),
        [
            f"{RULE}.resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one "
            "namespace"
        ],
    ),
    "a level": (queuing(), []),
    "of a known type": (
        level("Free"),
        ['spec.type: Unsupported value: "Free": supported values: "Exempt", "Limited"'],
    ),
    "limited how": (
        level(),
        ["spec.limited: Required value: must not be empty when type is Limited"],
    ),
    "or not at all": (
        level("Exempt", limited={"limitResponse": {"type": "Reject"}}),
        ["spec.limited: Forbidden: must be nil if the type is not Limited"],
    ),
    "shares are shares": (
        level("Exempt", exempt={"nominalConcurrencyShares": -1, "lendablePercent": 101}),
        [
            "spec.exempt.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer",
            "spec.exempt.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive",
        ],
    ),
    "what is refused does not wait": (
        level(limited={"limitResponse": {"type": "Reject", "queuing": {}}}),
        [
            "spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited"
        ],
    ),
    "what waits, waits somewhere": (
        level(limited={"limitResponse": {"type": "Queue"}}),
        [
            "spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited"
        ],
    ),
    "a hand is dealt from the queues": (
        queuing(handSize=9, queues=8, queueLengthLimit=-1),
        [
            "spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: -1: must be positive",
            "spec.limited.limitResponse.queuing.handSize: Invalid value: 9: should not be greater than queues (8)",
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_their_tables(cells: Callable[[Object], list[str]]) -> None:
    given = schema(matchingPrecedence=500, distinguisherMethod={"type": "ByUser"})
    assert cells(given) == ["mine", "workload", "500", "ByUser", "<unknown>", "?"]
    assert (
        cells({**given, "status": {"conditions": [{"type": "Dangling", "status": "False"}]}})[-1]
        == "False"
    )
    assert cells(level("Exempt")) == ["Exempt", "<none>", "<none>", "<none>", "<none>"]
    limited = {
        "nominalConcurrencyShares": 5,
        "limitResponse": {"queuing": {"queues": 1, "handSize": 2, "queueLengthLimit": 3}},
    }
    assert cells(level(limited=limited)) == ["Limited", "5", "1", "2", "3"]
