"""A ResourceQuota from what may be used at most."""
import re

from minik.errors import ClientError
from minik.model.object import Object

SCOPES = ("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
          "VolumeAttributesClass")
QUANTITY = re.compile(r"[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)")
NO_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


def resource_quota(name: str, hard: str = "", scopes: str = "") -> Object:
    """What a namespace may use: `cpu=1,pods=2`, in these scopes."""
    spec: Object = {}
    if hard:
        spec["hard"] = dict(map(_limit, hard.split(",")))
    if scopes:
        spec["scopes"] = [_scope(scope) for scope in sorted(scopes.split(","))]
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": name}, "spec": spec, "status": {}}


def _limit(text: str) -> tuple[str, str]:
    resource, equals, quantity = text.partition("=")
    if not equals or "=" in quantity:
        raise ClientError(f"Invalid argument syntax {text}, expected <resource>=<value>")
    if not QUANTITY.fullmatch(quantity):
        raise ClientError(NO_QUANTITY)
    return resource, quantity


def _scope(text: str) -> str:
    if text not in SCOPES:
        raise ClientError(f'invalid resource quota scope "{text}"')
    return text
