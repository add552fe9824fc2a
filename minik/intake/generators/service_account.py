"""A service account from its name."""
from minik.model.object import Object


def service_account(name: str) -> Object:
    """An account that pods of a namespace can run as."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}
