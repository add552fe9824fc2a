"""EndpointSlices: which endpoints, how they are, and in which slice they stand."""

from typing import Any

import pytest
import stage
from stage import running

from minik.endpoints import slice_packing
from minik.endpoints.service_backends import Port
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, drop, write

WEB = {"app": "MyApp"}
HTTP = (Port("", 80, "TCP", None),)


def behind(service: Object, *pods: Object) -> Cluster:
    """A cluster with one service and pods that run already."""
    return stage.with_put(stage.applied(stage.saved(stage.new()), [service]), *pods)


def only(cluster: Cluster, service: str = "web") -> Any:
    """The one slice of a service."""
    (found,) = stage.slices(cluster, service)
    return found


@pytest.mark.parametrize(
    "ready, going, everyone, conditions",
    [
        (True, False, False, (True, True, False)),
        (False, False, False, (False, False, False)),
        (True, True, False, (False, True, True)),
        (False, True, False, (False, False, True)),
        (False, False, True, (True, False, False)),
        (True, True, True, (True, True, True)),
    ],
)
def test_conditions_tell_whether_a_pod_is_ready_serves_and_is_going(
    ready: bool, going: bool, everyone: bool, conditions: Any
) -> None:
    pod = running("a", "10.244.1.2", ready=ready)
    pod = write(pod, "metadata.deletionTimestamp", "2026-11-23T08:00:30Z") if going else pod
    cluster = behind(stage.service("web", WEB, publishNotReadyAddresses=everyone), pod)
    assert only(cluster)["endpoints"][0]["conditions"] == dict(
        zip(("ready", "serving", "terminating"), conditions)
    )


def test_a_service_without_pods_has_one_empty_slice() -> None:
    found = only(behind(stage.service("web", WEB)))
    assert (found["endpoints"], found["ports"], found["addressType"]) == (None, None, "IPv4")


def test_the_empty_slice_becomes_the_first_full_one() -> None:
    empty = behind(stage.service("web", WEB))
    full = stage.with_put(empty, running("a", "10.244.1.2"))
    assert objects.name(only(full)) == objects.name(only(empty)) and only(full)["ports"] == [
        {"name": "", "port": 80, "protocol": "TCP"}
    ]
    again = stage.without(full, "Pod", "a")
    assert objects.uid(only(again)) == objects.uid(only(empty)) and only(again)["endpoints"] is None


def test_a_pod_without_the_named_port_stands_in_a_slice_without_ports() -> None:
    named = [{"name": "http", "containerPort": 8080}]
    cluster = behind(
        stage.service("web", WEB, [{"port": 80, "targetPort": "http"}]),
        running("good", "10.244.1.2", ports=named),
        running("bad", "10.244.1.3"),
    )
    found = {
        one["endpoints"][0]["targetRef"]["name"]: one["ports"]
        for one in stage.slices(cluster, "web")
    }
    assert found == {"good": [{"name": "", "port": 8080, "protocol": "TCP"}], "bad": None}


@pytest.mark.proves("F22")
def test_a_pod_whose_node_is_gone_is_in_the_endpoints_but_in_no_slice() -> None:
    cluster = behind(
        stage.service("web", WEB),
        running("a", "10.244.1.2"),
        running("b", "10.244.9.2", node="node-9"),
    )
    assert [one["targetRef"]["name"] for one in only(cluster)["endpoints"]] == ["a"]
    assert stage.addresses(cluster, "web") == ["10.244.1.2:80", "10.244.9.2:80"]
    everyone = behind(
        stage.service("web", WEB, publishNotReadyAddresses=True),
        running("b", "10.244.9.2", node="node-9"),
    )
    assert [one["targetRef"]["name"] for one in only(everyone)["endpoints"]] == ["b"]


def test_every_family_has_slices_of_its_own() -> None:
    pod = write(
        running("a", "10.244.1.2"), "status.podIPs", [{"ip": "10.244.1.2"}, {"ip": "fd00::2"}]
    )
    cluster = stage.applied(
        stage.saved(stage.new(family="dual")),
        [stage.service("web", WEB, ipFamilyPolicy="RequireDualStack")],
    )
    found = {
        one["addressType"]: one["endpoints"][0]["addresses"]
        for one in stage.slices(stage.with_put(cluster, pod), "web")
    }
    assert found == {"IPv4": ["10.244.1.2"], "IPv6": ["fd00::2"]}


@pytest.mark.proves("F53")
@pytest.mark.parametrize(
    "wish, annotations, hints",
    [
        (None, {}, None),
        ("PreferClose", {}, {"forZones": [{"name": "zone-b"}]}),
        ("PreferSameZone", {}, {"forZones": [{"name": "zone-b"}]}),
        (
            "PreferSameNode",
            {},
            {"forZones": [{"name": "zone-b"}], "forNodes": [{"name": "node-1"}]},
        ),
        ("PreferClose", {"service.kubernetes.io/topology-mode": "Auto"}, None),
    ],
)
def test_hints_say_for_whom_a_ready_endpoint_is_near(
    wish: str | None, annotations: dict[str, str], hints: Any
) -> None:
    service = stage.service("web", WEB, **({"trafficDistribution": wish} if wish else {}))
    service = write(service, "metadata.annotations", annotations)
    cluster = behind(service, running("a", "10.244.1.2"), running("b", "10.244.1.3", ready=False))
    assert [one.get("hints") for one in only(cluster)["endpoints"]] == [hints, None]


def test_labels_are_the_services_but_for_those_that_are_reserved() -> None:
    own = {
        "tier": "front",
        "kubernetes.io/service-name": "lie",
        "service.kubernetes.io/headless": "lie",
    }
    found = only(
        behind(write(stage.service("web", WEB), "metadata.labels", own), running("a", "10.244.1.2"))
    )
    assert objects.labels(found) == {
        "tier": "front",
        "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    }


def test_a_slice_belongs_to_its_service() -> None:
    cluster = behind(stage.service("web", WEB))
    (reference,) = only(cluster)["metadata"]["ownerReferences"]
    assert reference == {
        "apiVersion": "v1",
        "kind": "Service",
        "name": "web",
        "uid": objects.uid(stage.one(cluster, "Service", "web")),
        "controller": True,
        "blockOwnerDeletion": True,
    }
    assert (
        objects.name(only(cluster)).startswith("web-")
        and only(cluster)["metadata"]["generateName"] == "web-"
    )


def test_a_slice_of_an_earlier_service_of_the_same_name_goes() -> None:
    cluster = behind(stage.service("web", WEB), running("a", "10.244.1.2"))
    old = only(cluster)
    foreign = drop(
        write(write(old, "metadata.name", "web-older"), "metadata.ownerReferences", []),
        "metadata.resourceVersion",
    )
    assert stage.named(stage.with_put(cluster, foreign), "EndpointSlice") == stage.named(
        cluster, "EndpointSlice"
    )


def test_a_slice_that_somebody_changed_or_took_is_put_right() -> None:
    cluster = behind(stage.service("web", WEB), running("a", "10.244.1.2"))
    changed = stage.with_put(cluster, write(only(cluster), "endpoints", []))
    assert only(changed)["endpoints"] == only(cluster)["endpoints"]
    taken = stage.without(cluster, "EndpointSlice", objects.name(only(cluster)))
    assert only(taken)["endpoints"] == only(cluster)["endpoints"]


def endpoints(*names: int) -> dict[str, Any]:
    """Endpoints by what they are known by."""
    made = [
        {
            "addresses": [f"10.0.{number // 250}.{number % 250}"],
            "targetRef": {"namespace": "default", "name": str(number)},
        }
        for number in names
    ]
    return {slice_packing.endpoint_identity(one): one for one in made}


def old(name: str, *names: int) -> Object:
    """A slice that is there, with these endpoints."""
    port = {"name": "", "port": 80, "protocol": "TCP"}
    return {
        "metadata": {"name": name},
        "endpoints": list(endpoints(*names).values()),
        "ports": [port],
    }


PACKED = {
    "nothing new": ((old("a", 1, 2),), (1, 2), {"a": 2}),
    "one more goes into the slice that has room": ((old("a", 1, 2),), (1, 2, 3), {"a": 3}),
    "one gone": ((old("a", 1, 2),), (1,), {"a": 1}),
    "all gone": ((old("a", 1, 2),), (), {}),
    "new ones fill the slice that changes anyway": (
        (old("a", 1, 2), old("b", *range(10, 60))),
        (1, 3, *range(10, 60)),
        {"a": 2, "b": 50},
    ),
    "new ones go where they fill best": (
        (old("a", 1, 2), old("b", *range(10, 60))),
        (1, 2, 3, *range(10, 60)),
        {"a": 2, "b": 51},
    ),
    "too many for any slice": ((old("a", *range(60)),), range(120), {"a": 60, "": 60}),
    "more than a slice holds": ((), range(250), {"": 250}),
    "a full slice stays": ((old("a", *range(100)),), range(101), {"a": 100, "": 1}),
    "empty slices are left over": ((old("a", 1), old("b", 2)), (2,), {"b": 1}),
}


@pytest.mark.parametrize("name", PACKED)
def test_endpoints_move_as_little_as_can_be(name: str) -> None:
    slices, wanted, expected = PACKED[name]
    found: dict[str, int] = {}
    for one in slice_packing.pack_endpoints(HTTP, slices, endpoints(*wanted)):
        assert 0 < len(one.endpoints) <= 100
        key = objects.name(one.old) if one.old else ""
        found[key] = found.get(key, 0) + len(one.endpoints)
    assert found == expected


def test_every_endpoint_is_in_one_slice() -> None:
    pods = (
        running(f"p{number}", f"10.9.{number // 250}.{number % 250 + 2}") for number in range(230)
    )
    cluster = behind(stage.service("web", WEB), *pods)
    counts = [len(one["endpoints"]) for one in stage.slices(cluster, "web")]
    assert sorted(counts) == [30, 100, 100]
    fewer = stage.without(cluster, "Pod", *(f"p{number}" for number in range(0, 230, 2)))
    names = [
        one["targetRef"]["name"]
        for found in stage.slices(fewer, "web")
        for one in found["endpoints"]
    ]
    assert sorted(names) == sorted(stage.named(fewer, "Pod"))
