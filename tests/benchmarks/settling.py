"""How long a cluster takes to settle as it grows: `python tests/benchmarks/settling.py [SIZE...]`,
sizes in Services of 15 pods each.

Time is this process's own; each size is measured against a tenth of it. Kubernetes' own supported
limits are size 10000 on 5000 nodes.
"""

import gc
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from measure import line

from minik import kinds
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import settle
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.model.object import Object

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
REPLICAS = 15


def documents(size: int) -> Iterator[Object]:
    """So many Services, each with a Deployment behind it."""
    for number in range(size):
        name, labels = f"web-{number}", {"app": f"web-{number}"}
        container = {
            "name": "main",
            "image": "registry.example/web:1.0",
            "ports": [{"containerPort": 8080}],
        }
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        metadata = {"name": name, "namespace": "default"}
        yield {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": {"selector": labels, "ports": [{"port": 80, "targetPort": 8080}]},
        }
        yield {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {
                "replicas": REPLICAS,
                "selector": {"matchLabels": labels},
                "template": template,
            },
        }


def filled(size: int) -> Cluster:
    """A cluster with all that is to be done still ahead."""
    settings = parse_settings(
        workers=max(size // 2, 3), pod_cidr="10.0.0.0/9", service_cidr="10.192.0.0/12"
    )
    draft = settle(new_cluster.create_cluster(settings, NOW)).draft()
    for document in documents(size):
        kind = kinds.find_served_kind(document["apiVersion"], document["kind"])
        assert kind is not None
        registry.create(draft, kind, document)
    return draft.cluster()


def seconds(cluster: Cluster) -> tuple[float, Cluster]:
    started = time.process_time()
    settled = settle(cluster)
    return time.process_time() - started, settled


def main() -> None:
    gc.disable()
    for size in [int(word) for word in sys.argv[1:]] or [1000]:
        tenth, _ = seconds(filled(size // 10))
        whole, settled = seconds(filled(size))
        again, _ = seconds(settled)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            line(
                f"settling {size:,} Services, {size * REPLICAS:,} Pods",
                "a tenth of it",
                whole / tenth,
                "<= 9",
            ),
            end="",
        )
        print(
            f"   {max(size // 2, 3):,} nodes, {memory} MB (<= 4096); at rest {again / whole:.3f} of it"
        )


if __name__ == "__main__":
    main()
