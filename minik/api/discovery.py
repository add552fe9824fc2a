"""API discovery: groups, their versions, and the resources of each; one by one, or all at once.

Upstream rule: apiserver `endpoints/discovery`, `endpoints/discovery/aggregated`.
"""

import base64
from collections.abc import Iterator, Sequence
from hashlib import sha256

from minik.api import addresses, aggregation, subresources
from minik.api import resources as served
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.versions import version_rank

Document: TypeAlias = dict[str, Any]
PATHS = ("/api", "/api/v1", "/apis", "/healthz", "/livez", "/readyz", "/version")
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
# groups in the order of their priority; custom groups follow
GROUPS = (
    "",
    "apiregistration.k8s.io",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
    "discovery.k8s.io",
    "resource.k8s.io",
    "flowcontrol.apiserver.k8s.io",
)
CUSTOM_VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
# kinds of which another group's or version's objects are stored
STORED_ELSEWHERE = {
    "CustomResourceDefinition": "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
    "Event": "/v1/Event",
    "MutatingAdmissionPolicy": "admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding": "admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding",
}


class Resource(NamedTuple):
    """A resource, or a subresource of one: its name, the kind of its objects, its verbs.

    `group` and `version` are those of that kind where they are not those of the list.
    """

    name: str
    kind: str
    namespaced: bool
    verbs: Sequence[str]
    singular: str = ""
    short: Sequence[str] = ()
    categories: Sequence[str] = ()
    group: str = ""
    version: str = ""
    stored: str = ""

    def document(self) -> Document:
        """Return the resource as an APIResource."""
        optional = {
            "group": self.group,
            "version": self.version,
        }
        more = {
            "shortNames": list(self.short),
            "categories": list(self.categories),
            "storageVersionHash": version_hash(self.stored) if self.stored else "",
        }
        return {
            "name": self.name,
            "singularName": self.singular,
            "namespaced": self.namespaced,
            **{name: value for name, value in optional.items() if value},
            "kind": self.kind,
            "verbs": list(self.verbs),
            **{name: value for name, value in more.items() if value},
        }


def version_hash(stored: str) -> str:
    """Return the hash of the version in which a resource is stored: `group/version/kind`."""
    return base64.b64encode(sha256(stored.encode()).digest()[:8]).decode()


def document(cluster: Cluster, parts: Sequence[str]) -> Document | None:
    """Return the document at a discovery path; None at any other path."""
    if len(parts) > (2 if parts[0] == "api" else 3):
        return None
    kinds = list(served.cluster_kinds(cluster))
    if parts == [""]:
        return {"paths": sorted({*PATHS, *_group_paths(kinds)})}
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
        names = group_names(kinds)
        groups = [group(kinds, name) for name in names]
        remote = aggregation.groups(cluster, names)
        groups += [aggregation.group(name, versions) for name, versions in remote.items()]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    if parts[0] == "apis" and len(parts) == 2 and any(kind.group == parts[1] for kind in kinds):
        return {"kind": "APIGroup", "apiVersion": "v1", **group(kinds, parts[1])}
    if parts[0] == "apis" and len(parts) == 2:
        versions = aggregation.groups(cluster, group_names(kinds)).get(parts[1])
        own = {"kind": "APIGroup", "apiVersion": "v1"}
        return {**own, **aggregation.group(parts[1], versions)} if versions else None
    if (
        parts[0] == "apis"
        and len(parts) == 3
        and any("/".join(parts[1:]) in versions_of(kind) for kind in kinds)
    ):
        return resource_list(kinds, parts[1], parts[2])
    return None


def _group_paths(kinds: Sequence[Kind]) -> Iterator[str]:
    for kind in kinds:
        if kind.group:
            yield f"/apis/{kind.group}"
            yield from (f"/apis/{version}" for version in versions_of(kind))


def is_own_group(name: str) -> bool:
    """Return whether a group is one of Kubernetes' own."""
    return name in GROUPS


def is_custom_group(cluster: Cluster, name: str) -> bool:
    """Return whether a group is one of custom resources."""
    return any(
        definition["spec"]["group"] == name for definition in served.custom_definitions(cluster)
    )


def serves(cluster: Cluster, parts: Sequence[str]) -> bool:
    """Return whether a path lies in a version of a group that is served."""
    name, version = ("", parts[1]) if parts[0] == "api" else (parts[1], parts[2])
    if name == "":
        return version == "v1"
    return any(
        kind.group == name and version in kind.versions for kind in served.cluster_kinds(cluster)
    )


def group_names(kinds: Sequence[Kind]) -> list[str]:
    """Return the names of all groups but the core's, in the order of their priority."""
    names = dict.fromkeys(kind.group for kind in kinds if kind.group)
    known = [name for name in GROUPS if name in names]
    return known + sorted(name for name in names if name not in GROUPS)


def versions_of(kind: Kind) -> Iterator[str]:
    """Yield `group/version` for each version of a kind."""
    return (f"{kind.group}/{version}" for version in kind.versions)


def _versions(kinds: Sequence[Kind], name: str) -> list[str]:
    """Return the versions of a group, the preferred one first."""
    here = [kind for kind in kinds if kind.group == name]
    names = list(dict.fromkeys(version for kind in here for version in kind.versions))
    return sorted(names, key=version_rank, reverse=True) if any(k.custom for k in here) else names


def group(kinds: Sequence[Kind], name: str) -> Document:
    """Return the APIGroup document of a group: its versions, the preferred one first."""
    versions = _versions(kinds, name)
    entries = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": entries, "preferredVersion": entries[0]}


def resource_list(kinds: Sequence[Kind], name: str, version: str) -> Document:
    """Return the APIResourceList of one version of a group, subresources included."""
    return {
        "kind": "APIResourceList",
        **({"apiVersion": "v1"} if name else {}),
        "groupVersion": f"{name}/{version}".lstrip("/"),
        "resources": [resource.document() for resource in resources_in(kinds, name, version)],
    }


def resources_in(kinds: Sequence[Kind], name: str, version: str) -> list[Resource]:
    """Return the resources and subresources of one version of a group, by name."""
    here = [kind for kind in kinds if kind.group == name and version in kind.versions]
    listed = [resource for kind in here for resource in resources(kind, version)]
    custom = any(kind.custom for kind in here)
    return listed if custom else sorted(listed)


def resources(kind: Kind, version: str = "") -> Iterator[Resource]:
    """Yield a kind as a resource, then its subresources."""
    verbs = CUSTOM_VERBS if kind.custom else served.verbs_of(kind)
    yield Resource(
        kind.plural,
        kind.name,
        kind.namespaced,
        verbs,
        kind.singular_name,
        kind.short,
        kind.categories,
        stored=_stored(kind) if "create" in verbs and len(verbs) > 1 else "",
    )
    for part in subresources.parts_of(kind, version):
        yield Resource(
            f"{kind.plural}/{part.name}",
            part.kind or kind.name,
            kind.namespaced,
            part.verbs,
            group=part.group,
            version=part.version,
        )


def _stored(kind: Kind) -> str:
    own = f"{kind.group}/{kind.stored_version}/{kind.name}"
    return own if kind.custom else STORED_ELSEWHERE.get(kind.key, own)


def aggregated(cluster: Cluster, root: str) -> Document:
    """Return all groups with all resources: of `api` the core's, of `apis` all others."""
    kinds = list(served.cluster_kinds(cluster))
    names = [""] if root == "api" else group_names(kinds)
    remote = {} if root == "api" else aggregation.groups(cluster, names)
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": [
            *(_discovered_group(kinds, name) for name in names),
            *(aggregation.stale(name, versions) for name, versions in remote.items()),
        ],
    }


def _discovered_group(kinds: Sequence[Kind], name: str) -> Document:
    versions = [
        {
            "version": version,
            "resources": list(
                _discovered(resources_in(kinds, name, version), name, version, kinds)
            ),
            "freshness": "Current",
        }
        for version in _versions(kinds, name)
    ]
    return {"metadata": {"name": name} if name else {}, "versions": versions}


def _discovered(
    listed: Sequence[Resource], group_name: str, version: str, kinds: Sequence[Kind]
) -> Iterator[Object]:
    """Yield resources with their subresources within them."""
    custom = any(kind.custom for kind in kinds if kind.group == group_name)
    own = {"group": group_name, "version": version} if custom else {"group": "", "version": ""}
    for resource in listed:
        if "/" in resource.name:
            continue
        parts = [other for other in listed if other.name.startswith(f"{resource.name}/")]
        optional = {
            "shortNames": list(resource.short),
            "categories": list(resource.categories),
            "subresources": [_discovered_part(part, own) for part in parts],
        }
        yield {
            "resource": resource.name,
            "responseKind": {**own, "kind": resource.kind},
            "scope": "Namespaced" if resource.namespaced else "Cluster",
            "singularResource": resource.singular,
            "verbs": list(resource.verbs),
            **{name: value for name, value in optional.items() if value},
        }


def _discovered_part(part: Resource, own: Document) -> Object:
    kind = {**own, **({"group": part.group, "version": part.version} if part.group else {})}
    return {
        "subresource": part.name.partition("/")[2],
        "responseKind": {**kind, "kind": part.kind},
        "verbs": list(part.verbs),
    }
