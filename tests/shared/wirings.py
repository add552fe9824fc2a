"""Clusters whose wiring is drawn: the samples of the repository, recorded ones, one in which much is
broken, and one of many namespaces.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import objects as build
import random_clusters

from minik import kinds
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import hold, settle
from minik.diagnosis import causes, documents
from minik.diagnosis.graph import building
from minik.diagnosis.graph.records import Graph
from minik.diagnosis.view import View
from minik.dumps import importing
from minik.intake import registry
from minik.intake.parsing import expand_list, parse
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SAMPLES = sorted(path for path in (ROOT / "manifests").iterdir() if path.is_dir())
RECORDED = sorted(
    [
        *DATA.glob("controllers/*.json"),
        *DATA.glob("scenarios/*/dump.json"),
        *DATA.glob("networking/*/objects.json"),
    ]
)
EMPTY = settle(new_cluster.create_cluster(DEFAULT, NOW))


def applied(paths: Iterable[Path]) -> Cluster:
    """Return the cluster that comes of manifests that are applied to a new one."""
    return applied_text("\n---\n".join(path.read_text() for path in paths))


def applied_text(text: str) -> Cluster:
    """Return the same of manifests in a text."""
    draft = settle(new_cluster.create_cluster(parse_settings(workers=3), NOW)).draft()
    found = [
        one.value for document in parse(text, "manifests.yaml") for one in expand_list(document)
    ]
    for value in sorted(found, key=lambda one: one["kind"] != "Namespace"):
        kind = kinds.find_served_kind(value["apiVersion"], value["kind"])
        assert kind
        metadata = {**({"namespace": "default"} if kind.namespaced else {}), **value["metadata"]}
        registry.create(draft, kind, {**value, "metadata": metadata})
    return settle(draft.cluster())


def sample(folder: Path) -> Cluster:
    """Return the cluster of a sample of the repository."""
    return applied(sorted(folder.glob("*.yaml")))


def recorded(path: Path) -> Cluster:
    """Return a recorded cluster."""
    value = json.loads(path.read_text())
    items = value["dump"] if isinstance(value, dict) and "dump" in value else value
    items = items.get("items", items) if isinstance(items, dict) else items
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    return hold(importing.import_documents(parse(text, path.name), NOW).cluster)


def edited(cluster: Cluster, kind: str, edit: Callable[[int, Object], Object]) -> Cluster:
    """Return a cluster in which each object of a kind is another one; None takes it away."""
    stored = {name: dict(cluster.table(name).by_path) for name in cluster.kinds()}
    stored[kind] = {
        path: edit(number, obj) for number, (path, obj) in enumerate(stored[kind].items())
    }
    return Cluster(Objects(stored), cluster.settings, cluster.now)


def broken_shop() -> Cluster:
    """Return a namespace in which a selector is misspelt, a pod is not ready, another crashes, a node
    is down and a policy closes a link.
    """
    cluster = applied([DATA / "pictures" / "shop.yaml"])
    web = next(pod for pod in cluster.of("Pod") if pod["metadata"]["name"].startswith("web"))

    def unwell(_: int, pod: Object) -> Object:
        name = str(pod["metadata"]["name"])
        if name == web["metadata"]["name"]:
            return with_readiness(pod, "2026-11-23T08:26:00Z")
        if name.startswith("mailer"):
            waiting = {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed"}
            last = {"terminated": {"exitCode": 1, "reason": "Error"}}
            crash = {
                "name": "mailer",
                "ready": False,
                "restartCount": 14,
                "image": "x",
                "imageID": "",
                "state": {"waiting": waiting},
                "lastState": last,
            }
            unready = with_readiness(pod, "2026-11-23T08:20:00Z")
            return {**unready, "status": {**unready["status"], "containerStatuses": [crash]}}
        return pod

    def down(_: int, node: Object) -> Object:
        if node["metadata"]["name"] != "node-3":
            return node
        gone = {"type": "Ready", "status": "Unknown", "lastTransitionTime": "2026-11-23T08:24:00Z"}
        return {**node, "status": {**node["status"], "conditions": [gone]}}

    return edited(settle(edited(cluster, "Pod", unwell)), "Node", down)


def with_readiness(pod: Object, since: str) -> Object:
    """Return a pod that is not ready since a time."""
    unready = {"status": "False", "lastTransitionTime": since}
    conditions = [
        {**one, **unready} if one["type"] in ("Ready", "ContainersReady") else one
        for one in pod["status"]["conditions"]
    ]
    return {**pod, "status": {**pod["status"], "conditions": conditions}}


def many(namespaces: int, services: int, pods: int, *, broken: int = 0) -> Cluster:
    """Return a cluster with so many namespaces, Services in each, and pods behind each Service; the
    first `broken` Services of each namespace select nothing.
    """
    stored: dict[str, dict[str, Object]] = {"Namespace": {}, "Service": {}, "Pod": {}, "Node": {}}
    stored["EndpointSlice"] = {}
    for number in range(20):
        stored["Node"][f"node-{number}"] = random_clusters.node(
            f"node-{number}", f"192.168.1.{number}"
        )
    for space in range(namespaces):
        namespace = f"team-{space:03}"
        stored["Namespace"][namespace] = build.build("Namespace", namespace)
        for index in range(services):
            _add_service(stored, namespace, space, index, pods, is_broken=index < broken)
    return Cluster(Objects(stored), DEFAULT, NOW)


def _add_service(
    stored: dict[str, dict[str, Any]],
    namespace: str,
    space: int,
    index: int,
    pods: int,
    *,
    is_broken: bool,
) -> None:
    name, labels = f"svc-{index:04}", {"app": f"svc-{index:04}"}
    selector = {"app": f"{name}-gone"} if is_broken else labels
    address = f"10.{100 + space // 200}.{space % 200}.{index % 250}"
    stored["Service"][f"{namespace}/{name}"] = build.service(
        name,
        namespace,
        selector=selector,
        type="ClusterIP",
        clusterIP=address,
        clusterIPs=[address],
        ipFamilies=["IPv4"],
        ports=[{"port": 80, "targetPort": 8080, "protocol": "TCP"}],
    )
    endpoints = []
    for number in range(pods):
        ip = f"10.{space % 200}.{index % 250}.{number % 250}"
        node = f"node-{(index + number) % 20}"
        one = build.pod(
            f"{name}-{number}",
            namespace,
            labels=labels,
            nodeName=node,
            containers=[
                {
                    "name": "main",
                    "image": "registry.example/web:1",
                    "ports": [{"containerPort": 8080}],
                }
            ],
            metadata={
                "ownerReferences": [
                    {
                        "apiVersion": "apps/v1",
                        "kind": "StatefulSet",
                        "name": name,
                        "uid": "u",
                        "controller": True,
                    }
                ],
                "uid": f"{namespace}-{name}-{number}",
            },
            status={
                "phase": "Running",
                "podIP": ip,
                "podIPs": [{"ip": ip}],
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        )
        stored["Pod"][f"{namespace}/{name}-{number}"] = one
        endpoints.append(
            {
                "addresses": [ip],
                "nodeName": node,
                "conditions": {"ready": True},
                "targetRef": {"kind": "Pod", "name": f"{name}-{number}"},
            }
        )
    if not is_broken:
        stored["EndpointSlice"][f"{namespace}/{name}-1"] = build.build(
            "EndpointSlice",
            f"{name}-1",
            namespace,
            version="discovery.k8s.io/v1",
            metadata={"labels": {"kubernetes.io/service-name": name}},
            addressType="IPv4",
            endpoints=endpoints,
            ports=[{"name": "", "port": 8080, "protocol": "TCP"}],
        )


def of_example(cause: Any) -> View:
    """Return the view of the manifest that shows a cause."""
    return of_manifest(cause.example)


def of_manifest(text: str) -> View:
    """Return the view of a manifest without a cluster."""
    return documents.view(parse(text, "example.yaml"), EMPTY, NOW)


def graph(cluster: Cluster, namespace: str = "") -> Graph:
    """Return the wiring of a cluster."""
    return graph_of(View(cluster), namespace)


def graph_of(view: View, namespace: str = "") -> Graph:
    """Return the wiring of a view."""
    return building.build(view, causes.collect_findings(view), namespace)


def clusters() -> Iterator[tuple[str, Callable[[], Cluster]]]:
    """Yield every cluster that is drawn, by a name."""
    for folder in SAMPLES:
        yield folder.name, partial(sample, folder)
    for path in RECORDED:
        yield f"{path.parent.name}/{path.stem}", partial(recorded, path)
    for seed in range(30):
        yield f"random-{seed}", partial(random_clusters.recorded, seed)
    yield "broken-shop", broken_shop
    yield "many-in-one", lambda: many(1, 60, 3, broken=3)
    yield "many-namespaces", lambda: many(50, 4, 2, broken=0)
    yield "many-broken", lambda: many(3, 45, 2, broken=40)


CLUSTERS: Mapping[str, Callable[[], Cluster]] = dict(clusters())
