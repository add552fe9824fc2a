"""Endpoints written by hand, mirrored to slices."""

from typing import Any

import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write

MIRRORING = "endpointslicemirroring-controller.k8s.io"


def manual(name: str = "db", *ips: str, **metadata: Any) -> Object:
    """Endpoints as a person writes them."""
    subset = {"addresses": [{"ip": ip} for ip in ips or ("192.0.2.10",)], "ports": [{"port": 5432}]}
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"name": name, **metadata},
        "subsets": [subset],
    }


def mirrored(*documents: Object) -> Cluster:
    return stage.applied(stage.saved(stage.new()), documents)


@pytest.mark.proves("C14")
@pytest.mark.proves("C15")
def test_endpoints_of_a_service_without_a_selector_are_mirrored_wherever_they_lead() -> None:
    cluster = mirrored(
        stage.service("db", ports=[{"port": 5432}]), manual("db", "192.0.2.10", "192.0.2.11")
    )
    (found,) = stage.slices(cluster, "db")
    assert [one["addresses"] for one in found["endpoints"]] == [["192.0.2.10"], ["192.0.2.11"]]
    assert found["ports"] == [{"name": "", "port": 5432, "protocol": "TCP"}]
    assert objects.labels(found)["endpointslice.kubernetes.io/managed-by"] == MIRRORING
    assert found["metadata"]["ownerReferences"][0]["kind"] == "Endpoints"


@pytest.mark.proves("C13")
def test_a_name_leads_elsewhere_in_each_namespace() -> None:
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "test"}}
    mine = (
        write(stage.service("db"), "metadata.namespace", "test"),
        manual("db", "192.0.2.99", namespace="test"),
    )
    cluster = mirrored(space, stage.service("db"), manual("db", "192.0.2.10"), *mine)
    found = [
        stage.slices(cluster, "db", where)[0]["endpoints"][0]["addresses"]
        for where in ("default", "test")
    ]
    assert found == [["192.0.2.10"], ["192.0.2.99"]]


@pytest.mark.parametrize(
    "documents",
    [
        [manual()],
        [stage.service("db", {"app": "x"}), manual("other")],
        [stage.service("db"), manual("other")],
        [stage.service("db"), manual(labels={"endpointslice.kubernetes.io/skip-mirror": "true"})],
        [
            stage.service("db"),
            manual(annotations={"control-plane.alpha.kubernetes.io/leader": "x"}),
        ],
    ],
)
def test_what_is_not_meant_to_be_mirrored_is_not(documents: list[Object]) -> None:
    assert not [
        one
        for one in mirrored(*documents).of("EndpointSlice")
        if MIRRORING in objects.labels(one).values()
    ]


def test_addresses_that_are_not_ready_and_both_families_are_told_apart() -> None:
    ports = [{"name": "a", "port": 1}, {"name": "b", "port": 2}]
    subset = {
        "addresses": [{"ip": "192.0.2.10", "hostname": "alpha"}, {"ip": "2001:db8::1"}],
        "notReadyAddresses": [{"ip": "192.0.2.11"}],
        "ports": ports,
    }
    cluster = mirrored(stage.service("db", ports=ports), write(manual(), "subsets", [subset]))
    found = {one["addressType"]: one["endpoints"] for one in stage.slices(cluster, "db")}
    assert found["IPv4"] == [
        {"addresses": ["192.0.2.10"], "conditions": {"ready": True}, "hostname": "alpha"},
        {"addresses": ["192.0.2.11"], "conditions": {"ready": False}},
    ]
    assert found["IPv6"] == [{"addresses": ["2001:db8::1"], "conditions": {"ready": True}}]


def test_a_mirror_follows_its_endpoints() -> None:
    cluster = mirrored(stage.service("db"), manual())
    name = stage.named(cluster, "EndpointSlice")
    changed = stage.applied(cluster, [manual("db", "192.0.2.20")])
    assert stage.named(changed, "EndpointSlice") == name
    assert stage.slices(changed, "db")[0]["endpoints"][0]["addresses"] == ["192.0.2.20"]
    assert not stage.slices(stage.without(changed, "Endpoints", "db"), "db")
    assert not stage.slices(stage.without(changed, "Service", "db"), "db")


def test_a_mirror_goes_when_the_service_begins_to_choose() -> None:
    cluster = stage.applied(
        mirrored(stage.service("db"), manual()), [stage.service("db", {"app": "db"})]
    )
    managers = [
        objects.labels(one)["endpointslice.kubernetes.io/managed-by"]
        for one in stage.slices(cluster, "db")
    ]
    assert managers == ["endpointslice-controller.k8s.io"]


def test_annotations_are_mirrored_but_for_those_of_others() -> None:
    others = (
        "kubectl.kubernetes.io/last-applied-configuration",
        "endpoints.kubernetes.io/last-change-trigger-time",
    )
    cluster = mirrored(
        stage.service("db"), manual(annotations={"team": "blue", **dict.fromkeys(others, "{}")})
    )
    assert objects.annotations(stage.slices(cluster, "db")[0]) == {"team": "blue"}


def test_at_most_a_thousand_addresses_of_a_subset_are_mirrored() -> None:
    many = [f"10.1.{number // 250}.{number % 250 + 1}" for number in range(1005)]
    (found,) = stage.slices(mirrored(stage.service("db"), manual("db", *many)), "db")
    assert len(found["endpoints"]) == 1000
