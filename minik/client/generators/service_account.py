"""A service account from its name."""

from minik.model.object import Object


def build_service_account(name: str) -> Object:
    """Build a ServiceAccount."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}
