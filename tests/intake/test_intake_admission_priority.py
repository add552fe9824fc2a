"""Priority: which class a pod gets, and that there is one default at most."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.errors import Forbidden
from minik.intake import admission
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects


def priority_class(name: str, value: int | None, **fields: Any) -> Object:
    given = {} if value is None else {"value": value}
    meta = {"metadata": {"name": name}}
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        **meta,
        **given,
        **fields,
    }


def ask(
    kind: str, new: Object, old: Object | None = None, classes: tuple[Object, ...] = ()
) -> Object:
    """Return the object as the plugin makes it, or raise what it refuses it with."""
    found = Objects({"PriorityClass": {item["metadata"]["name"]: item for item in classes}})
    draft = Cluster(found, settings=DEFAULT).draft()
    operation = Operation.CREATE if old is None else Operation.UPDATE
    (plugin,) = (plugin for plugin in admission.load_all() if plugin.name == "Priority")
    request = AdmissionRequest(operation, kinds.kind_of_key(kind), new, old, draft)
    changed = plugin.mutate(request)
    plugin.validate(request._replace(object=changed))
    return changed


def pod(**spec: Any) -> Object:
    return build("Pod", "x", spec=spec)


HIGH = priority_class("high", 1000)
POLITE = priority_class("polite", 10, preemptionPolicy="Never")
USUAL = priority_class("usual", 5, globalDefault=True, preemptionPolicy="Never")
MORE_USUAL = priority_class("more-usual", 7, globalDefault=True)
EMPTY = priority_class("empty", None)
PREEMPTING = "PreemptLowerPriority"


@pytest.mark.parametrize(
    ("spec", "classes", "name", "value", "policy"),
    [
        ({}, (HIGH,), None, 0, PREEMPTING),
        ({"priorityClassName": ""}, (), "", 0, PREEMPTING),
        ({"priorityClassName": "high"}, (HIGH,), "high", 1000, PREEMPTING),
        ({"priorityClassName": "polite"}, (HIGH, POLITE), "polite", 10, "Never"),
        ({"priorityClassName": "empty"}, (EMPTY,), "empty", 0, PREEMPTING),
        ({"priorityClassName": "high", "priority": 1000}, (HIGH,), "high", 1000, PREEMPTING),
        ({"priorityClassName": "polite", "preemptionPolicy": "Never"}, (POLITE,), "polite", 10,
         "Never"),
        ({}, (HIGH, USUAL), "usual", 5, "Never"),
        ({}, (MORE_USUAL, USUAL), "usual", 5, "Never"),
        ({"priorityClassName": "high"}, (HIGH, USUAL), "high", 1000, PREEMPTING),
        ({"priorityClassName": "system-node-critical"}, (), "system-node-critical", 2000001000,
         PREEMPTING),
        ({"priorityClassName": "system-cluster-critical"}, (), "system-cluster-critical",
         2000000000, PREEMPTING),
    ],
)  # fmt: skip
def test_a_pod_gets_the_priority_of_its_class(
    spec: Object, classes: tuple[Object, ...], name: str | None, value: int, policy: str
) -> None:
    named = {} if name is None else {"priorityClassName": name}
    new = ask("Pod", pod(**spec, containers=[]), classes=classes)
    assert new["spec"] == {
        **named, "priority": value, "preemptionPolicy": policy, "containers": []
    }  # fmt: skip


COMPUTED = "priority admission controller computed {} from the given PriorityClass name"


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"priorityClassName": "low"}, "no PriorityClass with name low was found"),
        (
            {"priorityClassName": "high", "priority": 0},
            "the integer value of priority (0) must not be provided in pod spec; "
            + COMPUTED.format(1000),
        ),
        (
            {"priority": 3},
            "the integer value of priority (3) must not be provided in pod spec; "
            + COMPUTED.format(0),
        ),
        (
            {"priorityClassName": "high", "preemptionPolicy": "Never"},
            "the string value of PreemptionPolicy (Never) must not be provided in pod spec; "
            + COMPUTED.format(PREEMPTING),
        ),
    ],
)
def test_what_a_pod_says_otherwise_is_refused(spec: Object, why: str) -> None:
    with pytest.raises(Forbidden) as refused:
        ask("Pod", pod(**spec), classes=(HIGH,))
    assert refused.value.message == f'pods "x" is forbidden: {why}'


@pytest.mark.parametrize(
    ("sent", "old", "kept"),
    [
        ({}, {"priority": 5, "preemptionPolicy": "Never"},
         {"priority": 5, "preemptionPolicy": "Never"}),
        ({"priority": 6}, {"priority": 5, "preemptionPolicy": "Never"},
         {"priority": 6, "preemptionPolicy": "Never"}),
        ({"preemptionPolicy": "A"}, {"priority": 0, "preemptionPolicy": "B"},
         {"priority": 0, "preemptionPolicy": "A"}),
        ({}, {}, {}),
        ({"priorityClassName": "low"}, {}, {"priorityClassName": "low"}),
    ],
)  # fmt: skip
def test_an_update_keeps_what_it_leaves_out(sent: Object, old: Object, kept: Object) -> None:
    assert ask("Pod", pod(**sent), pod(**old), (HIGH,))["spec"] == kept


@pytest.mark.parametrize(
    ("new", "old", "other"),
    [
        (HIGH, None, USUAL),
        (USUAL, None, HIGH),
        (USUAL, None, None),
        (USUAL, USUAL, MORE_USUAL),
        (USUAL, priority_class("usual", 5), USUAL),
    ],
    ids=["no default", "the first", "alone", "as it was", "itself"],
)
def test_a_class_is_taken(new: Object, old: Object | None, other: Object | None) -> None:
    assert ask("PriorityClass", new, old, (other,) if other else ()) == new


@pytest.mark.parametrize("old", [None, priority_class("usual", 5)])
def test_there_is_one_default_at_most(old: Object | None) -> None:
    with pytest.raises(Forbidden) as refused:
        ask("PriorityClass", USUAL, old, (HIGH, MORE_USUAL))
    assert refused.value.message == (
        'priorityclasses.scheduling.k8s.io "usual" is forbidden: PriorityClass more-usual is already '
        "marked as default. Only one default can exist"
    )
