"""What a live cluster costs: `python tests/benchmarks/live.py [--quick]`.

5,000 pods and 500 Services, served by minik itself: how many requests `resolve NAME` and `check` send,
and `minik check` against `kubectl get` of the same kinds, in turn. A real server is asked the same way:
`--kubeconfig FILE`.
"""

import statistics
import sys
import tempfile
from datetime import UTC, datetime

from measure import line, once, program

from minik import Cluster, Server, kinds
from minik.diagnosis import causes
from minik.diagnosis.resolution import resolve
from minik.diagnosis.view import View
from minik.discovery import names
from minik.live.client import Client
from minik.live.cluster import open_cluster
from minik.live.connection import Connection
from minik.live.listing import path_of
from minik.live.source import JUDGED

PODS, SERVICES = 5_000, 500


def manifests(pods: int, services: int) -> list[dict[str, object]]:
    """Services, and the Deployments behind them."""
    made: list[dict[str, object]] = []
    for number in range(services):
        labels = {"app": f"web-{number}"}
        container = {"name": "main", "image": "registry.example/web:1"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {
            "replicas": pods // services,
            "selector": {"matchLabels": labels},
            "template": template,
        }
        metadata = {"name": f"web-{number}", "namespace": "default"}
        made.append(
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
        )
        ports = [{"port": 80, "targetPort": 8080}]
        made.append(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": metadata,
                "spec": {"selector": labels, "ports": ports},
            }
        )
    return made


def asked(kubeconfig: str, check: bool) -> list[str]:
    """The paths that are asked for, by one question."""
    client = Client(Connection(kubeconfig))
    now = datetime.now(UTC).replace(microsecond=0)
    cluster = open_cluster(client, now, "default", lambda text: None)
    if check:
        causes.collect_findings(View(cluster))
    else:
        name = names.parse("web-1.default", "default", cluster.settings.cluster_domain)
        assert resolve(cluster, name).backends
    return client.requests


def main() -> None:
    quick = "--quick" in sys.argv
    size = (PODS // 10, SERVICES // 10) if quick else (PODS, SERVICES)
    with tempfile.TemporaryDirectory() as folder:
        workers = max(3, size[0] // 100)
        cluster = Cluster(workers=workers).apply(manifests(*size))
        with Server(cluster, folder) as server:
            measure(str(server.kubeconfig), 1 if quick else 5)


def measure(kubeconfig: str, rounds: int) -> None:
    """Print the rows for the cluster that a kubeconfig leads to."""
    line("requests of resolve NAME", "one request", len(asked(kubeconfig, False)), "<= 12")
    paths = asked(kubeconfig, True)
    listed = ",".join(
        kind.plural for kind in map(kinds.kind_of_key, JUDGED) if path_of(kind) in paths
    )
    kubectl = [
        program("kubectl") or "kubectl",
        "--kubeconfig",
        kubeconfig,
        "get",
        listed,
        "-A",
        "-o",
        "json",
    ]
    minik = [
        sys.executable,
        "-m",
        "minik",
        "check",
        "--severity",
        "error",
        "--kubeconfig",
        kubeconfig,
    ]
    costs = [[once(command, {}).wall for command in (kubectl, minik)] for _ in range(rounds)]
    theirs, ours = (statistics.median(cost[way] for cost in costs) for way in range(2))
    line("minik check, live (wall time)", "kubectl get of the same kinds", ours / theirs, "<= 2")


if __name__ == "__main__":
    main()
