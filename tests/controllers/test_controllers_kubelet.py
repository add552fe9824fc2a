"""Pods on their nodes: addresses, conditions, containers."""

from datetime import timedelta
from typing import Any

import pytest
import stage

from minik.controllers import kubelet
from minik.model import object as objects
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.object import Object, write


def started(*pods: Object, **options: Any) -> Cluster:
    return stage.applied(stage.saved(stage.new(**options)), pods)


def ips(cluster: Cluster, name: str) -> list[str]:
    return [entry["ip"] for entry in stage.one(cluster, "Pod", name)["status"].get("podIPs", ())]


@pytest.mark.parametrize("recording, name", [("terminating", "stays"), ("host-network", "hn")])
def test_the_status_of_a_pod_is_that_of_a_real_one(recording: str, name: str) -> None:
    recorded = next(
        obj
        for obj in stage.recording(recording)["dump"]
        if obj["kind"] == "Pod" and objects.name(obj) == name
    )
    bare = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": recorded["spec"]}
    pod = stage.one(started(bare, control_planes=0, workers=2), "Pod", name)
    time = recorded["status"]["startTime"]
    assert repr(sort(pod["status"])) == repr(sort(recorded["status"])).replace(
        time, "2026-11-23T08:00:00Z"
    )


def sort(value: Any) -> Any:
    return (
        {name: sort(value[name]) for name in sorted(value)}
        if isinstance(value, dict)
        else list(map(sort, value))
        if isinstance(value, list)
        else value
    )


@pytest.mark.proves("B4")
def test_all_containers_of_a_pod_share_one_address() -> None:
    two = [{"name": "a", "image": "x"}, {"name": "b", "image": "y"}]
    cluster = started(stage.pod("double", containers=two))
    status = stage.one(cluster, "Pod", "double")["status"]
    assert [one["name"] for one in status["containerStatuses"]] == ["a", "b"] and len(
        status["podIPs"]
    ) == 1


def test_addresses_are_the_lowest_that_are_free_on_the_node() -> None:
    cluster = started(*(stage.pod(f"p{number}", nodeName="node-1") for number in range(3)))
    assert [ips(cluster, f"p{number}") for number in range(3)] == [
        ["10.244.1.2"],
        ["10.244.1.3"],
        ["10.244.1.4"],
    ]
    later = stage.applied(stage.without(cluster, "Pod", "p1"), [stage.pod("q", nodeName="node-1")])
    assert ips(later, "q") == ["10.244.1.3"]


@pytest.mark.parametrize(
    "family, expected",
    [("ipv6", ["fd00:10:244:1::2"]), ("dual", ["10.244.1.2", "fd00:10:244:1::2"])],
)
def test_there_is_an_address_of_every_family_of_the_cluster(
    family: str, expected: list[str]
) -> None:
    cluster = started(
        stage.pod("a", nodeName="node-1"),
        stage.pod("host", hostNetwork=True, nodeName="node-1"),
        family=family,
    )
    assert ips(cluster, "a") == expected
    assert len(ips(cluster, "host")) == len(expected) and not set(ips(cluster, "host")) & set(
        expected
    )


def test_when_a_nodes_range_is_used_up_pods_wait() -> None:
    cluster = started(
        *(stage.pod(f"p{number}", nodeName="node-1") for number in range(8)), pod_cidr="10.0.0.0/22"
    )
    tight = stage.one(cluster, "Node", "node-2", "")
    cluster = stage.with_put(
        cluster,
        write(write(tight, "spec.podCIDR", "10.9.0.0/30"), "spec.podCIDRs", ["10.9.0.0/30"]),
    )
    after = stage.applied(
        cluster, [stage.pod("fits", nodeName="node-2"), stage.pod("waits", nodeName="node-2")]
    )
    assert (ips(after, "fits"), ips(after, "waits")) == (["10.9.0.2"], [])
    assert stage.one(after, "Pod", "waits")["status"]["phase"] == "Pending"
    assert ips(stage.without(after, "Pod", "fits"), "waits") == ["10.9.0.2"]


@pytest.mark.parametrize(
    "conditions", [[{"type": "Ready", "status": "False"}], [{"type": "Ready", "status": "Unknown"}]]
)
def test_on_a_node_that_is_not_ready_nothing_starts(conditions: Any) -> None:
    cluster = stage.saved(stage.new())
    sick = write(stage.one(cluster, "Node", "node-1", ""), "status.conditions", conditions)
    after = stage.applied(stage.with_put(cluster, sick), [stage.pod("a", nodeName="node-1")])
    assert stage.one(after, "Pod", "a")["status"]["phase"] == "Pending"


CRASHING = {"name": "main", "ready": False, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
BELIEVED: dict[str, Any] = {
    "not ready": {
        "phase": "Running",
        "startTime": "2026-11-23T07:00:00Z",
        "conditions": [{"type": "Ready", "status": "False"}],
    },
    "crashing": {"phase": "Running", "containerStatuses": [CRASHING]},
    "being made": {
        "phase": "Pending",
        "containerStatuses": [
            {"name": "main", "state": {"waiting": {"reason": "ImagePullBackOff"}}}
        ],
    },
    "ended": {"phase": "Succeeded"},
    "failed": {"phase": "Failed", "reason": "Evicted"},
    "unknown": {"phase": "Unknown"},
}


@pytest.mark.parametrize("name", BELIEVED)
def test_what_a_kubelet_has_said_is_believed(name: str) -> None:
    cluster = started(stage.pod("a"))
    said = write(stage.one(cluster, "Pod", "a"), "status", BELIEVED[name])
    assert stage.one(stage.with_put(cluster, said), "Pod", "a")["status"] == BELIEVED[name]


def test_a_pod_that_is_told_to_go_before_it_starts_does_not_start() -> None:
    cluster = stage.saved(stage.new())
    going = write(
        stage.pod("a", nodeName="node-1"), "metadata.deletionTimestamp", "2026-11-23T08:00:30Z"
    )
    going = write(write(going, "metadata.namespace", "default"), "metadata.uid", "a")
    assert "status" not in stage.one(stage.with_put(cluster, going), "Pod", "a")


def test_init_containers_have_ended_and_sidecars_run() -> None:
    inits = [
        {"name": "setup", "image": "s"},
        {"name": "proxy", "image": "p", "restartPolicy": "Always"},
    ]
    status = stage.one(started(stage.pod("a", initContainers=inits)), "Pod", "a")["status"]
    states = {
        one["name"]: (next(iter(one["state"])), one["ready"], one["started"])
        for one in status["initContainerStatuses"]
    }
    assert states == {"setup": ("terminated", True, False), "proxy": ("running", True, True)}


@pytest.mark.proves("F16")
def test_a_gate_that_nobody_opened_keeps_a_pod_from_being_ready() -> None:
    cluster = started(
        stage.pod("a", {"app": "a"}, readinessGates=[{"conditionType": "example.com/lb"}]),
        stage.service("a", {"app": "a"}),
    )
    ready = next(
        one
        for one in stage.one(cluster, "Pod", "a")["status"]["conditions"]
        if one["type"] == "Ready"
    )
    assert (ready["status"], ready["reason"]) == ("False", "ReadinessGatesNotReady")
    assert (
        ready["message"]
        == 'corresponding condition of pod readiness gate "example.com/lb" does not exist.'
    )
    assert (
        stage.addresses(cluster, "a") == []
        and len(stage.addresses(cluster, "a", side="notReadyAddresses")) == 1
    )


def test_slow_kubelets_start_a_pod_that_long_after_it_was_scheduled() -> None:
    slow = kubelet.slow(5)
    draft = stage.saved(stage.new()).draft()
    scheduled = {
        "type": "PodScheduled",
        "status": "True",
        "lastTransitionTime": "2026-11-23T08:00:02Z",
    }
    made = stage.pod("web", {}, nodeName="node-1")
    created = {"namespace": "default", "uid": "u", "creationTimestamp": "2026-11-23T08:00:00Z"}
    pod = {**made, "metadata": {**made["metadata"], **created}}
    draft.put({**pod, "status": {"phase": "Pending", "conditions": [scheduled]}})
    cluster = draft.cluster()
    assert stage.NOW + timedelta(seconds=7) in list(slow.due_times(cluster))
    early, late = (
        [
            put.object["status"]
            for put in slow.reconcile(cluster.at(stage.NOW + timedelta(seconds=second)))
            if isinstance(put, Put)
        ]
        for second in (6, 7)
    )
    assert [status["phase"] for status in early] == ["Pending"]
    assert [status["phase"] for status in late] == ["Running"]
    assert early[0]["containerStatuses"][0]["state"]["waiting"]["reason"] == "ContainerCreating"


@pytest.mark.parametrize(
    ("conditions", "seconds"),
    [
        ([], 5),
        (
            [
                {
                    "type": "PodScheduled",
                    "status": "False",
                    "lastTransitionTime": "2026-11-23T08:01:00Z",
                }
            ],
            5,
        ),
        ([{"type": "PodScheduled", "status": "True"}], 5),
        (
            [
                {
                    "type": "PodScheduled",
                    "status": "True",
                    "lastTransitionTime": "2026-11-23T08:01:00Z",
                }
            ],
            65,
        ),
    ],
)
def test_a_start_counts_from_the_schedulers_word_or_the_creation(
    conditions: Any, seconds: int
) -> None:
    pod = {
        "metadata": {"creationTimestamp": "2026-11-23T08:00:00Z"},
        "status": {"conditions": conditions},
    }
    assert kubelet.start_of(pod, 5) == stage.NOW + timedelta(seconds=seconds)
