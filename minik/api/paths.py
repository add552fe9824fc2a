"""Paths of the API: what a path such as `/api/v1/namespaces/default/services/web` names."""

from collections.abc import Sequence

from minik import kinds
from minik.api import resources
from minik.intake import subresources
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind

NOT_ALLOWED = "the server does not allow this method on the requested resource"


class Place(NamedTuple):
    """What a path names: the objects of a kind, in a namespace or all, one of them, or a
    subresource (`part`) of it.
    """

    kind: Kind
    api_version: str
    namespace: str = ""
    name: str = ""
    part: str = ""


def place(cluster: Cluster, path: str) -> Place:
    """Parse a path. Raises NotFound where there is no such resource."""
    parts = path.partition("?")[0].strip("/").split("/")
    if parts[0] == "api" and parts[1:2] == ["v1"]:
        return _parse_place(cluster, "v1", parts[2:])
    if parts[0] == "apis" and len(parts) > 2:
        return _parse_place(cluster, f"{parts[1]}/{parts[2]}", parts[3:])
    raise subresources.not_found()


def _parse_place(cluster: Cluster, api_version: str, parts: Sequence[str]) -> Place:
    namespace = (
        parts[1]
        if parts[:1] == ["namespaces"] and len(parts) > 2 and parts[2:] != ["status"]
        else ""
    )
    plural, *name = parts[2:] if namespace else parts or [""]
    kind = kinds.find_kind(
        f"{plural}.{objects.group(api_version)}".rstrip("."),
        resources.custom_definitions(cluster),
    )
    if (
        kind is None
        or objects.version(api_version) not in kind.versions
        or len(name) > 2
        or namespace
        and not kind.namespaced
    ):
        raise subresources.not_found()
    return Place(kind, api_version, namespace, *name)
