"""Paths of the API: what a path such as `/api/v1/namespaces/default/services/web` names."""

from collections.abc import Sequence
from urllib.parse import unquote

from minik import kinds
from minik.api import resources
from minik.api import subresources as parts_of_kinds
from minik.errors import NotFound
from minik.intake import request_errors, subresources
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind

NAMESPACE_PARTS = ("status", "finalize")
UNREAL = frozenset(("", ".", ".."))
NOT_ALLOWED = "the server does not allow this method on the requested resource"


class Place(NamedTuple):
    """What a path names: the objects of a kind, in a namespace or all, one of them, or a
    subresource (`part`) of it. `watched`: the path is one of those that only watch. `rest` is what
    follows a subresource that passes paths on.
    """

    kind: Kind
    api_version: str
    namespace: str = ""
    name: str = ""
    part: str = ""
    watched: bool = False
    rest: str = ""


class PageNotFound(NotFound):
    """A path that the server does not know at all; it says so in plain text."""


def _check_custom(kind: Kind, api_version: str, namespace: str, name: str, part: str) -> None:
    """Raise what the server of custom resources says of a place that a kind does not have."""
    version = objects.version(api_version)
    if version not in kind.versions or namespace and not kind.namespaced:
        raise PageNotFound("404 page not found")
    if part and not parts_of_kinds.has_part(kind, part, version):
        error = request_errors.not_found(kind, name)
        error.details = {"name": name, "group": kind.group, "kind": kind.plural}
        raise error


def not_found() -> NotFound:
    """Return the error for a path at which there is no resource."""
    return subresources.not_found()


def place(cluster: Cluster, path: str) -> Place:
    """Parse a path. Raises NotFound where there is no such resource."""
    parts = path.partition("?")[0].removesuffix("/").split("/")[1:] or [""]
    if parts[0] == "api" and parts[1:2] == ["v1"]:
        return _parse_place(cluster, "v1", parts[2:])
    if parts[0] == "apis" and len(parts) > 2:
        return _parse_place(cluster, f"{parts[1]}/{parts[2]}", parts[3:])
    raise subresources.not_found()


def _parse_place(cluster: Cluster, api_version: str, parts: Sequence[str]) -> Place:
    watched = parts[:1] == ["watch"]
    parts = parts[watched:]
    if any("%" in part for part in parts):
        parts = [unquote(part) for part in parts]
    own = parts[: parts.index("proxy")] if "proxy" in parts else parts  # the rest is the backend's
    if not UNREAL.isdisjoint(own) or any("/" in part or "%" in part for part in own):
        raise subresources.not_found()
    is_namespaced = (
        parts[:1] == ["namespaces"] and len(parts) > 2 and parts[2] not in NAMESPACE_PARTS
    )
    namespace = parts[1] if is_namespaced else ""
    plural, *names = parts[2:] if namespace else parts or [""]
    kind = kinds.find_resource(
        plural, objects.group(api_version), resources.custom_definitions(cluster)
    )
    version = cluster.settings.kubernetes_version
    if version and kind is not None and not kind.custom:
        kind = kinds.find_served_kind(api_version, kind.name, (), version)
    name, part, rest = (*names[:2], "", "")[:2] + ("/".join(names[2:]),)
    if kind is not None and kind.custom:
        _check_custom(kind, api_version, namespace, name, part)
    if (
        kind is None
        or objects.version(api_version) not in kind.versions
        or rest
        and part != "proxy"
        or namespace
        and not kind.namespaced
        or part
        and not parts_of_kinds.has_part(kind, part, objects.version(api_version))
    ):
        raise subresources.not_found()
    return Place(kind, api_version, namespace, name, part, watched, rest)
