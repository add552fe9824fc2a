"""The machines that minik's nodes are: what their kubelets say of them when they register."""
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import Any

from minik.model.object import Object

VERSION = "v1.36.2"
HOSTS = ip_network("192.168.0.0/16")
FIRST_HOST = 10
CAPACITY = {"cpu": "64", "memory": "256Gi", "pods": "1k"}
PRESSURES = (("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
             ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
             ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"))
INFO = {"architecture": "amd64", "bootID": "", "containerRuntimeVersion": "containerd://2.2.1", "kernelVersion": "6.12.0",
        "kubeProxyVersion": "", "kubeletVersion": VERSION, "machineID": "", "operatingSystem": "linux",
        "osImage": "Debian GNU/Linux 13 (trixie)", "systemUUID": ""}


def labels(name: str) -> dict[str, str]:
    """The labels that a kubelet puts on its node."""
    return {"beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}


def addresses(name: str, number: int, families: Sequence[str]) -> list[Object]:
    """A machine's addresses, the cluster's first family first: `192.168.0.11`, `fd00:192::11`."""
    ips = {"IPv4": str(HOSTS[FIRST_HOST + number]), "IPv6": f"fd00:192::{FIRST_HOST + number}"}
    return [*({"address": ips[family], "type": "InternalIP"} for family in families), {"address": name, "type": "Hostname"}]


def status(found: list[Object], known: Mapping[str, Any], now: str) -> Object:
    """The status of a node that is ready; what is known of it already stays."""
    times = {"lastHeartbeatTime": now, "lastTransitionTime": now}
    conditions = [{**times, "type": kind, "status": "False", "reason": reason, "message": message} for kind, reason, message in PRESSURES]
    ready = {**times, "type": "Ready", "status": "True", "reason": "KubeletReady", "message": "kubelet is posting ready status"}
    capacity = known.get("capacity") or CAPACITY
    told = known.get("conditions") or []
    return {"addresses": found, "allocatable": capacity, "capacity": capacity, "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": INFO, **{name: value for name, value in known.items() if value}, "conditions": [*(told or conditions), ready]}
