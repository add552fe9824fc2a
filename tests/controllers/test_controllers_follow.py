"""What goes along, what comes back, what is reckoned: owners, namespaces, the Service `kubernetes`,
addresses, load balancers, storage.
"""

from typing import Any

import pytest
import stage

from minik.controllers import settle
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write


@pytest.fixture(scope="module")
def running() -> Cluster:
    return stage.applied(
        stage.saved(stage.new()),
        [
            stage.workload("Deployment", "web", {"app": "web"}, replicas=2),
            stage.service("web", {"app": "web"}),
        ],
    )


def test_what_belonged_to_a_deployment_goes_after_it(running: Cluster) -> None:
    after = stage.without(running, "Deployment", "web")
    assert (
        not after.of("ReplicaSet") and not after.of("Pod") and stage.addresses(after, "web") == []
    )


def config_map(name: str, *owners: Object) -> Object:
    references = [
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "name": objects.name(one),
            "uid": objects.uid(one),
        }
        for one in owners
    ]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "ownerReferences": references},
    }


def test_a_dependent_of_two_stays_with_the_one_that_is_left() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [config_map("a"), config_map("b")])
    parents = [stage.one(cluster, "ConfigMap", name) for name in "ab"]
    cluster = stage.applied(cluster, [config_map("child", *parents)])
    half = stage.without(cluster, "ConfigMap", "a")
    assert [
        one["name"] for one in stage.one(half, "ConfigMap", "child")["metadata"]["ownerReferences"]
    ] == ["b"]
    assert "child" not in stage.named(stage.without(half, "ConfigMap", "b"), "ConfigMap")


def test_a_chain_goes_to_its_end() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [config_map("a")])
    for parent, child in ("ab", "bc", "cd"):
        cluster = stage.applied(
            cluster, [config_map(child, stage.one(cluster, "ConfigMap", parent))]
        )
    left = stage.named(stage.without(cluster, "ConfigMap", "a"), "ConfigMap")
    assert not left


def test_a_dump_may_hold_dependents_without_their_owners(running: Cluster) -> None:
    pods = [obj for obj in running.of("Pod")]
    draft = stage.saved(stage.new()).draft()
    for pod in pods:
        draft.put(pod)
    dumped = draft.cluster().as_baseline()
    assert len(settle(dumped).of("Pod")) == 2


def test_dependents_that_are_made_without_their_owners_are_collected(running: Cluster) -> None:
    pods = [obj for obj in running.of("Pod")]
    assert stage.with_put(stage.saved(stage.new()), *pods).of("Pod") == []


def in_namespace(obj: Object, name: str) -> Object:
    return write(obj, "metadata.namespace", name)


SPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "blue"}}


@pytest.mark.proves("H1")
def test_a_namespace_takes_all_that_is_in_it_along() -> None:
    inside = [
        stage.workload("Deployment", "web", {"app": "web"}),
        stage.service("web", {"app": "web"}),
    ]
    cluster = stage.applied(
        stage.saved(stage.new()), [SPACE, *(in_namespace(obj, "blue") for obj in inside)]
    )
    assert len(cluster.within("Pod", "blue")) == 1
    after = stage.without(cluster, "Namespace", "blue", namespace="")
    assert "blue" not in stage.named(after, "Namespace")
    assert not [obj for kind in after.kinds() for obj in after.within(kind, "blue")]


def test_a_namespace_that_is_held_waits_for_what_holds_it() -> None:
    held = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "held", "namespace": "blue", "finalizers": ["example.com/hold"]},
    }
    cluster = stage.applied(stage.saved(stage.new()), [SPACE, held])
    space = stage.one(cluster, "Namespace", "blue", "")
    space = write(
        write(space, "metadata.deletionTimestamp", "2026-11-23T08:00:00Z"),
        "status.phase",
        "Terminating",
    )
    going = stage.with_put(cluster, space)
    assert stage.one(going, "ConfigMap", "held", "blue")["metadata"][
        "deletionTimestamp"
    ] and "blue" in stage.named(going, "Namespace")
    draft = going.draft()
    draft.delete(objects.key(stage.one(going, "ConfigMap", "held", "blue")))
    assert "blue" not in stage.named(stage.saved(settle(draft.cluster())), "Namespace")


def test_namespaces_of_the_system_come_back() -> None:
    assert stage.named(
        stage.without(stage.saved(stage.new()), "Namespace", "kube-public", namespace=""),
        "Namespace",
    ) == ["default", "kube-node-lease", "kube-public", "kube-system"]


@pytest.mark.parametrize("kind", ["Service", "Endpoints", "EndpointSlice"])
def test_what_is_deleted_of_the_service_kubernetes_comes_back(kind: str) -> None:
    cluster = stage.saved(stage.new())
    after = stage.without(cluster, kind, "kubernetes")
    for what in ("Service", "Endpoints", "EndpointSlice"):
        assert objects.name(stage.one(after, what, "kubernetes")) == "kubernetes"
    assert stage.one(after, "Service", "kubernetes")["spec"]["clusterIP"] == "10.96.0.1"


def test_where_the_api_server_is_elsewhere_its_service_comes_back_too_but_without_endpoints() -> (
    None
):
    cluster = stage.saved(stage.new(control_planes=0))
    assert not stage.slices(cluster, "kubernetes")
    assert "kubernetes" in stage.named(stage.without(cluster, "Service", "kubernetes"), "Service")


def test_endpoints_of_the_api_server_follow_the_control_plane() -> None:
    cluster = stage.saved(stage.new(control_planes=3))
    assert len(stage.addresses(cluster, "kubernetes")) == 3
    assert (
        len(
            stage.addresses(
                stage.without(cluster, "Node", "control-plane-2", namespace=""), "kubernetes"
            )
        )
        == 2
    )


def test_every_address_of_a_service_is_an_object(running: Cluster) -> None:
    ip = stage.one(running, "Service", "web")["spec"]["clusterIP"]
    found = stage.one(running, "IPAddress", ip, "")
    assert found["spec"]["parentRef"] == {
        "resource": "services",
        "namespace": "default",
        "name": "web",
    }
    assert objects.labels(found) == {
        "ipaddress.kubernetes.io/ip-family": "IPv4",
        "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
    }
    assert ip in stage.named(stage.without(running, "IPAddress", ip, namespace=""), "IPAddress")
    assert ip not in stage.named(stage.without(running, "Service", "web"), "IPAddress")


def test_headless_services_and_external_names_hold_no_address() -> None:
    services = [
        stage.service("a", clusterIP="None"),
        stage.service("b", None, (), type="ExternalName", externalName="x.y"),
    ]
    assert stage.named(stage.applied(stage.saved(stage.new()), services), "IPAddress") == [
        "10.96.0.1"
    ]


POOL = "192.168.9.1-192.168.9.9"


def ingress(cluster: Cluster, name: str = "lb") -> Any:
    return [
        entry["ip"]
        for entry in stage.one(cluster, "Service", name)["status"]["loadBalancer"].get(
            "ingress", ()
        )
    ]


def balancer(name: str = "lb", **spec: Any) -> Object:
    return stage.service(name, {"app": "web"}, type="LoadBalancer", **spec)


@pytest.mark.proves("G3")
@pytest.mark.parametrize(
    "pool, spec, expected",
    [
        ("", {}, []),
        ("192.168.9.5", {}, ["192.168.9.5"]),
        (POOL, {}, ["192.168.9.1"]),
        ("192.168.9.0/30", {}, ["192.168.9.1"]),
        (POOL, {"loadBalancerIP": "192.168.9.7"}, ["192.168.9.7"]),
        (POOL, {"loadBalancerIP": "10.0.0.1"}, []),
        (POOL, {"loadBalancerClass": "example.com/x"}, []),
        ("fd00::1-fd00::9", {}, []),
    ],
)
def test_a_load_balancer_gets_an_address_of_the_pool(
    pool: str, spec: Any, expected: list[str]
) -> None:
    assert ingress(stage.applied(stage.saved(stage.new(pool=pool)), [balancer(**spec)])) == expected


def test_load_balancers_share_no_address_and_the_last_ones_wait() -> None:
    cluster = stage.applied(
        stage.saved(stage.new(pool="192.168.9.1-192.168.9.2")),
        [balancer(name) for name in ("a", "b", "c")],
    )
    assert [ingress(cluster, name) for name in ("a", "b", "c")] == [
        ["192.168.9.1"],
        ["192.168.9.2"],
        [],
    ]
    assert ingress(stage.without(cluster, "Service", "a"), "c") == ["192.168.9.1"]


def test_on_two_families_it_gets_one_of_each() -> None:
    cluster = stage.saved(
        stage.new(family="dual", pool="192.168.9.1-192.168.9.9,fd00:9::1-fd00:9::9")
    )
    assert ingress(stage.applied(cluster, [balancer(ipFamilyPolicy="RequireDualStack")])) == [
        "192.168.9.1",
        "fd00:9::1",
    ]


@pytest.mark.proves("H5")
def test_a_claim_that_a_pod_uses_outlasts_its_deletion() -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    volume = [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]
    cluster = stage.applied(stage.saved(stage.new()), [claim, stage.pod("user", volumes=volume)])
    going = stage.without(cluster, "PersistentVolumeClaim", "data")
    assert stage.one(going, "PersistentVolumeClaim", "data")["metadata"]["deletionTimestamp"]
    assert not stage.without(going, "Pod", "user").of("PersistentVolumeClaim")
