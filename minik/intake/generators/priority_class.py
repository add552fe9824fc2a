"""A PriorityClass from its value."""
from minik.model.object import Object


def priority_class(name: str, value: int, *, is_default: bool = False, description: str = "", preemption: str = "") -> Object:
    """How important pods of this class are."""
    optional = {"globalDefault": is_default, "description": description}
    return {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value,
            "preemptionPolicy": preemption or "PreemptLowerPriority", **{field: given for field, given in optional.items() if given}}
