"""A namespace from its name."""
from minik.model.object import Object


def namespace(name: str) -> Object:
    """An empty namespace."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}, "spec": {}, "status": {}}
