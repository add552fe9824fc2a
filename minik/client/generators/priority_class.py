"""A PriorityClass from its value."""

from minik.model.object import Object


def build_priority_class(
    name: str, value: int, *, is_default: bool = False, description: str = "", preemption: str = ""
) -> Object:
    """Build a PriorityClass."""
    optional = {"globalDefault": is_default, "description": description}
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": value,
        "preemptionPolicy": preemption or "PreemptLowerPriority",
        **{field: setting for field, setting in optional.items() if setting},
    }
