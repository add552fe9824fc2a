"""A copy of a live cluster, as a value: read once, and only read."""

from collections.abc import Iterator
from datetime import UTC, datetime

from minik.controllers import hold
from minik.dumps.importing import import_documents
from minik.intake.parsing import Document
from minik.library.states import Loaded
from minik.live import copying
from minik.live.client import Client
from minik.live.cluster import open_cluster
from minik.live.connection import Connection
from minik.live.source import LiveSource


def copy(
    kubeconfig: str, context: str, namespace: str, now: datetime | None, *, secrets: bool
) -> Loaded:
    """Return a copy of the cluster that a kubeconfig leads to, or of one of its namespaces."""
    client = Client(Connection(kubeconfig, context))
    moment = now or datetime.now(UTC).replace(microsecond=0)
    told: list[str] = []
    cluster = open_cluster(client, moment, namespace or client.access.namespace, told.append)
    source = cluster.source
    assert isinstance(source, LiveSource)
    unknown: list[str] = []

    def documents() -> Iterator[Document]:
        yield from copying.documents(source, namespace, with_secrets=secrets)
        unknown.extend(source.forbidden)

    result = import_documents(documents(), moment, unknown, namespace)
    return Loaded(hold(result.cluster), (*told, *result.warnings))
