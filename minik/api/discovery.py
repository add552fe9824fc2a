"""API discovery: groups, their versions, and the resources of each.

Upstream rule: apiserver `endpoints/discovery`.
"""

import json
from collections.abc import Iterator, Sequence

from minik.api import addresses
from minik.api import resources as served
from minik.intake import subresources
from minik.light_typing import Any, TypeAlias
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

Document: TypeAlias = dict[str, Any]
PATHS = ("/api", "/api/v1", "/apis", "/healthz", "/livez", "/readyz", "/version")


def body(cluster: Cluster, parts: Sequence[str]) -> str | None:
    """Return the JSON at a discovery path, as the server writes it; None at any other path."""
    found = document(cluster, parts)
    if found is None:
        return None
    is_root = parts == [""]
    return json.dumps(
        found, indent=2 if is_root else None, separators=None if is_root else (",", ":")
    )


def document(cluster: Cluster, parts: Sequence[str]) -> Document | None:
    """Return the document at a discovery path; None at any other path."""
    kinds = list(served.cluster_kinds(cluster))
    if parts == [""]:
        groups = {f"/apis/{kind.group}" for kind in kinds if kind.group}
        versions = {
            f"/apis/{version}" for kind in kinds if kind.group for version in versions_of(kind)
        }
        return {"paths": sorted({*PATHS, *groups, *versions})}
    if parts == ["api"]:
        server = addresses.control_plane(cluster).partition("://")[2]
        return {
            "kind": "APIVersions",
            "versions": ["v1"],
            "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": server}],
        }
    if parts == ["api", "v1"]:
        return resource_list(kinds, "", "v1")
    if parts == ["apis"]:
        names = dict.fromkeys(kind.group for kind in kinds if kind.group)
        return {
            "kind": "APIGroupList",
            "apiVersion": "v1",
            "groups": [group(kinds, name) for name in names],
        }
    if parts[0] == "apis" and len(parts) == 2 and any(kind.group == parts[1] for kind in kinds):
        return {"kind": "APIGroup", "apiVersion": "v1", **group(kinds, parts[1])}
    if (
        parts[0] == "apis"
        and len(parts) == 3
        and any("/".join(parts[1:]) in versions_of(kind) for kind in kinds)
    ):
        return resource_list(kinds, parts[1], parts[2])
    return None


def versions_of(kind: Kind) -> Iterator[str]:
    """Yield `group/version` for each version of a kind."""
    return (f"{kind.group}/{version}" for version in kind.versions)


def group(kinds: Sequence[Kind], name: str) -> Document:
    """Return the APIGroup document of a group: its versions, the preferred one first."""
    versions = dict.fromkeys(
        version for kind in kinds if kind.group == name for version in kind.versions
    )
    entries = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": entries, "preferredVersion": entries[0]}


def resource_list(kinds: Sequence[Kind], name: str, version: str) -> Document:
    """Return the APIResourceList of one version of a group, subresources included."""
    documents = [
        resource
        for kind in kinds
        if kind.group == name and version in kind.versions
        for resource in resources(kind)
    ]
    return {
        "kind": "APIResourceList",
        **({"apiVersion": "v1"} if name else {}),
        "groupVersion": f"{name}/{version}".lstrip("/"),
        "resources": documents,
    }


def resources(kind: Kind) -> Iterator[Object]:
    """Yield a kind as an API resource, then its subresources."""
    document = {
        "name": kind.plural,
        "singularName": kind.name.lower(),
        "namespaced": kind.namespaced,
        "kind": kind.name,
        "verbs": list(served.verbs_of(kind)),
    }
    optional = {"shortNames": list(kind.short), "categories": list(kind.categories)}
    yield {**document, **{name: value for name, value in optional.items() if value}}
    for part in ("approval", "scale", "status"):
        if subresources.has_subresource(kind, part):
            scale = (
                {"group": "autoscaling", "version": "v1", "kind": "Scale"}
                if part == "scale"
                else {"kind": kind.name}
            )
            yield {
                "name": f"{kind.plural}/{part}",
                "singularName": "",
                "namespaced": kind.namespaced,
                **scale,
                "verbs": ["get", "patch", "update"],
            }
