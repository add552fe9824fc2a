"""ResourceQuotas: how much of them is used up, kind by kind and scope by scope."""

from typing import Any

import pytest
import stage

from minik.controllers import settle
from minik.intake import quota_usage
from minik.model.cluster import Cluster
from minik.model.object import Object, read

ALL: Object = {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}}
SOME: Object = {
    "limits": {"cpu": "500m", "example.com/gpu": "2"},
    "requests": {"cpu": "250m", "memory": "128Mi", "example.com/gpu": "2"},
}
ELSEWHERE: Object = {"topologyKey": "zone", "namespaces": ["other"]}


def of(kind: str, name: str, spec: Object) -> Object:
    return {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default"},
        "spec": spec,
    }


def quota(hard: Object, **spec: Any) -> Object:
    return of("ResourceQuota", "quota", {"hard": hard, **spec})


def pod(name: str, resources: Object | None = None, **spec: Any) -> Object:
    container = {"name": "c", "image": "c:1", **({"resources": resources} if resources else {})}
    return of("Pod", name, {"containers": [container], **spec})


def service(name: str, kind: str, *ports: int, **spec: Any) -> Object:
    return of(
        "Service",
        name,
        {"type": kind, "ports": [{"name": f"p{port}", "port": port} for port in ports], **spec},
    )


def claim(name: str, size: str, storage_class: str) -> Object:
    return of(
        "PersistentVolumeClaim",
        name,
        {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": storage_class,
            "resources": {"requests": {"storage": size}},
        },
    )


def status(cluster: Cluster) -> Object:
    found: Object = read(cluster.get("ResourceQuota", "default", "quota") or {}, "status", {})
    return found


def used(limits: Object, *documents: Object, **spec: Any) -> Object:
    """What a quota says is used of what it limits."""
    known = [document for document in documents if document is not KNIGHT]
    cluster = stage.applied(
        stage.new(workers=1), [quota(dict.fromkeys(limits, "100"), **spec), *known]
    )
    cluster = settle(
        stage.with_put(cluster, *(document for document in documents if document is KNIGHT))
    )
    assert status(cluster)["hard"] == dict.fromkeys(limits, "100")
    found: Object = status(cluster)["used"]
    return found


DEFINITION: Object = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "knights.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "knights", "kind": "Knight"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object"}},
            }
        ],
    },
}
KNIGHT: Object = {
    "apiVersion": "example.com/v1",
    "kind": "Knight",
    "metadata": {"name": "robin", "namespace": "default"},
}
SECRET: Object = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "s", "namespace": "default"},
}
CASES: dict[str, tuple[Object, list[Object]]] = {
    "nothing": ({"pods": "0", "requests.cpu": "0", "services.nodeports": "0"}, []),
    "what pods ask for": (
        {
            "pods": "2",
            "cpu": "1250m",
            "requests.cpu": "1250m",
            "requests.memory": "1152Mi",
            "limits.cpu": "1500m",
            "limits.memory": "1Gi",
            "requests.example.com/gpu": "2",
        },
        [pod("a", ALL), pod("b", SOME)],
    ),
    "services, beside that of the API server": (
        {"services": "5", "services.nodeports": "4", "services.loadbalancers": "2"},
        [
            service("a", "ClusterIP", 80),
            service("b", "NodePort", 80, 81),
            service("c", "LoadBalancer", 80, 81),
            service("d", "LoadBalancer", 80, allocateLoadBalancerNodePorts=False),
        ],
    ),
    "storage, also by class": (
        {
            "persistentvolumeclaims": "2",
            "requests.storage": "3Gi",
            "gold.storageclass.storage.k8s.io/requests.storage": "1Gi",
            "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "1",
        },
        [claim("a", "1Gi", "gold"), claim("b", "2Gi", "silver")],
    ),
    "numbers of anything": (
        {
            "secrets": "1",
            "count/secrets": "1",
            "count/pods": "1",
            "count/deployments.apps": "0",
            "count/knights.example.com": "1",
            "count/dragons.example.com": "0",
            "resourcequotas": "1",
        },
        [DEFINITION, KNIGHT, SECRET, pod("a")],
    ),
}


@pytest.mark.parametrize(("usage", "documents"), CASES.values(), ids=CASES)
def test_what_is_used(usage: Object, documents: list[Object]) -> None:
    assert used(usage, *documents) == usage


def term(scope: str, operator: str, *values: str) -> Object:
    return {
        "scopeSelector": {
            "matchExpressions": [{"scopeName": scope, "operator": operator, "values": list(values)}]
        }
    }


SCOPES: dict[str, tuple[Object, Object, bool]] = {
    "without limits": ({"scopes": ["BestEffort"]}, pod("a"), True),
    "with some": ({"scopes": ["BestEffort"]}, pod("a", SOME), False),
    "not without": ({"scopes": ["NotBestEffort"]}, pod("a", SOME), True),
    "with an end": ({"scopes": ["Terminating"]}, pod("a", activeDeadlineSeconds=5), True),
    "without end": ({"scopes": ["NotTerminating"]}, pod("a", activeDeadlineSeconds=5), False),
    "both have to fit": ({"scopes": ["NotTerminating", "BestEffort"]}, pod("a", SOME), False),
    "of a priority": (
        term("PriorityClass", "In", "high", "low"),
        pod("a", priorityClassName="low"),
        True,
    ),
    "of another": (term("PriorityClass", "NotIn", "low"), pod("a", priorityClassName="low"), False),
    "of any": (term("PriorityClass", "Exists"), pod("a"), False),
    "of a priority, any": (term("PriorityClass", "Exists"), pod("a", priorityClassName="x"), True),
    "of none": (term("PriorityClass", "DoesNotExist"), pod("a"), True),
    "of none, but it has one": (
        term("PriorityClass", "DoesNotExist"),
        pod("a", priorityClassName="x"),
        False,
    ),
    "not of some": (term("PriorityClass", "In", "low"), pod("a"), False),
    "not among these": (
        term("PriorityClass", "NotIn", "low"),
        pod("a", priorityClassName="x"),
        True,
    ),
    "an end by a term": (term("Terminating", "Exists"), pod("a", activeDeadlineSeconds=5), True),
    "near others": (
        {"scopes": ["CrossNamespacePodAffinity"]},
        pod(
            "a",
            affinity={
                "podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [ELSEWHERE]}
            },
        ),
        True,
    ),
    "far from others": (
        {"scopes": ["CrossNamespacePodAffinity"]},
        pod(
            "a",
            affinity={
                "podAntiAffinity": {
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 1, "podAffinityTerm": ELSEWHERE}
                    ]
                }
            },
        ),
        True,
    ),
    "at home": ({"scopes": ["CrossNamespacePodAffinity"]}, pod("a"), False),
    "no pod has attributes": (term("VolumeAttributesClass", "In", "gold"), pod("a"), False),
}


@pytest.mark.parametrize(("spec", "given", "counts"), SCOPES.values(), ids=SCOPES)
def test_a_scope_narrows_what_counts(spec: Object, given: Object, counts: bool) -> None:
    assert quota_usage.is_in_scope(given, "Pod", quota({"pods": "1"}, **spec)) is counts


def test_what_has_no_scope_never_counts_where_there_is_one() -> None:
    quotas = [quota({"pods": "1"}, scopes=["BestEffort"]), quota({"pods": "1"})]
    assert [
        quota_usage.is_in_scope(service("a", "ClusterIP", 80), "Service", one) for one in quotas
    ] == [False, True]
    gold = {**claim("a", "1Gi", ""), "spec": {"volumeAttributesClassName": "gold"}}
    assert quota_usage.is_in_scope(
        gold, "PersistentVolumeClaim", quota({}, **term("VolumeAttributesClass", "In", "gold"))
    )


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"status": {"phase": "Succeeded"}}, False),
        ({"status": {"phase": "Running"}}, True),
        (
            {
                "metadata": {
                    "deletionTimestamp": "2026-01-01T00:00:00Z",
                    "deletionGracePeriodSeconds": 30,
                }
            },
            False,
        ),
        (
            {
                "metadata": {
                    "deletionTimestamp": "2126-01-01T00:00:00Z",
                    "deletionGracePeriodSeconds": 30,
                }
            },
            True,
        ),
    ],
)
def test_a_pod_that_has_ended_or_should_have_uses_nothing(change: Object, counts: bool) -> None:
    now = stage.new(workers=1).now
    assert bool(quota_usage.pod_usage({**pod("a", ALL), **change}, now)) is counts


def test_usage_falls_when_objects_go() -> None:
    three, one = (
        stage.workload("ReplicaSet", "web", {"app": "web"}, replicas=replicas)
        for replicas in (3, 1)
    )
    cluster = stage.applied(stage.new(workers=1), [quota({"pods": "5"}), three])
    assert status(cluster)["used"] == {"pods": "3"}
    assert status(stage.applied(cluster, [one]))["used"] == {"pods": "1"}
