"""What the tests of controllers share: a small cluster, commands that change it, and what one looks
at afterwards.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import objects as pods_and_services
import yaml

from minik import kinds
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import settle
from minik.intake import registry
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data"


def new(control_planes: int = 1, workers: int = 3, **options: Any) -> Cluster:
    """A cluster at rest in which nobody has done anything yet."""
    return settle(
        new_cluster.create_cluster(
            parse_settings(
                control_planes=control_planes,
                workers=workers,
                **{"disable_admission_plugins": "ServiceAccount", **options},
            ),
            NOW,
        )
    )


def saved(cluster: Cluster, now: datetime = NOW) -> Cluster:
    """The cluster as the next command finds it."""
    source = Objects({kind: dict(cluster.table(kind).by_path) for kind in cluster.kinds()})
    return Cluster(
        source,
        cluster.settings,
        now,
        serial=cluster.serial + 1,
        version=cluster.version,
        lineage=cluster.lineage,
    )


def taken_in(cluster: Cluster, documents: str | Sequence[Object]) -> Cluster:
    """The cluster with these documents, not yet settled."""
    draft = cluster.draft()
    for document in yaml.safe_load_all(documents) if isinstance(documents, str) else documents:
        custom = cluster.of("CustomResourceDefinition")
        kind = kinds.find_served_kind(document["apiVersion"], document["kind"], custom)
        assert kind is not None
        obj = {
            **document,
            "metadata": {
                **({"namespace": "default"} if kind.namespaced else {}),
                **document["metadata"],
            },
        }
        old = draft.get(*objects.key(obj))
        if old is None:
            registry.create(draft, kind, obj)
        else:
            registry.update(draft, kind, old, obj)
    return draft.cluster()


def applied(cluster: Cluster, documents: str | Sequence[Object]) -> Cluster:
    """One command: the documents, and what follows from them."""
    return saved(settle(taken_in(cluster, documents)))


def without(cluster: Cluster, kind: str, *names: str, namespace: str = "default") -> Cluster:
    """One command: these objects deleted, and what follows."""
    draft = cluster.draft()
    for name in names:
        old = draft.get(kind, namespace, name)
        assert old is not None, name
        registry.delete(draft, kinds.kind_of_key(kind), old)
    return saved(settle(draft.cluster()))


def with_put(cluster: Cluster, *found: Object) -> Cluster:
    """One command: these objects as they are, statuses and all, and what follows."""
    draft = cluster.draft()
    for obj in found:
        draft.put(obj)
    return saved(settle(draft.cluster()))


def one(cluster: Cluster, kind: str, name: str, namespace: str = "default") -> Object:
    """An object that is there."""
    found = cluster.get(kind, namespace, name)
    assert found is not None, f"{kind} {name}"
    return found


def named(cluster: Cluster, kind: str) -> list[str]:
    """The names of all objects of a kind."""
    return [objects.name(obj) for obj in cluster.of(kind)]


def everything(cluster: Cluster) -> dict[str, Any]:
    """All objects, less what only tells in what order things happened: resource versions and
    events.
    """
    return {
        f"{kind}/{path}": objects.drop(obj, "metadata.resourceVersion")
        for kind in cluster.kinds()
        if kind != "Event"
        for path, obj in cluster.table(kind).by_path.items()
    }


def addresses(
    cluster: Cluster, service: str, namespace: str = "default", side: str = "addresses"
) -> list[str]:
    """Where a service's Endpoints lead: `10.244.1.2:80`."""
    subsets = one(cluster, "Endpoints", service, namespace).get("subsets") or []
    return sorted(
        f"{address['ip']}:{port['port']}"
        for subset in subsets
        for address in subset.get(side) or ()
        for port in subset["ports"]
    )


def slices(cluster: Cluster, service: str, namespace: str = "default") -> list[Object]:
    """The EndpointSlices of a service."""
    return list(cluster.select("EndpointSlice", namespace, {"kubernetes.io/service-name": service}))


def recording(name: str) -> Any:
    """What a real cluster did: its dump, and the endpoints it made."""
    return json.loads((DATA / "controllers" / f"{name}.json").read_text())


def pod(name: str, labels: dict[str, str] | None = None, **spec: Any) -> Object:
    """A pod of one container."""
    return pods_and_services.pod(name, labels=labels or {}, **spec)


def running(
    name: str,
    ip: str,
    labels: dict[str, str] | None = None,
    *,
    ready: bool = True,
    ports: Iterable[Any] = (),
    node: str = "node-1",
    **spec: Any,
) -> Object:
    """A pod as its kubelet reports it, ready or not; `app: MyApp` unless it is labelled otherwise."""
    made = pod(name, {"app": "MyApp"} if labels is None else labels, nodeName=node, **spec)
    if ports:
        made["spec"]["containers"][0]["ports"] = list(ports)
    told = {
        "type": "Ready",
        "status": "True" if ready else "False",
        "lastTransitionTime": "2026-11-23T08:00:00Z",
    }
    status = {
        "phase": "Running",
        "podIP": ip,
        "podIPs": [{"ip": ip}],
        "startTime": "2026-11-23T08:00:00Z",
        "conditions": [told],
    }
    metadata = {
        **made["metadata"],
        "namespace": "default",
        "uid": f"uid-{name}",
        "creationTimestamp": "2026-11-23T08:00:00Z",
    }
    return {**made, "metadata": metadata, "status": status}


def service(
    name: str,
    selector: dict[str, str] | None = None,
    ports: Iterable[Any] = ({"port": 80},),
    **spec: Any,
) -> Object:
    """A service."""
    return pods_and_services.service(name, selector=selector or None, ports=list(ports), **spec)


def workload(
    kind: str, name: str, labels: dict[str, str], image: str = "registry.example/app:1", **spec: Any
) -> Object:
    """A workload whose pods carry these labels."""
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "main", "image": image}]},
    }
    group = "v1" if kind == "ReplicationController" else "batch/v1" if kind == "Job" else "apps/v1"
    selector = (
        {} if kind == "Job" else {"selector": labels if group == "v1" else {"matchLabels": labels}}
    )
    return {
        "apiVersion": group,
        "kind": kind,
        "metadata": {"name": name},
        "spec": {"template": template, **selector, **spec},
    }
