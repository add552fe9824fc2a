"""The official Python client, its dynamic one, and kubernetes_asyncio."""

import asyncio
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import DEPLOYMENT, eventually, served

from minik import Server

kubernetes: Any = pytest.importorskip("kubernetes")
client = kubernetes.client
SELECTOR = "app=web"
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with served(tmp_path / "minik") as found:
        yield found


@pytest.fixture
def api(server: Server) -> Iterator[Any]:
    with client.ApiClient(server.configuration()) as found:
        yield found


def test_a_deployment_is_made_watched_scaled_and_deleted(api: Any, server: Server) -> None:
    core, apps = client.CoreV1Api(api), client.AppsV1Api(api)
    apps.create_namespaced_deployment("default", DEPLOYMENT)
    watching = kubernetes.watch.Watch()
    seen = []
    for event in watching.stream(
        core.list_namespaced_pod, "default", label_selector=SELECTOR, timeout_seconds=30
    ):
        pod = event["object"]
        ready = [one.status for one in pod.status.conditions or () if one.type == "Ready"]
        seen.append((event["type"], ready == ["True"]))
        if len([one for one in seen if one[1]]) >= 2:
            watching.stop()
    assert seen[0][0] == "ADDED"
    assert len(server.cluster.resolve("web").pods) == 2

    assert apps.read_namespaced_deployment_scale("web", "default").spec.replicas == 2
    apps.patch_namespaced_deployment_scale("web", "default", {"spec": {"replicas": 3}})
    eventually(lambda: len(server.cluster.resolve("web").pods) == 3)
    scale = client.V1Scale(
        metadata=client.V1ObjectMeta(name="web", namespace="default"),
        spec=client.V1ScaleSpec(replicas=1),
    )
    apps.replace_namespaced_deployment_scale("web", "default", scale)
    eventually(lambda: len(server.cluster.resolve("web").pods) == 1)

    options = client.V1DeleteOptions(propagation_policy="Foreground")
    apps.delete_namespaced_deployment("web", "default", body=options)
    eventually(lambda: not core.list_namespaced_pod("default", label_selector=SELECTOR).items)
    assert "replicas" not in server.cluster.resolve("web").reason


def test_patches_of_every_type(api: Any) -> None:
    apps = client.AppsV1Api(api)
    apps.create_namespaced_deployment("default", DEPLOYMENT)
    container = {"name": "main", "image": "registry.example/web:2"}
    patch = {"spec": {"template": {"spec": {"containers": [container]}}}}
    patched = apps.patch_namespaced_deployment("web", "default", patch)
    assert [one.image for one in patched.spec.template.spec.containers] == [container["image"]]
    patch_list = [{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]
    patched = apps.patch_namespaced_deployment("web", "default", patch_list)
    assert patched.metadata.labels == {"a": "b"}
    applied = {**DEPLOYMENT, "spec": {"replicas": 4}}
    patched = apps.patch_namespaced_deployment(
        "web",
        "default",
        applied,
        field_manager="me",
        force=True,
        _content_type="application/apply-patch+yaml",
    )
    assert patched.spec.replicas == 4
    assert "me" in {entry.manager for entry in patched.metadata.managed_fields}


def test_refusals_pages_tokens_reviews_and_leases(api: Any) -> None:
    core = client.CoreV1Api(api)
    with pytest.raises(client.ApiException) as refused:
        core.create_namespaced_service("default", {"metadata": {"name": "Up"}, "spec": {}})
    assert refused.value.status == 422 and '"reason":"Invalid"' in refused.value.body
    first = core.list_service_for_all_namespaces(limit=1)
    rest = core.list_service_for_all_namespaces(_continue=first.metadata._continue)
    assert len(first.items) == 1 and rest.items
    request = client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=["x"]))
    token = core.create_namespaced_service_account_token("default", "default", request)
    review = client.V1TokenReview(spec=client.V1TokenReviewSpec(token=token.status.token))
    found = client.AuthenticationV1Api(api).create_token_review(review).status
    assert found.authenticated and found.user.username == "system:serviceaccount:default:default"
    review.spec.token = "nobody's"
    assert not client.AuthenticationV1Api(api).create_token_review(review).status.authenticated
    lease = {"metadata": {"name": "leader"}, "spec": {"holderIdentity": "me"}}
    made = client.CoordinationV1Api(api).create_namespaced_lease("default", lease)
    assert made.spec.holder_identity == "me"


def test_who_wants_into_a_container_hears_what_a_node_out_of_reach_says(api: Any) -> None:
    core = client.CoreV1Api(api)
    pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    core.create_namespaced_pod("default", pod)
    eventually(lambda: core.read_namespaced_pod("p", "default").spec.node_name)
    assert not core.read_namespaced_pod_log("p", "default")
    with pytest.raises(client.ApiException) as refused:
        kubernetes.stream.stream(
            core.connect_get_namespaced_pod_exec, "p", "default", command=["ls"], stdout=True
        )
    assert "error dialing backend: dial tcp" in str(refused.value)


def test_the_dynamic_client(api: Any) -> None:
    dynamic: Any = importlib.import_module("kubernetes.dynamic")
    found = dynamic.DynamicClient(api)
    shirts = found.resources.get(api_version="example.dev/v1", kind="Shirt")
    shirt = {"apiVersion": "example.dev/v1", "kind": "Shirt", "metadata": {"name": "s"}}
    shirts.create(body={**shirt, "spec": {"size": "m"}}, namespace="default")
    assert shirts.get(name="s", namespace="default").spec.size == "m"
    changed = shirts.server_side_apply(
        body={**shirt, "spec": {"color": "red"}}, namespace="default", name="s", field_manager="me"
    )
    assert changed.spec.to_dict() == {"size": "m", "color": "red"}
    shirts.delete(name="s", namespace="default")
    assert not shirts.get(namespace="default").items


def test_kubernetes_asyncio(server: Server) -> None:
    pytest.importorskip("kubernetes_asyncio")
    others: Any = importlib.import_module("kubernetes_asyncio")

    async def work() -> list[str]:
        await others.config.load_kube_config(str(server.kubeconfig))
        async with others.client.ApiClient() as api:
            await others.client.AppsV1Api(api).create_namespaced_deployment("default", DEPLOYMENT)
            core, names = others.client.CoreV1Api(api), []
            async with others.watch.Watch().stream(
                core.list_namespaced_pod, "default", label_selector=SELECTOR, timeout_seconds=30
            ) as events:
                async for event in events:
                    names.append(event["object"].metadata.name)
                    if len(set(names)) == 2:
                        return names
        return names

    assert len(set(asyncio.run(work()))) == 2
