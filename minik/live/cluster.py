"""The Cluster of a live cluster: as a dump of it would be, but read only as far as it is asked."""

from collections.abc import Callable
from datetime import datetime

from minik.dumps import gaps, importing, inferred_settings
from minik.live.client import Client
from minik.live.source import LiveSource
from minik.model.cluster import Cluster
from minik.model.settings import Settings

SETTING_OBJECTS = (  # what settings are read off, beside nodes; see `dumps/inferred_settings.py`
    ("ServiceCIDR", "kubernetes"),
    ("Service", "default/kubernetes"),
    ("ConfigMap", "kube-system/coredns"),
    ("ConfigMap", "kube-system/kube-proxy"),
    ("ServiceAccount", "default/default"),
)


def open_cluster(
    client: Client,
    now: datetime,
    home: str,
    tell: Callable[[str], None],
    *,
    strict: bool = False,
) -> Cluster:
    """Return the cluster that a client leads to. `strict`: what may not be seen is an error, not unknown.

    Raises MinikError where it cannot be reached.
    """
    source = LiveSource(client, now, home, tell)
    source.prefetch(["Node"])
    settings = infer_settings(source)
    source.strict = strict
    source.held().settings = settings  # type: ignore[attr-defined]
    return Cluster(source, settings, now)


def with_identity(cluster: Cluster) -> Cluster:
    """Return a live cluster with what new objects get their names and uids from, as import makes it:
    that takes every object there is.
    """
    source = cluster.source
    assert isinstance(source, LiveSource)
    source.read_all()
    tables = {kind: table for kind, table in source.tables.items() if table}
    lineage, version = importing.lineage_of(tables), importing.latest_version(tables)
    return Cluster(
        source, cluster.settings, cluster.now, serial=1, lineage=lineage, version=version
    )


def infer_settings(source: LiveSource) -> Settings:
    """Return the settings of a live cluster, read off few of its objects, as import reads them off all."""
    found: dict[str, dict[str, object]] = {"Node": dict(source.all("Node"))}
    source.find_all(SETTING_OBJECTS)
    for kind, path in SETTING_OBJECTS:
        obj = source.find(kind, path)
        if obj is not None:
            found.setdefault(kind, {})[path] = obj
    if "ServiceCIDR" not in found and gaps.KUBERNETES not in found.get("Service", {}):
        found["Service"] = dict(source.all("Service"))
    return inferred_settings.infer_settings(found)  # type: ignore[arg-type]
