"""Events as they are told and stored: what nodes, containers and kubelets say, and what is counted."""

from typing import Any

import pytest
import stage
from objects import build
from objects import pod as make_pod

from minik.model import object as objects
from minik.model.controller import NewEvent
from minik.model.object import Object
from minik.recording import deletions, events, node_events, pod_events

CLUSTER = stage.new()
AT = "2026-11-23T08:00:00Z"


def node(status: str) -> Object:
    return build("Node", "n", status={"conditions": [{"type": "Ready", "status": status}]})


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("True", "True", None),
        ("False", "Unknown", None),
        ("False", "True", ("NodeReady", "kubelet", "n")),
        ("True", "Unknown", ("NodeNotReady", "node-controller", "")),
        ("True", "False", ("NodeNotReady", "node-controller", "")),
        (None, "True", None),
        ("True", None, None),
    ],
)
def test_a_node_that_turns_says_so(old: str | None, new: str | None, told: Any) -> None:
    before, after = (None if status is None else node(status) for status in (old, new))
    found = list(node_events.node_events(CLUSTER.draft(), before, after))
    if told is None:
        assert found == []
        return
    reason, component, host = told
    assert after is not None
    message = f"Node n status is now: {reason}"
    assert found == [NewEvent(after, reason, message, component, host=host, again=True)]


def container(state: Object, restarts: int = 0) -> Object:
    return {"name": "c", "image": "web:1", "restartCount": restarts, "state": state}


def pod(*containers: Object, init: Any = None, debug: Any = None, **metadata: Any) -> Object:
    status = {"containerStatuses": list(containers)} if containers else {}
    status |= {"initContainerStatuses": [init]} if init else {}
    status |= {"ephemeralContainerStatuses": [debug]} if debug else {}
    return make_pod(
        "web", "default", metadata={"uid": "u", **metadata}, status=status, nodeName="node-1"
    )


RUNNING = {"running": {"startedAt": AT}}
ENDED = {"terminated": {"startedAt": AT, "exitCode": 0}}
STARTED = [
    ("Pulled", 'Container image "web:1" already present on machine', False),
    ("Created", "Created container: c", False),
    ("Started", "Started container c", False),
]


def waiting(reason: str, message: str = "") -> Object:
    return {"waiting": {"reason": reason, **({"message": message} if message else {})}}


def told(old: Object | None, new: Object | None) -> list[tuple[str, str, bool]]:
    found = list(pod_events.pod_events(CLUSTER.draft(), old, new))
    assert all((event.component, event.host) == ("kubelet", "node-1") for event in found)
    return [(event.reason, event.message, event.warning) for event in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, container(RUNNING), STARTED),
        (None, container(ENDED), STARTED),
        (container(RUNNING), container(RUNNING), []),
        (container(RUNNING), {**container(RUNNING), "ready": True}, []),
        (container(RUNNING), container(ENDED), []),
        (container(RUNNING), container(RUNNING, 1), STARTED),
        (container(waiting("ContainerCreating")), container(RUNNING), STARTED),
        (None, container(waiting("ContainerCreating")), []),
        (None, container(waiting("PodInitializing")), []),
        (
            container(ENDED),
            container(waiting("CrashLoopBackOff"), 1),
            [("BackOff", "Back-off restarting failed container c in pod web_default(u)", True)],
        ),
        (
            container(waiting("CrashLoopBackOff")),
            container(waiting("CrashLoopBackOff"), 1),
            [],
        ),
        (
            container(waiting("ErrImagePull", "not found")),
            container(waiting("ImagePullBackOff", "later")),
            [("BackOff", 'Back-off pulling image "web:1"', False)],
        ),
        (None, container(waiting("ErrImagePull", "not found")), [("Failed", "not found", True)]),
        (None, container(waiting("Strange")), [("Failed", "Error: Strange", True)]),
    ],
)
def test_a_kubelet_tells_what_becomes_of_a_container(
    before: Object | None, after: Object, expected: list[tuple[str, str, bool]]
) -> None:
    old = None if before is None else pod(before)
    assert told(old, pod(after)) == expected


def test_an_event_names_the_container_that_it_is_about() -> None:
    everything = pod(container(RUNNING), init=container(ENDED), debug=container(RUNNING))
    found = list(pod_events.pod_events(CLUSTER.draft(), pod(), everything))
    assert [event.part for event in found] == [
        *["spec.initContainers{c}"] * 3,
        *["spec.containers{c}"] * 3,
        *["spec.ephemeralContainers{c}"] * 3,
    ]
    assert not any(event.again for event in found)
    again = pod_events.pod_events(
        CLUSTER.draft(), pod(container(RUNNING)), pod(container(RUNNING, 1))
    )
    assert all(event.again for event in again)


GOING = {"deletionTimestamp": AT}
KILLED = [("Killing", "Stopping container c", False)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (pod(container(RUNNING)), None, KILLED),
        (pod(container(RUNNING)), pod(container(RUNNING), **GOING), KILLED),
        (pod(container(RUNNING), **GOING), None, []),
        (pod(container(ENDED)), None, []),
        (None, pod(**GOING), []),
        ({**pod(container(RUNNING)), "spec": {"nodeName": "gone"}}, None, []),
        ({**pod(container(RUNNING)), "spec": {}}, None, []),
    ],
    ids=["gone", "going", "it was going", "it had ended", "new", "without its node", "on none"],
)
def test_who_is_deleted_is_stopped(
    old: Object | None, new: Object | None, expected: list[tuple[str, str, bool]]
) -> None:
    assert told(old, new) == expected


def test_nobody_stops_containers_on_a_node_that_is_not_ready() -> None:
    draft = CLUSTER.draft()
    silent = stage.one(CLUSTER, "Node", "node-1", "")
    draft.put(objects.write(silent, "status.conditions", [{"type": "Ready", "status": "Unknown"}]))
    assert list(pod_events.killing_events(draft, pod(container(RUNNING)))) == []


def stored(*found: NewEvent, before: Any = ()) -> list[Object]:
    draft = CLUSTER.draft()
    for obj in before:
        draft.put(obj)
    draft = draft.cluster().draft()
    events.store_events(draft, found)
    return sorted(
        (obj for obj in draft.of("Event") if obj["source"]["component"] == "teller"),
        key=lambda obj: str(obj["message"]),
    )


def event(message: str = "m", about: Object | None = None, **fields: Any) -> NewEvent:
    return NewEvent(about or pod(resourceVersion="7"), "Why", message, "teller", **fields)


def test_an_event_is_stored_whole() -> None:
    (obj,) = stored(event(part="spec.containers{c}", host="node-1", warning=True))
    metadata = obj["metadata"]
    assert metadata["namespace"] == "default" and metadata["creationTimestamp"] == AT
    assert metadata["uid"] and metadata["name"].startswith("web.")
    assert {name: part for name, part in obj.items() if name != "metadata"} == {
        "apiVersion": "v1",
        "kind": "Event",
        "count": 1,
        "eventTime": None,
        "firstTimestamp": AT,
        "lastTimestamp": AT,
        "involvedObject": {
            "apiVersion": "v1", "kind": "Pod", "name": "web", "namespace": "default", "uid": "u",
            "resourceVersion": "7", "fieldPath": "spec.containers{c}",
        },
        "message": "m",
        "reason": "Why",
        "reportingComponent": "teller",
        "reportingInstance": "node-1",
        "source": {"component": "teller", "host": "node-1"},
        "type": "Warning",
    }  # fmt: skip


def test_an_event_about_what_is_in_no_namespace_is_in_default() -> None:
    (obj,) = stored(event(about=build("Node", "n", metadata={"uid": "n"})))
    assert obj["metadata"]["namespace"] == "default"
    assert obj["involvedObject"] == {"apiVersion": "v1", "kind": "Node", "name": "n", "uid": "n"}
    assert obj["source"] == {"component": "teller"} and obj["type"] == "Normal"


def test_the_same_again_is_counted_and_all_else_is_another() -> None:
    (first,) = stored(event())
    (again,) = stored(event(again=True), before=[first])
    assert (again["count"], again["metadata"]["name"]) == (2, first["metadata"]["name"])
    bare = {name: part for name, part in first.items() if name != "count"}
    assert stored(event(again=True), before=[bare])[0]["count"] == 2
    for other in (
        event(),
        event("other", again=True),
        event(again=True, part="spec.containers{c}"),
        event(again=True, about=pod(uid="v")),
        event(again=True)._replace(reason="Other"),
    ):
        assert [obj["count"] for obj in stored(other, before=[first])] == [1, 1]


def test_of_many_alike_nine_are_told_and_those_of_containers_all() -> None:
    many = [event(str(number)) for number in range(12)]
    found = stored(*many)
    assert [obj["count"] for obj in found] == [3, *[1] * 9]
    assert found[0]["message"] == "(combined from similar events): 11"
    assert len(stored(*[one._replace(part="p") for one in many])) == 12
    assert len(stored(*many[:9], *[one._replace(reason="Other") for one in many[:9]])) == 18
    others = [one._replace(about=pod(uid="v")) for one in many[:9]]
    assert len(stored(*many[:9], *others)) == 18


@pytest.mark.parametrize("namespace", ["absent", "going"])
def test_a_namespace_that_is_not_there_or_goes_has_no_new_events(namespace: str) -> None:
    going = build("Namespace", "going", metadata=GOING)
    about = make_pod("web", namespace, metadata={"uid": "u"})
    assert stored(event(about=about), before=[going]) == []


def owned(kind: str) -> dict[str, Any]:
    reference = {"kind": kind, "name": "o", "uid": "o", "controller": True}
    return {"ownerReferences": [reference]}


@pytest.mark.parametrize(
    ("metadata", "replaced"),
    [({}, True), (owned("StatefulSet"), True), (owned("ReplicaSet"), False)],
)
def test_whose_name_is_its_own_may_come_back(metadata: dict[str, Any], replaced: bool) -> None:
    assert deletions.may_be_replaced(pod(**metadata)) is replaced


@pytest.mark.parametrize(
    ("reference", "is_found"),
    [
        (("Deployment", "web", True), True),
        (("Deployment", "web", False), False),
        (("Deployment", "gone", True), False),
        (("ReplicaSet", "web", True), False),
        (None, False),
    ],
)
def test_an_owner_is_the_very_one(reference: Any, is_found: bool) -> None:
    cluster = stage.applied(stage.new(), [stage.workload("Deployment", "web", {"app": "web"})])
    owner = stage.one(cluster, "Deployment", "web")
    metadata = {}
    if reference:
        kind, name, same = reference
        uid = objects.uid(owner) if same else "other"
        metadata = {
            "ownerReferences": [{"kind": kind, "name": name, "uid": uid, "controller": True}]
        }
    found = events.owner_of(cluster.draft(), pod(**metadata), "Deployment")
    assert (found is not None) == is_found
