"""The cluster's name server: whether anybody stands behind the Service kube-dns, and whether its Corefile
lets it answer a name.
"""

from minik.diagnosis.reason import Reason
from minik.discovery import corefile
from minik.discovery.search import cluster_server
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.answering import answers

NAMESPACE, NAME = "kube-system", "kube-dns"


def silent_server(cluster: Cluster) -> Object | None:
    """Return the Service kube-dns where nobody answers behind it, so that no name is found; None
    where somebody does, and where the state holds nothing of its namespace that could tell.
    """
    server = cluster.get("Service", NAMESPACE, NAME)
    if server is None or not services.selector(server) or answers(cluster, server):
        return None
    selector = services.selector(server).items()
    known = cluster.within("Pod", NAMESPACE) or any(
        selector <= objects.read(workload, "spec.template.metadata.labels", {}).items()
        for workload in cluster.within("Deployment", NAMESPACE)
    )
    return server if known else None


def why_silent(cluster: Cluster) -> str:
    """Return why no name is answered, as a sentence; "" where names are."""
    if silent_server(cluster) is None:
        return ""
    address = cluster_server(cluster)
    return f"The cluster's DNS server ({address}) does not answer: no pod stands behind Service {NAMESPACE}/{NAME}."


def why_misled(cluster: Cluster, name: str) -> Reason | None:
    """Return why the name server does not answer the full name of a Service as the cluster means it: what
    its Corefile says; None where it does.
    """
    blocks = corefile.of_cluster(cluster)
    if not blocks or not name:
        return None
    from minik.diagnosis import corefile_faults  # noqa: PLC0415 few clusters hold a Corefile

    for fault in corefile_faults.faults(cluster, blocks, [name]):
        if not fault.starts:
            line = f", line {fault.plugin.line}" if fault.plugin and fault.plugin.line else ""
            where = f"ConfigMap {corefile.NAMESPACE}/{corefile.NAME}{line}"
            return Reason(
                f"The Corefile keeps the cluster's DNS server from answering it: {fault.because} ({where}).",
                fault.fix,
            )
    return None
