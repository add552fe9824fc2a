"""What objects use of their namespace's quotas, and which quotas look at them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik.intake import quota_usage
from minik.kinds import kind_of_key
from minik.model import quantity
from minik.model.object import Object

NOW = datetime(2026, 1, 1, 0, 1, tzinfo=UTC)


def used(kind: str, **fields: Any) -> dict[str, str]:
    known = kind_of_key(kind)
    obj = {
        "apiVersion": known.api_version,
        "kind": kind,
        "metadata": {"name": "x", "namespace": "default", **fields.pop("metadata", {})},
        **fields,
    }
    amounts = quota_usage.usage_of(obj, known, NOW)
    return {name: quantity.format_quantity(amount) for name, amount in amounts.items()}


def container(**amounts: dict[str, str]) -> Object:
    return {"name": "c", "image": "i", "resources": amounts}


SIZES = container(
    requests={
        "hugepages-2Mi": "4Mi",
        "cpu": "100m",
        "memory": "64Mi",
        "example.com/gpu": "1",
        "ephemeral-storage": "1Gi",
    },
    limits={
        "cpu": "1",
        "memory": "1Gi",
        "ephemeral-storage": "2Gi",
        "hugepages-2Mi": "4Mi",
        "example.com/gpu": "1",
    },
)
POD = {
    "requests.cpu": "100m",
    "requests.memory": "64Mi",
    "requests.ephemeral-storage": "1Gi",
    "requests.example.com/gpu": "1",
    "cpu": "100m",
    "memory": "64Mi",
    "ephemeral-storage": "1Gi",
    "requests.hugepages-2Mi": "4Mi",
    "hugepages-2Mi": "4Mi",
    "limits.cpu": "1",
    "limits.memory": "1Gi",
    "limits.ephemeral-storage": "2Gi",
}


@pytest.mark.parametrize(
    ("pod", "charged"),
    [
        ({}, {**POD, "pods": "1"}),
        ({"status": {"phase": "Running"}}, {**POD, "pods": "1"}),
        ({"status": {"phase": "Succeeded"}}, {}),
        ({"status": {"phase": "Failed"}}, {}),
        ({"metadata": {"deletionTimestamp": "2026-01-01T00:00:30Z",
                       "deletionGracePeriodSeconds": 30}}, {**POD, "pods": "1"}),
        ({"metadata": {"deletionTimestamp": "2026-01-01T00:00:29Z",
                       "deletionGracePeriodSeconds": 30}}, {}),
        ({"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}}, {**POD, "pods": "1"}),
    ],
    ids=["new", "running", "succeeded", "failed", "within its grace", "past its grace",
         "without a grace period"],
)  # fmt: skip
def test_a_pod_counts_until_it_is_over(pod: dict[str, Any], charged: dict[str, str]) -> None:
    whole = {"spec": {"containers": [SIZES]}, **pod}
    assert used("Pod", **whole) == {**charged, "count/pods": "1"}


PORTS = [{"port": 80, "nodePort": 30080}, {"port": 81}]


@pytest.mark.parametrize(
    ("spec", "balancers", "node_ports"),
    [
        ({}, 0, 0),
        ({"type": "ClusterIP"}, 0, 0),
        ({"type": "ExternalName", "ports": []}, 0, 0),
        ({"type": "NodePort"}, 0, 2),
        ({"type": "NodePort", "allocateLoadBalancerNodePorts": False}, 0, 2),
        ({"type": "LoadBalancer"}, 1, 2),
        ({"type": "LoadBalancer", "allocateLoadBalancerNodePorts": True}, 1, 2),
        ({"type": "LoadBalancer", "allocateLoadBalancerNodePorts": False}, 1, 1),
    ],
)
def test_a_service_counts_its_node_ports(spec: Object, balancers: int, node_ports: int) -> None:
    assert used("Service", spec={"ports": PORTS, **spec}) == {
        "services": "1",
        "services.loadbalancers": str(balancers),
        "services.nodeports": str(node_ports),
        "count/services": "1",
    }


def asking(size: str) -> Object:
    return {"resources": {"requests": {"storage": size}}}


@pytest.mark.parametrize(
    ("claim", "storage", "name"),
    [
        ({"spec": asking("1Gi")}, "1Gi", ""),
        ({"spec": {}}, "0", ""),
        ({"spec": {**asking("1Gi"), "storageClassName": "fast"}}, "1Gi", "fast"),
        (
            {"spec": asking("1Gi"), "status": {"allocatedResources": {"storage": "2Gi"}}},
            "2Gi",
            "",
        ),
        (
            {"spec": asking("3Gi"), "status": {"allocatedResources": {"storage": "2Gi"}}},
            "3Gi",
            "",
        ),
    ],
)
def test_a_claim_counts_what_it_asks_or_was_given(claim: Object, storage: str, name: str) -> None:
    own = {"persistentvolumeclaims": "1", "requests.storage": storage}
    of_class = {f"{name}.storageclass.storage.k8s.io/{key}": value for key, value in own.items()}
    assert used("PersistentVolumeClaim", **claim) == {
        **own,
        **(of_class if name else {}),
        "count/persistentvolumeclaims": "1",
    }


def exactly(name: str, **fields: Any) -> Object:
    return {"name": "r", "exactly": {"deviceClassName": name, **fields}}


def first(*alternatives: Object) -> Object:
    return {"name": "r", "firstAvailable": list(alternatives)}


@pytest.mark.parametrize(
    ("requests", "devices"),
    [
        ([], {}),
        ([exactly("gpu")], {"gpu": 1}),
        ([exactly("gpu", count=2)], {"gpu": 2}),
        ([exactly("gpu", allocationMode="ExactCount", count=3)], {"gpu": 3}),
        ([exactly("gpu", allocationMode="All")], {"gpu": 32}),
        ([exactly("gpu", allocationMode="Some", count=3)], {"gpu": 0}),
        ([exactly("gpu", count=2), exactly("gpu"), exactly("nic")], {"gpu": 3, "nic": 1}),
        (
            [
                first(
                    {"deviceClassName": "gpu", "count": 1},
                    {"deviceClassName": "gpu", "count": 4},
                    {"deviceClassName": "gpu", "count": 2},
                    {"deviceClassName": "nic"},
                )
            ],
            {"gpu": 4, "nic": 1},
        ),
        ([first({"deviceClassName": "gpu", "count": 4}), exactly("gpu")], {"gpu": 5}),
    ],
)
def test_a_resource_claim_counts_the_most_devices_that_it_may_get(
    requests: list[Object], devices: dict[str, int]
) -> None:
    counted = {
        f"{name}.deviceclass.resource.k8s.io/devices": str(count) for name, count in devices.items()
    }
    assert used("ResourceClaim", spec={"devices": {"requests": requests}}) == {
        **counted,
        "count/resourceclaims.resource.k8s.io": "1",
    }


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("ConfigMap", ["configmaps", "count/configmaps"]),
        ("Secret", ["secrets", "count/secrets"]),
        ("ReplicationController", ["replicationcontrollers", "count/replicationcontrollers"]),
        ("ResourceQuota", ["resourcequotas", "count/resourcequotas"]),
        ("Deployment", ["count/deployments.apps"]),
        ("Ingress", ["count/ingresses.networking.k8s.io"]),
    ],
)
def test_everything_is_counted_and_some_kinds_under_a_name_of_old(
    kind: str, names: list[str]
) -> None:
    assert used(kind, spec={}) == dict.fromkeys(names, "1")


def pod(**spec: Any) -> Object:
    return {"spec": {"containers": [{"name": "c"}], **spec}}


def term(**fields: Any) -> Object:
    return {"topologyKey": "k", **fields}


def affinity(side: str, required: bool, term: Object) -> Object:
    how = (
        {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
        if required
        else {"preferredDuringSchedulingIgnoredDuringExecution": [{"podAffinityTerm": term}]}
    )
    return pod(affinity={side: how})


def within(obj: Object, kind: str = "Pod", *scopes: str, **expression: Any) -> bool:
    selector = {"scopeSelector": {"matchExpressions": [expression]}} if expression else {}
    return quota_usage.is_in_scope(obj, kind, {"spec": {"scopes": list(scopes), **selector}})


SIZED = pod(containers=[SIZES])


@pytest.mark.parametrize(
    ("obj", "scopes"),
    [
        (pod(), {"NotTerminating", "BestEffort"}),
        (pod(activeDeadlineSeconds=0), {"Terminating", "BestEffort"}),
        (SIZED, {"NotTerminating", "NotBestEffort"}),
        *[
            (
                affinity(side, required, term(**fields)),
                {"NotTerminating", "BestEffort", *(["CrossNamespacePodAffinity"] * crosses)},
            )
            for side in ("podAffinity", "podAntiAffinity")
            for required in (True, False)
            for fields, crosses in (
                ({"namespaces": ["other"]}, True),
                ({"namespaceSelector": {}}, True),
                ({"namespaces": []}, False),
                ({}, False),
            )
        ],
    ],
)
def test_a_pod_is_in_its_scopes(obj: Object, scopes: set[str]) -> None:
    every = (
        "Terminating",
        "NotTerminating",
        "BestEffort",
        "NotBestEffort",
        "CrossNamespacePodAffinity",
    )
    assert {scope for scope in every if within(obj, "Pod", scope)} == scopes
    named = {scope for scope in every if within(obj, scopeName=scope, operator="Exists")}
    assert named == scopes


@pytest.mark.parametrize(
    ("operator", "values", "of_a", "of_none"),
    [
        ("In", ["a", "b"], True, False),
        ("In", ["b"], False, False),
        ("NotIn", ["b"], True, True),
        ("NotIn", ["a"], False, True),
        ("Exists", None, True, False),
        ("DoesNotExist", None, False, True),
    ],
)
@pytest.mark.parametrize(
    ("kind", "scope", "field"),
    [
        ("Pod", "PriorityClass", "priorityClassName"),
        ("PersistentVolumeClaim", "VolumeAttributesClass", "volumeAttributesClassName"),
    ],
)
def test_a_scope_of_values_is_a_selector(
    kind: str, scope: str, field: str, operator: str, values: Any, of_a: bool, of_none: bool
) -> None:
    wanted = {"scopeName": scope, "operator": operator, **({"values": values} if values else {})}
    assert within({"spec": {field: "a"}}, kind, **wanted) == of_a
    assert within({"spec": {}}, kind, **wanted) == of_none


def test_all_scopes_must_match_and_are_of_their_kinds() -> None:
    assert within(pod())
    assert within(pod(), "Pod", "NotTerminating", "BestEffort")
    assert not within(pod(), "Pod", "NotTerminating", "NotBestEffort")
    assert not within(pod(), "Pod", "NotTerminating", scopeName="NotBestEffort", operator="Exists")
    assert not within({"spec": {}}, "PersistentVolumeClaim", "NotTerminating")
    assert not within(pod(), "Pod", "Nonsense")
