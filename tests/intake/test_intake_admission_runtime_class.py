"""What a pod gets from its RuntimeClass, and when it is refused."""

from typing import Any

import policy_cluster as stage
import pytest
from objects import build

from minik.errors import Forbidden
from minik.intake.admission.runtime_class import PLUGIN
from minik.model.object import Object

TOLERATION = {"key": "kata", "operator": "Exists"}
CLASS = {
    "apiVersion": "node.k8s.io/v1",
    "kind": "RuntimeClass",
    "metadata": {"name": "kata"},
    "handler": "kata",
}
OVERHEAD = {"overhead": {"podFixed": {"cpu": "250m", "memory": "1Gi"}}}
PLACED = {"scheduling": {"nodeSelector": {"kata": "yes"}, "tolerations": [TOLERATION]}}


def judged(runtime_class: Object, **spec: Any) -> Any:
    """Return what admission makes of a pod's spec, besides its containers; or why it is refused."""
    where = stage.draft()
    where.put({**CLASS, **runtime_class})
    spec = {"runtimeClassName": "kata", "containers": [{"name": "c", "image": "i"}], **spec}
    pod = build(
        "Pod", "a", "shop", spec={name: spec[name] for name in spec if spec[name] is not None}
    )
    try:
        made = PLUGIN.mutate(stage.request(pod, where=where))
        PLUGIN.validate(stage.request(made, where=where))
    except Forbidden as error:
        return error.message.partition("forbidden: ")[2]
    return {name: value for name, value in made["spec"].items() if name not in spec}


SELECTOR = {"nodeSelector": {"kata": "yes"}}
CASES: dict[str, tuple[Object, dict[str, Any], Any]] = {
    "nothing": ({}, {}, {}),
    "its overhead": (OVERHEAD, {}, {"overhead": OVERHEAD["overhead"]["podFixed"]}),
    "the same overhead, written otherwise": (
        OVERHEAD,
        {"overhead": {"cpu": "0.25", "memory": "1024Mi"}},
        {},
    ),
    "another overhead": (
        OVERHEAD,
        {"overhead": {"cpu": "1", "memory": "1Gi"}},
        "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ),
    "less overhead": (
        OVERHEAD,
        {"overhead": {"cpu": "250m"}},
        "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ),
    "an overhead of its own": (
        {},
        {"overhead": {"cpu": "1"}},
        "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
    ),
    "an overhead without a class": (
        OVERHEAD,
        {"overhead": {"cpu": "1"}, "runtimeClassName": None},
        "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
    ),
    "its nodes": (PLACED, {}, {**SELECTOR, "tolerations": [TOLERATION]}),
    "no such class": (
        {},
        {"runtimeClassName": "gone"},
        'pod rejected: RuntimeClass "gone" not found',
    ),
    "a clash": (
        PLACED,
        {"nodeSelector": {"kata": "no"}},
        "conflict: runtimeClass.scheduling.nodeSelector[kata] = yes; pod.spec.nodeSelector[kata] = no",
    ),
}


@pytest.mark.parametrize(("runtime_class", "spec", "expected"), CASES.values(), ids=CASES)
def test_a_pod_gets_what_its_class_has(
    runtime_class: Object, spec: dict[str, Any], expected: Any
) -> None:
    assert judged(runtime_class, **spec) == expected


def test_what_the_pod_has_already_stays_and_is_not_added_again() -> None:
    where = stage.draft()
    where.put({**CLASS, **PLACED})
    other = {"key": "other", "operator": "Exists"}
    for own, expected in (
        ([other], [other, TOLERATION]),
        ([TOLERATION], [TOLERATION]),
    ):
        spec = {
            "runtimeClassName": "kata",
            "nodeSelector": {"disk": "ssd"},
            "tolerations": own,
            "containers": [],
        }
        metadata = {"name": "a", "namespace": "shop"}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
        made = PLUGIN.mutate(stage.request(pod, where=where))["spec"]
        assert made["tolerations"] == expected
        assert made["nodeSelector"] == {"disk": "ssd", "kata": "yes"}
