"""What others ask of a pod: its ports, its addresses, its state, and how much it needs."""

from typing import Any

import objects
import pytest

from minik.kinds import pod as pods
from minik.model import quantity
from minik.model.object import Object

HTTP: Object = {"name": "web", "containerPort": 8080, "protocol": "TCP"}


def pod(*containers: Object, status: Object | None = None, **spec: Any) -> Object:
    return objects.pod("p", containers=containers, status=status or {}, **spec)


def with_ports(*ports: Object, **fields: Any) -> Object:
    return {"name": "c", "ports": [*ports], **fields}


@pytest.mark.parametrize(
    ("found", "target", "protocol", "number"),
    [
        (pod(with_ports(HTTP)), "web", "TCP", 8080),
        (pod(with_ports(HTTP)), 9376, "TCP", 9376),
        (pod(with_ports(HTTP)), "wep", "TCP", None),
        (pod(with_ports({"name": "web", "containerPort": 80})), "web", "TCP", 80),
        (pod(with_ports(), with_ports(HTTP)), "web", "TCP", 8080),
        (pod(), "web", "TCP", None),
    ],
)
def test_a_target_port_is_a_number_or_the_name_of_one(
    found: Object, target: int | str, protocol: str, number: int | None
) -> None:
    assert pods.find_port(found, target, protocol) == number


@pytest.mark.proves("C10")
def test_each_pod_says_which_port_a_name_stands_for() -> None:
    old, new = pod(with_ports(HTTP)), pod(with_ports({**HTTP, "containerPort": 9090}))
    assert [pods.find_port(each, "web", "TCP") for each in (old, new)] == [8080, 9090]


@pytest.mark.proves("F26")
def test_a_port_of_another_protocol_is_another_port() -> None:
    assert pods.find_port(pod(with_ports({**HTTP, "protocol": "UDP"})), "web", "TCP") is None
    both = pod(with_ports({**HTTP, "protocol": "UDP", "containerPort": 53}, HTTP))
    assert (pods.find_port(both, "web", "UDP"), pods.find_port(both, "web", "TCP")) == (53, 8080)


@pytest.mark.proves("F27")
def test_an_init_container_serves_nobody_unless_it_stays() -> None:
    assert pods.find_port(pod(initContainers=[with_ports(HTTP)]), "web", "TCP") is None
    assert (
        pods.find_port(pod(initContainers=[with_ports(HTTP, restartPolicy="Always")]), "web", "TCP")
        == 8080
    )


@pytest.mark.proves("F26b")
def test_of_two_ports_of_one_name_the_first_containers_counts() -> None:
    other = {**HTTP, "containerPort": 9090}
    assert pods.find_port(pod(with_ports(other), with_ports(HTTP)), "web", "TCP") == 9090
    assert (
        pods.find_port(
            pod(with_ports(HTTP), initContainers=[with_ports(other, restartPolicy="Always")]),
            "web",
            "TCP",
        )
        == 8080
    )


def test_a_pod_is_ready_when_its_condition_says_so() -> None:
    assert pods.is_ready(
        pod(
            status={
                "conditions": [
                    {"type": "PodScheduled", "status": "True"},
                    {"type": "Ready", "status": "True"},
                ]
            }
        )
    )
    assert not pods.is_ready(pod(status={"conditions": [{"type": "Ready", "status": "False"}]}))
    assert not pods.is_ready(pod(status={"conditions": [{"type": "Ready", "status": "Unknown"}]}))
    assert not pods.is_ready(pod())


@pytest.mark.parametrize(
    ("phase", "over"),
    [
        ("Pending", False),
        ("Running", False),
        ("Unknown", False),
        ("Succeeded", True),
        ("Failed", True),
    ],
)
def test_a_pod_that_ended_never_runs_again(phase: str, over: bool) -> None:
    assert pods.is_terminal(pod(status={"phase": phase})) is over


def test_a_pod_has_an_address_of_each_family() -> None:
    assert pods.addresses(
        pod(status={"podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}]})
    ) == ["10.0.0.1", "fd00::1"]
    assert pods.addresses(pod(status={"podIP": "10.0.0.1"})) == ["10.0.0.1"]
    assert pods.addresses(pod()) == []


def test_a_bare_pod_has_an_answer_to_everything() -> None:
    bare: Object = {"metadata": {"name": "p"}}
    assert (
        pods.phase(bare),
        pods.node(bare),
        pods.address(bare),
        pods.hostname(bare),
        pods.subdomain(bare),
    ) == ("", "", "", "", "")
    assert (
        not pods.uses_host_network(bare)
        and not pods.is_terminating(bare)
        and not pods.is_ready(bare)
    )
    assert pods.restart_policy(bare) == "Always"
    assert pods.has_service_links(bare)
    assert list(pods.ports(bare)) == [] and pods.requests(bare) == {}


def asking(cpu: str, **fields: Any) -> Object:
    return {"name": "c", "resources": {"requests": {"cpu": cpu}}, **fields}


@pytest.mark.parametrize(
    ("found", "total"),
    [
        (pod(asking("100m"), asking("200m")), "300m"),
        (pod(asking("100m"), initContainers=[asking("1")]), "1"),
        (pod(asking("2"), initContainers=[asking("1")]), "2"),
        (pod(asking("1"), initContainers=[asking("1", restartPolicy="Always")]), "2"),
        (
            pod(asking("1"), initContainers=[asking("500m", restartPolicy="Always"), asking("2")]),
            "2500m",
        ),
        (
            pod(asking("1"), initContainers=[asking("2"), asking("500m", restartPolicy="Always")]),
            "2",
        ),
        (pod(asking("1"), overhead={"cpu": "250m"}), "1250m"),
        (pod(asking("1"), resources={"requests": {"cpu": "3"}}), "3"),
        (pod(asking("1"), resources={"requests": {"cpu": "3"}}, overhead={"cpu": "1"}), "4"),
    ],
)
def test_a_pod_asks_for_what_it_needs_at_the_worst_moment(found: Object, total: str) -> None:
    assert quantity.format_quantity(pods.requests(found)["cpu"]) == total


def test_overhead_counts_for_limits_where_there_are_any() -> None:
    limited = {"name": "c", "resources": {"limits": {"cpu": "1"}}}
    found = pods.limits(pod(limited, overhead={"cpu": "250m", "memory": "1Gi"}))
    assert {name: quantity.format_quantity(amount) for name, amount in found.items()} == {
        "cpu": "1250m"
    }
