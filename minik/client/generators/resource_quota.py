"""A ResourceQuota from limits and scopes."""

from minik import light_re as re
from minik.errors import ClientError
from minik.model.object import MutableObject, Object

SCOPES = (
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
)
QUANTITY = re.compile(r"[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)")
NO_QUANTITY = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)


def build_resource_quota(name: str, hard: str = "", scopes: str = "") -> Object:
    """Build a ResourceQuota from `cpu=1,pods=2` and scopes."""
    spec: MutableObject = {}
    if hard:
        spec["hard"] = dict(map(_parse_limit, hard.split(",")))
    if scopes:
        spec["scopes"] = [_check_scope(scope) for scope in sorted(scopes.split(","))]
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": name},
        "spec": spec,
        "status": {},
    }


def _parse_limit(text: str) -> tuple[str, str]:
    resource, equals, quantity = text.partition("=")
    if not equals or "=" in quantity:
        raise ClientError(f"Invalid argument syntax {text}, expected <resource>=<value>")
    if not QUANTITY.fullmatch(quantity):
        raise ClientError(NO_QUANTITY)
    return resource, quantity


def _check_scope(text: str) -> str:
    if text not in SCOPES:
        raise ClientError(f'invalid resource quota scope "{text}"')
    return text
