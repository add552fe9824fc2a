"""Clients that policies keep from a Service: which, by whom, at which port."""

from typing import Any

import pytest
from crafting import check, client, obj, policy, service, workload

from minik.model.object import Object

CODE = "network-policy-denies"
CALLER = {"app": "client"}
FROM_CLIENT = [{"podSelector": {"matchLabels": CALLER}}]
FROM_OTHERS = [{"podSelector": {"matchLabels": {"app": "other"}}}]
PORT = [{"port": 8080}]
OUT_TO_NAMES = {"ports": [{"port": 53, "protocol": "UDP"}]}


def called(*policies: Object, **spec: Any) -> list[tuple[str, str, str]]:
    """What is found where the client calls the Service: about whom, why and what helps."""
    docs = [service(), workload(), client("http://web", **spec), *policies]
    return [
        (one.object.name, one.because, one.fix)
        for one in check(docs)
        if one.code.name == CODE and one.severity != "info"
    ]


OUTSIDE = (
    "it calls Service default/web; NetworkPolicy default/guard does not let it {} to 8080/TCP "
    "(labels of the client: app=client)"
)
CASES: dict[str, tuple[list[Object], list[tuple[str, str, str]]]] = {
    "nobody restricts": ([], []),
    "the client is let in": ([policy("ingress", [{"from": FROM_CLIENT, "ports": PORT}])], []),
    "at every port": ([policy("ingress", [{"from": FROM_CLIENT}])], []),
    "others are let in": (
        [policy("ingress", [{"from": FROM_OTHERS, "ports": PORT}])],
        [("client", OUTSIDE.format("in"), "an ingress rule for it")],
    ),
    "two policies, and one lets it in": (
        [
            policy("ingress", [{"from": FROM_OTHERS}]),
            policy("ingress", [{"from": FROM_CLIENT}], name="second"),
        ],
        [],
    ),
    "the port is closed to all: the Service's own trouble": (
        [policy("ingress", [{"from": FROM_CLIENT, "ports": [{"port": 80}]}])],
        [
            (
                "web",
                "NetworkPolicy default/guard selects the pods of Deployment default/web and opens "
                "80/TCP, not 8080/TCP; 80 is the Service's port, policies see the pod's",
                "port: 8080, in the policy's ingress",
            )
        ],
    ),
    "it is not let out": (
        [policy("egress", [OUT_TO_NAMES], labels=CALLER)],
        [("client", OUTSIDE.format("out"), "an egress rule for it")],
    ),
    "it is let out": (
        [policy("egress", [OUT_TO_NAMES, {"to": [{"podSelector": {}}]}], labels=CALLER)],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_client_is_told_who_keeps_it_away(case: str) -> None:
    policies, expected = CASES[case]
    assert called(*policies) == expected


def test_a_client_on_the_host_network_is_no_pod_to_a_policy() -> None:
    guard = policy("ingress", [{"from": FROM_OTHERS, "ports": PORT}])
    assert called(guard, hostNetwork=True) == []


def test_a_client_without_labels_has_none() -> None:
    guard = policy("ingress", [{"from": FROM_OTHERS, "ports": PORT}])
    bare = obj(
        "v1",
        "Pod",
        "bare",
        spec={
            "containers": [
                {"name": "c", "image": "i", "env": [{"name": "U", "value": "http://web"}]}
            ]
        },
    )
    found = [one for one in check([service(), workload(), guard, bare]) if one.code.name == CODE]
    assert [one.because.endswith("(labels of the client: none)") for one in found] == [True]
    assert [(one.object.name, [key.name for key in one.about]) for one in found] == [
        ("bare", ["web"])
    ]
