"""kr8s, against a served cluster."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import DEPLOYMENT, LABELS, eventually, served

from minik import Server

kr8s: Any = pytest.importorskip("kr8s")
objects: Any = importlib.import_module("kr8s.objects")
pytestmark = pytest.mark.filterwarnings(
    "ignore:Kubernetes version:UserWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with served(tmp_path / "minik") as found:
        yield found


@pytest.fixture
def api(server: Server) -> Any:
    return kr8s.api(kubeconfig=str(server.kubeconfig))


def test_who_and_what_is_there(api: Any) -> None:
    assert api.version()["gitVersion"].startswith("v1.") and api.whoami() == "admin"
    assert [node.name for node in api.get("nodes")][0] == "control-plane"
    assert {"pods", "deployments", "shirts"} <= {one["name"] for one in api.api_resources()}


def test_a_deployment_and_its_service(api: Any, server: Server) -> None:
    deployment = objects.Deployment(DEPLOYMENT, api=api)
    deployment.create()
    deployment.wait("condition=Available", timeout=30)
    eventually(deployment.ready)
    assert len(deployment.pods()) == 2
    service = objects.Service.get("web", api=api)
    assert service.ready() and len(service.ready_pods()) == 2
    deployment.scale(3)
    eventually(lambda: len(server.cluster.resolve("web").pods) == 3)
    deployment.label({"a": "b"})
    deployment.annotate(note="x")
    deployment.patch({"spec": {"replicas": 1}})
    deployment.refresh()
    assert deployment.labels["a"] == "b" and deployment.annotations["note"] == "x"
    eventually(lambda: len(list(api.get("pods", label_selector=LABELS))) == 1)
    (pod,) = api.get("pods", label_selector=LABELS)
    pod.wait("condition=Ready", timeout=30)
    assert not list(pod.logs())
    deployment.delete()
    deployment.wait("delete", timeout=30)
    assert not deployment.exists()


def test_nodes_are_cordoned_and_tainted(api: Any) -> None:
    node = objects.Node.get("node-1", api=api)
    node.cordon()
    assert objects.Node.get("node-1", api=api).unschedulable
    node.uncordon()
    node.taint("k", "v", effect="NoSchedule")
    taints = objects.Node.get("node-1", api=api).taints
    assert [dict(taint) for taint in taints] == [{"key": "k", "value": "v", "effect": "NoSchedule"}]


def test_custom_resources_and_watches(api: Any) -> None:
    shirt = objects.new_class("Shirt", "example.dev/v1", namespaced=True)
    shirt({"metadata": {"name": "s"}, "spec": {"size": "m"}}, api=api).create()
    assert [one.name for one in api.get("shirts.example.dev")] == ["s"]
    event, seen = next(iter(api.watch("shirts.example.dev")))
    assert (event, seen.name) == ("ADDED", "s")


def test_what_runs_nowhere_is_said_to_be_out_of_reach(api: Any) -> None:
    objects.Deployment(DEPLOYMENT, api=api).create()
    eventually(lambda: list(api.get("pods", label_selector=LABELS)))
    pod = list(api.get("pods", label_selector=LABELS))[0]
    pod.wait("condition=Ready", timeout=30)
    with pytest.raises(Exception, match="500"):
        pod.exec(["ls"])
    with pytest.raises(kr8s.ServerError, match="503"):
        objects.Service.get("web", api=api).proxy_http_get("/")
