"""What the API tells of itself: its groups, their versions, and the resources of each. Upstream rule: apiserver `endpoints/discovery`."""
from collections.abc import Iterator, Sequence
from typing import Any

from minik.commands import api_resources, cluster_info
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

Answer = dict[str, Any]
PATHS = ("/api", "/api/v1", "/apis", "/healthz", "/livez", "/readyz", "/version")


def answer(cluster: Cluster, parts: Sequence[str]) -> Answer | None:
    """The answer at a path of discovery; nothing at any other."""
    known = list(api_resources.known(cluster))
    if parts == [""]:
        groups = {f"/apis/{kind.group}" for kind in known if kind.group}
        versions = {f"/apis/{version}" for kind in known if kind.group for version in versions_of(kind)}
        return {"paths": sorted({*PATHS, *groups, *versions})}
    if parts == ["api"]:
        server = cluster_info.control_plane(cluster).partition("://")[2]
        return {"kind": "APIVersions", "versions": ["v1"],
                "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": server}]}
    if parts == ["api", "v1"]:
        return listed(known, "", "v1")
    if parts == ["apis"]:
        names = dict.fromkeys(kind.group for kind in known if kind.group)
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [group(known, name) for name in names]}
    if parts[0] == "apis" and len(parts) == 2 and any(kind.group == parts[1] for kind in known):
        return {"kind": "APIGroup", "apiVersion": "v1", **group(known, parts[1])}
    if parts[0] == "apis" and len(parts) == 3 and any("/".join(parts[1:]) in versions_of(kind) for kind in known):
        return listed(known, parts[1], parts[2])
    return None


def versions_of(kind: Kind) -> Iterator[str]:
    """The group and version of a kind, for each of its versions."""
    return (f"{kind.group}/{version}" for version in kind.versions)


def group(known: Sequence[Kind], name: str) -> Answer:
    """One group: its versions, the preferred one first."""
    versions = dict.fromkeys(version for kind in known if kind.group == name for version in kind.versions)
    found = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": found, "preferredVersion": found[0]}


def listed(known: Sequence[Kind], name: str, version: str) -> Answer:
    """The resources of one version of a group, and the parts of them that have a path of their own."""
    found = [resource for kind in known if kind.group == name and version in kind.versions for resource in resources(kind)]
    return {"kind": "APIResourceList", **({"apiVersion": "v1"} if name else {}), "groupVersion": f"{name}/{version}".lstrip("/"),
            "resources": found}


def resources(kind: Kind) -> Iterator[Object]:
    """A kind as a resource, and its parts."""
    from minik.intake import subresources  # noqa: PLC0415 only this needs to know which parts there are
    told = {"name": kind.plural, "singularName": kind.name.lower(), "namespaced": kind.namespaced, "kind": kind.name,
            "verbs": list(api_resources.verbs_of(kind))}
    more = {"shortNames": list(kind.short), "categories": list(kind.categories)}
    yield {**told, **{name: value for name, value in more.items() if value}}
    for part in ("scale", "status"):
        if subresources.has(kind, part):
            scale = {"group": "autoscaling", "version": "v1", "kind": "Scale"} if part == "scale" else {"kind": kind.name}
            yield {"name": f"{kind.plural}/{part}", "singularName": "", "namespaced": kind.namespaced, **scale,
                   "verbs": ["get", "patch", "update"]}
