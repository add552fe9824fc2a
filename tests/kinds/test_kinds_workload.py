"""What deployments, replica sets, replication controllers, stateful sets and daemon sets have in
common.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object, read, write

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
POD: Object = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "c", "image": "registry.example/c:1"}]},
}
KINDS = {
    "Deployment": "apps/v1",
    "ReplicaSet": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicationController": "v1",
}
APPS = [kind for kind in KINDS if kind != "ReplicationController"]
WORD = {
    "Deployment": "deployment",
    "ReplicaSet": "deployment",
    "StatefulSet": "statefulset",
    "DaemonSet": "daemonset",
}
UNLIKE = (
    "spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`"
)


def workload(kind: str, **changes: Any) -> Object:
    selector = (
        {"app": "web"} if kind == "ReplicationController" else {"matchLabels": {"app": "web"}}
    )
    made: Object = {
        "apiVersion": KINDS[kind],
        "kind": kind,
        "metadata": {"name": "web"},
        "spec": {"selector": selector, "template": POD},
    }
    for path, value in changes.items():
        made = write(made, path.replace("__", "."), value)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_one_is_let_in(admit: Admit, kind: str) -> None:
    stored, warnings = admit(workload(kind))
    assert not warnings
    assert read(stored, "spec.template.spec.restartPolicy") == "Always"
    assert stored["metadata"]["generation"] == 1


@pytest.mark.parametrize("kind", APPS)
def test_the_selector_has_to_select_the_pods(refusals: Refusals, kind: str) -> None:
    other = workload(kind, spec__selector={"matchLabels": {"app": "other"}})
    assert refusals(other) == [UNLIKE.format('{"app":"web"}')]
    bare = workload(kind, spec__template={**POD, "metadata": {}})
    assert refusals(bare) == [UNLIKE.format("null")]


@pytest.mark.parametrize("kind", APPS)
def test_a_selector_has_to_say_something(refusals: Refusals, kind: str) -> None:
    reasons = refusals(workload(kind, spec__selector={}))
    assert reasons == [
        f"spec.selector: Invalid value: {{}}: empty selector is invalid for {WORD[kind]}"
    ]


@pytest.mark.parametrize("kind", APPS)
def test_a_selector_has_to_be_there(refusals: Refusals, kind: str) -> None:
    required = [] if kind == "DaemonSet" else ["spec.selector: Required value"]
    assert refusals(workload(kind, spec__selector=None)) == [
        *required,
        UNLIKE.format('{"app":"web"}'),
    ]


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("Deployment", ": invalid label selector"),
        ("ReplicaSet", ": invalid label selector"),
        ("StatefulSet", ""),
        ("DaemonSet", None),
    ],
)
def test_a_selector_that_is_none(refusals: Refusals, kind: str, detail: str | None) -> None:
    selector = {"matchExpressions": [{"key": "app", "operator": "Is"}]}
    shown = '{"matchExpressions":[{"key":"app","operator":"Is"}]}'
    wanted = [
        'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator'
    ]
    wanted += [] if detail is None else [f"spec.selector: Invalid value: {shown}{detail}"]
    assert refusals(workload(kind, spec__selector=selector)) == wanted


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("Deployment", "ReplicaSet"),
        ("ReplicaSet", "ReplicaSet"),
        ("StatefulSet", "StatefulSet"),
        ("DaemonSet", "DaemonSet"),
        ("ReplicationController", "ReplicationController"),
    ],
)
def test_pods_never_end(refusals: Refusals, kind: str, word: str) -> None:
    ending = workload(
        kind,
        spec__template__spec__restartPolicy="Never",
        spec__template__spec__activeDeadlineSeconds=5,
    )
    assert refusals(ending) == [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
        f"spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in {word} is not Supported",
    ]


@pytest.mark.parametrize(
    "kind", ["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"]
)
def test_replicas_are_counted_from_0(refusals: Refusals, admit: Admit, kind: str) -> None:
    assert refusals(workload(kind, spec__replicas=-1)) == [
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    ]
    assert read(admit(workload(kind, spec__replicas=0))[0], "spec.replicas") == 0
    assert read(admit(workload(kind))[0], "spec.replicas") == 1


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "DaemonSet"])
def test_the_selector_stays(refusals: Refusals, kind: str) -> None:
    labels = {"app": "web", "tier": "front"}
    wider = workload(kind, spec__template__metadata__labels=labels)
    new = workload(
        kind, spec__template__metadata__labels=labels, spec__selector={"matchLabels": labels}
    )
    assert refusals(new, wider) == [
        'spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"front"}}: field is immutable'
    ]


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("Deployment", {}),
        ("ReplicaSet", {"replicas": 0}),
        ("StatefulSet", {"replicas": 0, "availableReplicas": 0}),
        (
            "DaemonSet",
            {
                "currentNumberScheduled": 0,
                "numberMisscheduled": 0,
                "desiredNumberScheduled": 0,
                "numberReady": 0,
            },
        ),
        ("ReplicationController", {"replicas": 0}),
    ],
)
def test_nobody_writes_the_status(admit: Admit, kind: str, first: Object) -> None:
    lie = {"status": {"replicas": 7, "readyReplicas": 7}}
    assert admit({**workload(kind), **lie})[0]["status"] == first
    assert admit({**workload(kind), **lie}, workload(kind))[0]["status"] == first


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_the_spec_is_a_new_generation(admit: Admit, kind: str) -> None:
    assert (
        admit(workload(kind, spec__minReadySeconds=3), workload(kind))[0]["metadata"]["generation"]
        == 2
    )
    assert (
        admit(
            workload(kind, metadata__labels={"a": "b"}), workload(kind, metadata__labels={"a": "c"})
        )[0]["metadata"]["generation"]
        == 1
    )


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "ReplicationController"])
def test_a_name_with_dots_is_let_in_with_a_warning(admit: Admit, kind: str) -> None:
    _, warnings = admit(workload(kind, metadata__name="web.v1"))
    assert warnings == [
        "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; "
        "a DNS label is recommended: [must not contain dots]"
    ]
