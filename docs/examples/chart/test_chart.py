"""What the chart renders is applied, and every Service in it leads to ready pods: pytest test_chart.py"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from minik import Cluster

CHART = Path(__file__).parent
VALUES = {"replicas": "2", "port": "8080", "image": "registry.example/web:1.0"}


def rendered(**values: str) -> str:
    """What `helm template` prints; where there is no helm, the same by hand: this chart has only values."""
    if helm := shutil.which("helm"):
        options = [f"--set={name}={value}" for name, value in values.items()]
        done = subprocess.run(
            [helm, "template", "shop", str(CHART), *options],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout
    text = (CHART / "templates" / "web.yaml").read_text()
    known = {"Release.Name": "shop"}
    known.update((f"Values.{name}", value) for name, value in {**VALUES, **values}.items())
    return re.sub(r"\{\{ \.([\w.]+) \}\}", lambda found: known[found[1]], text)


@pytest.mark.parametrize("replicas", ["1", "3"])
def test_the_service_leads_to_every_pod(minik_cluster: Cluster, replicas: str) -> None:
    cluster = minik_cluster.apply(rendered(replicas=replicas))
    assert len(cluster.resolve("shop-web:http").backends) == int(replicas)
    assert not cluster.check()


def test_every_manifest_is_valid(minik_cluster: Cluster) -> None:
    assert all(verdict.is_valid for verdict in minik_cluster.validate(rendered()))


def test_it_answers_while_a_node_is_down(minik_cluster: Cluster) -> None:
    cluster = minik_cluster.apply(rendered(replicas="3"))
    for node in cluster.list("nodes", selector="!node-role.kubernetes.io/control-plane"):
        assert cluster.simulate.node_down(node["metadata"]["name"]).resolve("shop-web").backends


def test_without_replicas_nothing_answers(minik_cluster: Cluster) -> None:
    resolution = minik_cluster.apply(rendered(replicas="0")).resolve("shop-web")
    assert not resolution and "replicas: 0" in resolution.reason
