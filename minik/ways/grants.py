"""References from one namespace into another, and the ReferenceGrants that permit them.

Upstream rule: Gateway API `referencegrant_types.go`: a grant stands in the namespace of what is
referred to; each pair of its `from` and its `to` permits.
"""

from collections.abc import Mapping

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.ways import understanding
from minik.ways.vocabulary import GRANT, GROUP, Reference


def permits(cluster: Cluster, kind: str, namespace: str, target: Reference) -> bool:
    """Return whether an object of Gateway API, of a kind and in a namespace, may refer to a target."""
    if target.namespace == namespace:
        return True
    return any(
        any(_is_from(source, kind, namespace) for source in objects.read_list(grant, "spec.from"))
        and any(_is_to(what, target) for what in objects.read_list(grant, "spec.to"))
        for grant in understanding.within(cluster, GRANT, target.namespace)
    )


def _is_from(source: Mapping[str, Any], kind: str, namespace: str) -> bool:
    return (source.get("group"), source.get("kind"), source.get("namespace")) == (
        GROUP,
        kind,
        namespace,
    )


def _is_to(what: Mapping[str, Any], target: Reference) -> bool:
    return (what.get("group") or "", what.get("kind")) == (target.group, target.kind) and (
        what.get("name") or target.name
    ) == target.name
