"""Groups that another server serves, behind a Service: they are listed, and nobody answers there, since no
container runs.

Upstream rule: kube-aggregator `apiserver/handler_apis.go`, `handler_discovery.go`, `handler_proxy.go`.
"""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.versions import version_rank


def is_remote(cluster: Cluster, group: str, version: str) -> bool:
    """Return whether a version of a group is served by a server behind a Service."""
    known = cluster.get("APIService", "", f"{version}.{group}")
    return known is not None and read(known, "spec.service") is not None


def groups(cluster: Cluster, own: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the versions of each group that only other servers serve, by priority; `own` are the
    groups of this server.
    """
    found: dict[str, list[Object]] = {}
    for api_service in cluster.of("APIService"):
        spec = api_service["spec"]
        if spec.get("service") is not None and spec.get("group") not in own:
            found.setdefault(spec["group"], []).append(spec)
    ordered = sorted(found.items(), key=lambda pair: (-_least(pair[1]), pair[0]))
    return {name: [spec["version"] for spec in sorted(specs, key=_rank)] for name, specs in ordered}


def _least(specs: Sequence[Object]) -> int:
    return max(int(spec.get("groupPriorityMinimum") or 0) for spec in specs)


def _rank(spec: Object) -> tuple[int, tuple[Any, ...]]:
    rank = version_rank(spec["version"])
    return -int(spec.get("versionPriority") or 0), tuple(-part for part in rank)


def group(name: str, versions: Sequence[str]) -> dict[str, Any]:
    """Return the APIGroup document of such a group."""
    entries = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": entries, "preferredVersion": entries[0]}


def stale(name: str, versions: Sequence[str]) -> dict[str, Any]:
    """Return such a group in the aggregated discovery: nobody knows its resources."""
    entries = [{"version": version, "freshness": "Stale"} for version in versions]
    return {"metadata": {"name": name}, "versions": entries}
