"""lightkube, against a served cluster."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import DEPLOYMENT, LABELS, eventually, served

from minik import Server

lightkube: Any = pytest.importorskip("lightkube")
core: Any = importlib.import_module("lightkube.resources.core_v1")
apps: Any = importlib.import_module("lightkube.resources.apps_v1")
meta: Any = importlib.import_module("lightkube.models.meta_v1")
scaling: Any = importlib.import_module("lightkube.models.autoscaling_v1")
generic: Any = importlib.import_module("lightkube.generic_resource")
codecs: Any = importlib.import_module("lightkube.codecs")
types: Any = importlib.import_module("lightkube.types")
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
NAMED = {"name": "settings", "namespace": "default"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with served(tmp_path / "minik") as found:
        yield found


@pytest.fixture
def client(server: Server) -> Any:
    config = lightkube.KubeConfig.from_file(str(server.kubeconfig))
    return lightkube.Client(config, field_manager="tests")


def test_objects_are_made_replaced_patched_and_applied(client: Any) -> None:
    def config_map(**data: str) -> Any:
        return core.ConfigMap(metadata=meta.ObjectMeta(**NAMED), data=data)

    assert client.create(config_map(a="b")).data == {"a": "b"}
    assert client.replace(config_map(a="c")).data == {"a": "c"}
    assert client.patch(core.ConfigMap, "settings", {"data": {"d": "e"}}).data["d"] == "e"
    assert client.apply(config_map(a="f"), force=True).data == {"a": "f", "d": "e"}
    with pytest.raises(lightkube.ApiError) as refused:
        client.create(config_map())
    assert (refused.value.status.code, refused.value.status.reason) == (409, "AlreadyExists")
    client.delete(core.ConfigMap, "settings")
    assert not [one for one in client.list(core.ConfigMap) if one.metadata.name == "settings"]


def test_a_deployment_is_waited_for_scaled_and_watched(client: Any, server: Server) -> None:
    client.create(codecs.from_dict(DEPLOYMENT))
    ready = client.wait(apps.Deployment, "web", for_conditions=["Available"])
    eventually(lambda: client.get(apps.Deployment.Status, "web").status.readyReplicas == 2)
    assert ready.metadata.name == "web"
    scale = apps.DeploymentScale(
        metadata=meta.ObjectMeta(name="web", namespace="default"),
        spec=scaling.ScaleSpec(replicas=3),
    )
    assert client.replace(scale).spec.replicas == 3
    eventually(lambda: len(server.cluster.resolve("web").pods) == 3)
    assert len(list(client.list(core.Pod, labels={"app": ["web", "other"]}))) == 3
    kind, pod = next(iter(client.watch(core.Pod, labels=LABELS, server_timeout=10)))
    assert kind == "ADDED" and not list(client.log(pod.metadata.name))
    client.delete(apps.Deployment, "web", cascade=types.CascadeType.FOREGROUND)
    eventually(lambda: not list(client.list(core.Pod, labels=LABELS)))


def test_generic_resources(client: Any) -> None:
    shirt = generic.create_namespaced_resource("example.dev", "v1", "Shirt", "shirts")
    client.create(shirt(metadata={"name": "s", "namespace": "default"}, spec={"size": "m"}))
    assert [one.spec["size"] for one in client.list(shirt)] == ["m"]
    generic.load_in_cluster_generic_resources(client)
    status = shirt.Status(
        metadata={"name": "s", "namespace": "default"}, spec={}, status={"worn": True}
    )
    changed = client.patch(
        shirt.Status, "s", {"status": status["status"]}, patch_type=types.PatchType.MERGE
    )
    assert changed.status == {"worn": True}
