"""A large cluster before its first change: what a change asks of it is worked out beforehand, a piece at
a time, between the answers.

Controllers look at it once, so that they look at changes alone afterwards; and its tables get the
indexes that a Deployment and its Service have asked of those of a small cluster.
"""

import asyncio
import json
from collections.abc import Iterator

from minik import controllers
from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.serve.api_cluster import MANY, ServedCluster

PAUSE = 0.02  # seconds between two pieces
PORT = 80
LABELS = {"app": "web"}
WEB: dict[str, Object] = {
    "/apis/apps/v1/namespaces/default/deployments": {
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {"containers": [{"name": "web", "image": "web"}]},
        },
    },
    "/api/v1/namespaces/default/services": {"selector": LABELS, "ports": [{"port": PORT}]},
}


async def warm(served: ServedCluster, ending: asyncio.Event) -> None:
    """Prepare a cluster for its first change, until the server ends."""
    for _ in pieces(served):
        await asyncio.sleep(PAUSE)
        if ending.is_set():
            return


def pieces(served: ServedCluster) -> Iterator[None]:
    """Prepare a large cluster for its first change; what is yielded is a piece done."""
    if all(len(served.cluster.table(kind).by_path) <= MANY for kind in served.cluster.kinds()):
        return
    for controller in served.order or controllers.load_all():
        served.look(controller)
        yield
    small = rehearsed(served)
    for kind in small.kinds():
        for prepare in small.table(kind).questions():
            prepare(served.cluster.table(kind))
            yield


def rehearsed(served: ServedCluster) -> Cluster:
    """Return a small cluster in which a Deployment and its Service were made."""
    made = new_cluster.create_cluster(served.cluster.settings, served.clock())
    small = ServedCluster(settle(made), served.clock, served.order)
    for path, spec in WEB.items():
        body = json.dumps({"metadata": {"name": "web"}, "spec": spec}).encode()
        small.answer(Request("POST", path, None, {}, body))
    return small.cluster
