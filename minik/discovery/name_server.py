"""The cluster's name server: CoreDNS as its Corefile configures it; as kubeadm does where the state holds
no Corefile.
"""

from minik.discovery import answering, corefile
from minik.discovery.answering import Answer
from minik.model.cluster import Cluster


def answer(cluster: Cluster, name: str, kind: str) -> Answer:
    """Return the answer to one question; `kind` is a record type such as `A`."""
    blocks = corefile.of_cluster(cluster)
    if not blocks:
        return answering.answer(cluster, name, kind)
    from minik.discovery.plugins import Asked, serve  # noqa: PLC0415 few clusters hold a Corefile

    query = name.rstrip(".").lower()
    block = corefile.serving(blocks, query)
    if block is None:
        return Answer("REFUSED", reason=f"no server block of the Corefile takes {query} at port 53")
    return serve(Asked(cluster, block, query, kind))
