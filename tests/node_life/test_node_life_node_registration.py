"""What kubelets report of their nodes, when they register and when a shortage ends."""

import pytest

from minik.model.object import Object
from minik.node_life import node_registration, pressure

AT, BEFORE = "2026-11-23T08:00:00Z", "2026-11-23T07:00:00Z"


def condition(kind: str, status: str, reason: str, message: str, at: str = AT) -> Object:
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastHeartbeatTime": at,
        "lastTransitionTime": at,
    }


HEALTHY = [
    condition("MemoryPressure", "False", "KubeletHasSufficientMemory",
              "kubelet has sufficient memory available"),
    condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    condition("PIDPressure", "False", "KubeletHasSufficientPID",
              "kubelet has sufficient PID available"),
]  # fmt: skip
READY = condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")


def test_a_new_node_is_ready_and_short_of_nothing() -> None:
    addresses = node_registration.node_addresses("node-1", ["192.168.0.11", "fd00:192::b"])
    assert addresses == [
        {"type": "InternalIP", "address": "192.168.0.11"},
        {"type": "InternalIP", "address": "fd00:192::b"},
        {"type": "Hostname", "address": "node-1"},
    ]
    status = node_registration.ready_status(addresses, {}, AT)
    assert status["addresses"] == addresses
    assert status["conditions"] == [*HEALTHY, READY]
    assert status["daemonEndpoints"] == {"kubeletEndpoint": {"Port": 10250}}
    assert status["capacity"] == status["allocatable"]
    # every field of NodeSystemInfo that an API server always writes
    assert {name: type(text) for name, text in status["nodeInfo"].items()} == dict.fromkeys(
        [
            "machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "operatingSystem",
            "architecture", "containerRuntimeVersion", "kubeletVersion", "kubeProxyVersion",
        ],
        str,
    )  # fmt: skip
    assert (status["nodeInfo"]["operatingSystem"], status["nodeInfo"]["architecture"]) == (
        "linux",
        "amd64",
    )


def test_what_a_node_reports_itself_stays() -> None:
    own = [{"type": "MemoryPressure", "status": "Unknown"}]
    capacity = {"cpu": "2"}
    old = {"capacity": capacity, "conditions": own, "phase": "", "images": [{"names": ["a"]}]}
    status = node_registration.ready_status([], old, AT)
    assert status["conditions"] == [*own, READY]
    assert (status["capacity"], status["allocatable"]) == (capacity, capacity)
    assert status["images"] == old["images"] and "phase" not in status


def test_a_node_has_its_labels() -> None:
    assert node_registration.node_labels("node-1") == {
        "kubernetes.io/hostname": "node-1",
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "beta.kubernetes.io/arch": "amd64",
    }


@pytest.mark.parametrize(
    ("number", "families", "ips"),
    [
        (0, ("IPv4",), ["192.168.0.10"]),
        (1, ("IPv6", "IPv4"), ["fd00:192::11", "192.168.0.11"]),
        (250, ("IPv4",), ["192.168.1.4"]),
    ],
)
def test_nodes_have_addresses_by_their_number(
    number: int, families: tuple[str, ...], ips: list[str]
) -> None:
    assert list(node_registration.node_ips(number, families)) == ips


def test_a_shortage_ends_and_nothing_else_changes() -> None:
    low = condition("MemoryPressure", "True", "KubeletHasInsufficientMemory", "low", BEFORE)
    kept = [
        condition("DiskPressure", "False", "Own", "own words", BEFORE),
        condition("PIDPressure", "Unknown", "Own", "own words", BEFORE),
        condition("Ready", "True", "Own", "own words", BEFORE),
        condition("Other", "True", "Own", "own words", BEFORE),
    ]
    node = {
        "metadata": {"name": "n", "annotations": {pressure.PRESSURE: BEFORE, "a": "b"}},
        "status": {"conditions": [low, *kept], "phase": "x"},
    }
    assert pressure.without_pressure(node, AT) == {
        "metadata": {"name": "n", "annotations": {"a": "b"}},
        "status": {"conditions": [HEALTHY[0], *kept], "phase": "x"},
    }
