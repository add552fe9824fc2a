"""ResourceQuotas: which resources and scopes they can have, and how their use is shown."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
TERMS = "spec.scopeSelector.matchExpressions"
STANDARD = (
    "must be a standard resource type or fully qualified",
    "must be a standard resource for quota",
)


def quota(
    hard: dict[str, str] | None = None, *scopes: str, status: Object | None = None, **spec: Any
) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "few", "namespace": "default"},
        "spec": {
            **({"hard": hard} if hard else {}),
            **({"scopes": list(scopes)} if scopes else {}),
            **spec,
        },
        "status": status or {},
    }


def selecting(
    scope: str, operator: str, *values: str, hard: dict[str, str] | None = None
) -> Object:
    term = {
        "scopeName": scope,
        "operator": operator,
        **({"values": list(values)} if values else {}),
    }
    return quota(hard, scopeSelector={"matchExpressions": [term]})


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing": (quota(), []),
    "resources of every sort": (
        quota(
            {
                "cpu": "1",
                "limits.memory": "1Gi",
                "pods": "3",
                "count/deployments.apps": "2",
                "requests.nvidia.com/gpu": "4",
                "gold.storageclass.storage.k8s.io/requests.storage": "1Gi",
                "requests.hugepages-2Mi": "2Mi",
                "services.nodeports": "0",
            }
        ),
        [],
    ),
    "no resource that nobody knows": (
        quota({"disk": "1"}),
        [f'spec.hard[disk]: Invalid value: "disk": {words}' for words in STANDARD],
    ),
    "storage is asked for by claims": (
        quota({"storage": "1"}),
        [f'spec.hard[storage]: Invalid value: "storage": {STANDARD[1]}'],
    ),
    "nothing is less than nothing": (
        quota({"cpu": "-1"}),
        ['spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ),
    "no half pods": (
        quota({"pods": "1500m"}),
        ['spec.hard[pods]: Invalid value: "1500m": must be an integer'],
    ),
    "scopes are known": (
        quota({"pods": "1"}, "Some"),
        ['spec.scopes: Invalid value: ["Some"]: unsupported scope'],
    ),
    "a scope narrows pods alone": (
        quota({"pods": "1", "services": "1"}, "Terminating"),
        ['spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource'],
    ),
    "pods without requests have no memory": (
        quota({"memory": "1"}, "BestEffort"),
        ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
    ),
    "of someone's own resource nobody knows": (
        quota({"requests.nvidia.com/gpu": "1"}, "BestEffort"),
        [],
    ),
    "scopes agree": (
        quota({"pods": "1"}, "BestEffort", "NotBestEffort"),
        ['spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes'],
    ),
    "selected by priority": (selecting("PriorityClass", "In", "high", hard={"cpu": "1"}), []),
    "a choice has values": (
        selecting("PriorityClass", "NotIn"),
        [
            f"{TERMS}.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
        ],
    ),
    "a being has none": (
        selecting("PriorityClass", "Exists", "high"),
        [
            f"{TERMS}.values: Invalid value: [\"high\"]: must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
        ],
    ),
    "operators are known": (
        selecting("PriorityClass", "Is"),
        [f'{TERMS}.operator: Invalid value: "Is": not a valid selector operator'],
    ),
    "a scope of pods is or is not": (
        selecting("Terminating", "In", "x"),
        [
            f"{TERMS}.operator: Invalid value: \"In\": must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
            "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
            "ResourceQuotaScopeCrossNamespacePodAffinity"
        ],
    ),
    "selected scopes narrow pods alone": (
        selecting("PriorityClass", "Exists", hard={"services": "1"}),
        [
            f'{TERMS}: Invalid value: {{"MatchExpressions":[{{"ScopeName":"PriorityClass","Operator":"Exists","Values":null}}]}}: '
            "unsupported scope applied to resource"
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_scopes_stay_in_whatever_order(refusals: Refusals) -> None:
    old = quota({"pods": "1"}, "NotBestEffort", "Terminating")
    assert refusals(quota({"pods": "2"}, "Terminating", "NotBestEffort"), old) == []
    assert refusals(quota({"pods": "1"}, "Terminating"), old) == [
        'spec.scopes: Invalid value: ["Terminating"]: field is immutable'
    ]


def test_what_is_used_is_not_for_people_to_write(admit: Admit) -> None:
    assert admit(quota({"pods": "1"}, status={"hard": {"pods": "9"}}))[0]["status"] == {}


USED = quota(
    status={
        "hard": {"pods": "4", "cpu": "2", "limits.cpu": "4"},
        "used": {"cpu": "1500m", "pods": "1"},
    }
)


def test_its_table_tells_requests_and_limits_apart(cells: Callable[[Object], list[str]]) -> None:
    assert cells(USED) == ["cpu: 1500m/2, pods: 1/4", "limits.cpu: 0/4"]


def test_its_description_is_a_table(described: Callable[..., str]) -> None:
    assert (
        described(USED)
        == """\
Name:       few
Namespace:  default
Resource    Used   Hard
--------    ----   ----
cpu         1500m  2
limits.cpu  0      4
pods        1      4
"""
    )


def test_scopes_are_described_before_it(described: Callable[..., str]) -> None:
    text = described(
        quota(
            None,
            "Terminating",
            "NotBestEffort",
            status={"hard": {"memory": "1Gi"}, "used": {"memory": "0"}},
        )
    )
    assert (
        text
        == """\
Name:       few
Namespace:  default
Scopes:     NotBestEffort, Terminating
 * Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.
 * Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the \
system.
Resource  Used  Hard
--------  ----  ----
memory    0     1Gi
"""
    )
