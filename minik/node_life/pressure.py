"""Node pressure that a simulation reports: what the kubelet's conditions say, and how it ends."""

from minik.model import object as objects
from minik.model.object import Object, read
from minik.node_life import node_registration

PRESSURE = "minik.dev/pressure"  # since when a simulation has a node short of something
PRESSURES = {
    "MemoryPressure": (
        "KubeletHasInsufficientMemory",
        "kubelet has insufficient memory available",
        "memory",
    ),
    "DiskPressure": ("KubeletHasDiskPressure", "kubelet has disk pressure", "ephemeral-storage"),
    "PIDPressure": ("KubeletHasInsufficientPID", "kubelet has insufficient PID available", "pids"),
}


def without_pressure(node: Object, now: str) -> Object:
    """Return a node without any pressure condition."""
    healthy = {
        condition.get("type"): condition
        for condition in node_registration.ready_status([], {}, now)["conditions"]
    }
    conditions = [
        healthy[condition.get("type")]
        if condition.get("type") in PRESSURES and condition.get("status") == "True"
        else condition
        for condition in read(node, "status.conditions", [])
    ]
    return objects.write(objects.with_annotation(node, PRESSURE), "status.conditions", conditions)
