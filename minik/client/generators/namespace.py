"""A namespace from its name."""

from minik.model.object import Object


def build_namespace(name: str) -> Object:
    """Build a Namespace."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name},
        "spec": {},
        "status": {},
    }
