"""What the kubelets of minik's nodes report when they register."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_network

from minik.light_typing import Any
from minik.model.object import Object

VERSION = "v1.36.2"
HOSTS = ip_network("192.168.0.0/16")
FIRST_HOST = 10
CAPACITY = {
    "cpu": "64",
    "ephemeral-storage": "1Ti",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    "memory": "256Gi",
    "pods": "1k",
}
PRESSURES = (
    ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
)
INFO = {
    "architecture": "amd64",
    "bootID": "",
    "containerRuntimeVersion": "containerd://2.2.1",
    "kernelVersion": "6.12.0",
    "kubeProxyVersion": "",
    "kubeletVersion": VERSION,
    "machineID": "",
    "operatingSystem": "linux",
    "osImage": "Debian GNU/Linux 13 (trixie)",
    "systemUUID": "",
}


def node_labels(name: str) -> dict[str, str]:
    """Return the labels that a kubelet puts on its node."""
    return {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
    }


def node_addresses(name: str, ips: Sequence[str]) -> list[Object]:
    """Return a node's addresses as it reports them, then its host name."""
    return [
        *({"address": ip, "type": "InternalIP"} for ip in ips),
        {"address": name, "type": "Hostname"},
    ]


@lru_cache(maxsize=65536)
def node_ips(number: int, families: tuple[str, ...]) -> Sequence[str]:
    """Return the addresses of the node of a number, one a family, such as `192.168.0.11`."""
    ips = {"IPv4": str(HOSTS[FIRST_HOST + number]), "IPv6": f"fd00:192::{FIRST_HOST + number}"}
    return [ips[family] for family in families]


def ready_status(address_list: list[Object], old_status: Mapping[str, Any], now: str) -> Object:
    """Return the status of a ready node; what it already reports is kept."""
    times = {"lastHeartbeatTime": now, "lastTransitionTime": now}
    conditions = [
        {**times, "type": kind, "status": "False", "reason": reason, "message": message}
        for kind, reason, message in PRESSURES
    ]
    ready = {
        **times,
        "type": "Ready",
        "status": "True",
        "reason": "KubeletReady",
        "message": "kubelet is posting ready status",
    }
    capacity = old_status.get("capacity") or CAPACITY
    old_conditions = old_status.get("conditions") or []
    return {
        "addresses": address_list,
        "allocatable": capacity,
        "capacity": capacity,
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": INFO,
        **{name: value for name, value in old_status.items() if value},
        "conditions": [*(old_conditions or conditions), ready],
    }
