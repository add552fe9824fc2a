"""PriorityClasses and RuntimeClasses: what they may be like, and which of them the system keeps for
itself.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.errors import Forbidden
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
RESERVED = "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: "


def priority(value: int = 0, name: str = "high", **fields: Any) -> Object:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": value,
        **fields,
    }


def runtime(handler: str = "runc", **fields: Any) -> Object:
    return {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "sandbox"},
        "handler": handler,
        **fields,
    }


CASES: dict[str, tuple[Object, list[str]]] = {
    "a value": (priority(-5), []),
    "the highest": (priority(1_000_000_000), []),
    "none is higher": (
        priority(1_000_000_001),
        ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
    ),
    "policies are known": (
        priority(preemptionPolicy="Always"),
        [
            'preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"'
        ],
    ),
    "the system's own": (priority(2_000_001_000, "system-node-critical"), []),
    "with its own value": (
        priority(1, "system-node-critical"),
        [f"{RESERVED}value of system-node-critical PriorityClass must be 2000001000"],
    ),
    "and never the default": (
        priority(2_000_000_000, "system-cluster-critical", globalDefault=True),
        [f"{RESERVED}globalDefault of system-cluster-critical PriorityClass must be false"],
    ),
    "no others": (
        priority(1, "system-mine"),
        [f"{RESERVED}system-mine is not a known system priority class"],
    ),
    "a handler": (runtime("gvisor-1"), []),
    "a handler is a label": (
        runtime("a.b"),
        ['handler: Invalid value: "a.b": must not contain dots'],
    ),
    "an overhead is an amount": (
        runtime(overhead={"podFixed": {"memory": "-1", "disk": "1"}}),
        [
            'overhead.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
            'overhead.limits[disk]: Invalid value: "disk": must be a standard resource for containers',
            'overhead.limits[memory]: Invalid value: "-1": must be greater than or equal to 0',
        ],
    ),
    "tolerations differ": (
        runtime(scheduling={"tolerations": [{"operator": "Exists"}, {"operator": "Exists"}]}),
        ['scheduling.tolerations[1]: Duplicate value: {"operator":"Exists"}'],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "a description changes": (priority(5), priority(5, description="much"), []),
    "a value stays": (
        priority(5),
        priority(6),
        ["value: Forbidden: may not be changed in an update."],
    ),
    "a policy stays": (
        priority(),
        priority(preemptionPolicy="Never"),
        ['preemptionPolicy: Invalid value: "Never": field is immutable'],
    ),
    "a handler stays": (
        runtime(),
        runtime("other"),
        ['handler: Invalid value: "other": field is immutable'],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


def test_a_pod_may_push_others_aside_by_default(admit: Admit) -> None:
    assert admit(priority())[0]["preemptionPolicy"] == "PreemptLowerPriority"


def test_only_one_is_the_default() -> None:
    kind = kinds.kind_of_key("PriorityClass")
    draft = Cluster(
        Objects({kind.key: {"first": priority(1, "first", globalDefault=True)}})
    ).draft()
    with pytest.raises(Forbidden) as refused:
        registry.create(draft, kind, priority(2, "second", globalDefault=True))
    assert str(refused.value) == (
        'priorityclasses.scheduling.k8s.io "second" is forbidden: PriorityClass first is already marked as '
        "default. Only one default can exist"
    )


def test_a_runtime_warns_of_labels_that_are_going_away(admit: Admit) -> None:
    assert admit(runtime(scheduling={"nodeSelector": {"beta.kubernetes.io/os": "linux"}}))[1] == [
        'scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'
    ]


def test_their_tables(cells: Callable[[Object], list[str]]) -> None:
    made = priority(1000, globalDefault=True, preemptionPolicy="Never")
    made["metadata"]["creationTimestamp"] = "2026-11-23T08:00:00Z"
    assert cells(made) == ["high", "1000", "true", "12m", "Never"]
    assert cells(runtime("gvisor")) == ["gvisor"]


def test_a_priority_is_described(described: Callable[..., str]) -> None:
    assert (
        described(priority(1000, description="for what matters", preemptionPolicy="Never"))
        == """\
Name:              high
Value:             1000
GlobalDefault:     false
PreemptionPolicy:  Never
Description:       for what matters
Annotations:       <none>
"""
    )
