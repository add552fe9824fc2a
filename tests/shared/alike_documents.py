"""Documents of the kinds whose names mean nothing else, drawn so that many are alike."""

import random
from datetime import UTC, datetime
from typing import Any

import objects

from minik.bootstrap import new_cluster
from minik.model.settings import DEFAULT

BASE = new_cluster.create_cluster(DEFAULT, datetime(2026, 11, 23, tzinfo=UTC))
APPS = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")
# ordinary names most of all; some that other things bear, and some that are none
NAMES: tuple[Any, ...] = (
    *(f"web-{number}" for number in range(6)),
    *("kubernetes", "kube-dns", "default", "main", "http", "data", "app", "name", "labels", "v1"),
    *("0", "0-a", "", "A", "a.b", "1.0", "-a", "a-", "x" * 40, "x" * 41, "x" * 64, "é", "true"),
    *(None, 1, True, ["a"], {"a": "b"}),
)


def service(name: Any, app: Any, other: Any) -> dict[str, Any]:
    ports = [{"name": "http", "port": 80}, {"name": "other", "port": 81, "targetPort": "main"}]
    selector = {"app": app, "tier": other}
    return objects.service(name, metadata=metadata(name, app), ports=ports, selector=selector)


def metadata(name: Any, app: Any) -> dict[str, Any]:
    return {"name": name, "labels": {"app": app}}


def pod_spec() -> dict[str, Any]:
    return {"containers": [{"name": "main", "image": "web:1", "ports": [{"containerPort": 80}]}]}


def pod(name: Any, app: Any, other: Any) -> dict[str, Any]:
    own = {"name": name, "labels": {"app": app, "tier": other}}
    return objects.pod(name, metadata=own, **pod_spec())


def workload(kind: str, name: Any, app: Any, other: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": other}}, "spec": pod_spec()}
    selector = {"app": app} if kind == "ReplicationController" else {"matchLabels": {"app": app}}
    version = "v1" if kind == "ReplicationController" else "apps/v1"
    spec = {"selector": selector, "template": template}
    own = metadata(name, app)
    return {"apiVersion": version, "kind": kind, "metadata": own, "spec": spec}


CHANGES: tuple[tuple[str, Any], ...] = (
    ("metadata.namespace", "kube-system"),
    ("metadata.namespace", "web-1"),
    ("metadata.generateName", "web-"),
    ("metadata.annotations", {"a": "web-1"}),
    ("metadata.labels", None),
    ("metadata.labels", {}),
    ("metadata.labels", {"app": "web-1", "A B": "x"}),
    ("metadata.ownerReferences", [{"name": "web-2"}]),
    ("spec.serviceName", "web-1"),
    ("spec.hostname", "web-1"),
    ("spec.type", "NodePort"),
    ("spec.type", "ExternalName"),
    ("spec.clusterIP", "None"),
    ("spec.selector.matchLabels", None),
    ("spec.template.metadata", None),
    ("spec.template.metadata.labels", {"app": "web-1", "tier": "web-2"}),
    ("spec.template.spec.restartPolicy", "Never"),
    ("spec.template.spec.nodeSelector", {"beta.kubernetes.io/os": "linux"}),
    (
        "spec.selector.matchExpressions",
        [{"key": "app", "operator": "In", "values": ["web-1", "web-2"]}],
    ),
    (
        "spec.selector.matchExpressions",
        [{"key": "app", "operator": "NotIn", "values": ["web-1"]}],
    ),
    (
        "spec.volumes",
        [{"name": "data", "ephemeral": {"volumeClaimTemplate": {"spec": {}}}}, {"name": "web-1"}],
    ),
    (
        "spec.volumes",
        [{"name": "data", "persistentVolumeClaim": {"claimName": "web-1-data"}}],
    ),
)


def changed(value: Any, path: str, part: Any) -> Any:
    """Return a document with another part; what has no such place stays."""
    step, _, rest = path.partition(".")
    if not isinstance(value, dict) or rest and not isinstance(value.get(step), dict):
        return value
    return {**value, step: changed(value[step], rest, part) if rest else part}


def document(kind: str, draw: random.Random) -> Any:
    """Return a document whose names are drawn; most are sound."""

    def name() -> Any:
        return draw.choice(NAMES[:6]) if draw.random() < 0.8 else draw.choice(NAMES)

    own, app = name(), name()
    other = app if draw.random() < 0.7 else name()
    makers = {"Service": service, "Pod": pod}
    maker = makers.get(kind)
    value: Any = maker(own, app, other) if maker else workload(kind, own, app, other)
    for _ in range(draw.choice((0, 0, 0, 1, 2))):
        value = changed(value, *draw.choice(CHANGES))
    return value
