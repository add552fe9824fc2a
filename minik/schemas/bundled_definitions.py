"""CustomResourceDefinitions that minik brings along: Gateway API (standard channel, as of August
2026) and network-policy-api, with its older AdminNetworkPolicies; made by `generate_definitions.py`.

Each is a file of the folder, named as the definition is: PLURAL.GROUP.json.
"""

import os
from functools import cache

from minik import light_json, schemas
from minik.light_typing import Any

FOLDER = "custom_resource_definitions"
SUFFIX = ".json"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the definitions: `gateways.gateway.networking.k8s.io`."""
    files = os.listdir(os.path.join(schemas.__path__[0], FOLDER))
    return tuple(sorted(file.removesuffix(SUFFIX) for file in files if file.endswith(SUFFIX)))


@cache
def definition(name: str) -> dict[str, Any]:
    """Return a definition as an administrator would apply it."""
    made: dict[str, Any] = light_json.loads(schemas.read_data(f"{FOLDER}/{name}{SUFFIX}"))
    return made


def of_group(group: str) -> tuple[dict[str, Any], ...]:
    """Return the definitions of an API group; none where it is not one of them."""
    return tuple(definition(name) for name in names() if name.partition(".")[2] == group)


def of_document(value: Any) -> tuple[dict[str, Any], ...]:
    """Return the definitions that can make a document's kind known: those of its group."""
    version = value.get("apiVersion") if isinstance(value, dict) else None
    return of_group(version.partition("/")[0]) if isinstance(version, str) else ()
