"""Ways that NetworkPolicies close: resolve, trace and dns say so of the pod that asks, alike."""

from typing import Any

import objects
import pytest
from crafting import EMPTY
from one_truth import contradictions

from minik import kinds
from minik.command_line.dns_questions import why_closed
from minik.controllers import settle
from minik.diagnosis import closed_ways
from minik.diagnosis.journey import follow
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import search
from minik.discovery.names import Name
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.proxy import clients, mode
from minik.proxy.routing import Refusal

API = Name("api", "default")
TO_API = {"to": [{"podSelector": {"matchLabels": {"app": "api"}}}], "ports": [{"port": 8080}]}


def cluster(**spec: Any) -> Cluster:
    """A Service with a pod, a client, and a policy; it selects the Service's pod unless told."""
    pods = [
        objects.build(
            "Pod",
            name,
            "default",
            metadata={"labels": {"app": name}},
            spec={"containers": [{"name": "c", "image": "x", "ports": [{"containerPort": 8080}]}]},
        )
        for name in ("api", "cli")
    ]
    port = {"port": 80, "targetPort": 8080}
    service = objects.service("api", "default", selector={"app": "api"}, ports=[port])
    closing = objects.build(
        "NetworkPolicy",
        "closing",
        "default",
        version="networking.k8s.io/v1",
        spec={"podSelector": {"matchLabels": {"app": "api"}}, **spec},
    )
    draft = settle(EMPTY).draft()
    account = objects.build("ServiceAccount", "default", "default")
    for obj in (account, service, *pods, closing):
        kind = kinds.find_served_kind(obj["apiVersion"], obj["kind"])
        assert kind
        if draft.get(obj["kind"], "default", obj["metadata"]["name"]) is None:
            registry.create(draft, kind, obj)
    return settle(draft.cluster())


def asked_by(its: Cluster, name: str) -> Viewpoint:
    client = clients.find(its, f"pod/{name}", "default")
    return Viewpoint(mode.of_cluster(its), client.node, client)


def test_a_pod_that_is_kept_from_all_backends_gets_no_answer() -> None:
    its = cluster(policyTypes=["Ingress"])
    found = resolve(its, API, asked_by(its, "cli"))
    assert not found.backends and found.main[0].refusal is Refusal.DENIED
    assert found.reason and "NetworkPolicy default/closing keeps pod/cli" in found.reason.text
    journey = follow(its, API._replace(port="80"), asked_by(its, "cli"))
    assert journey.refusal is Refusal.DENIED and not journey.answers
    pod = its.get("Pod", "default", "cli")
    assert pod
    resolver = search.resolver(its, pod)
    walk = search.walk(its, "api", ["A"], resolver)
    assert why_closed(its, walk, pod) == found.reason.text
    assert not list(contradictions(its))


@pytest.mark.parametrize("name", ["api", ""], ids=["the pod itself", "nobody in particular"])
def test_a_policy_closes_nothing_to(name: str) -> None:
    its = cluster(policyTypes=["Ingress"])
    view = asked_by(its, name) if name else None
    assert resolve(its, API, view).reason is None


def test_a_pod_that_may_not_ask_the_name_server_finds_no_name() -> None:
    selector = {"matchLabels": {"app": "cli"}}
    its = cluster(podSelector=selector, policyTypes=["Egress"], egress=[TO_API])
    found = resolve(its, API, asked_by(its, "cli"))
    assert found.backends and not found.records
    assert found.reason and "it cannot look up names" in found.reason.text
    assert closed_ways.why_no_lookup(its, its.get("Pod", "default", "api")) is None


NODE_PORT = {"type": "NodePort"}


def asked_from(its: Cluster, text: str, node: str = "") -> Viewpoint:
    client = clients.find(its, text, "default")
    where = its.get("Node", "", node) if node else client.node
    return Viewpoint(mode.of_cluster(its), where, client)


@pytest.mark.parametrize(
    ("cidr", "policy", "answers"),
    [
        ("203.0.113.0/24", "Cluster", True),
        ("203.0.113.0/24", "Local", True),
        ("192.168.0.0/24", "Cluster", True),  # the nodes, whose address a masqueraded packet has
        ("192.168.0.0/24", "Local", False),
        ("198.51.100.0/24", "Cluster", False),
    ],
)
def test_somebody_outside_is_let_in_by_his_address_or_by_that_of_the_node(
    cidr: str, policy: str, answers: bool
) -> None:
    rule = {"from": [{"ipBlock": {"cidr": cidr}}]}
    its = cluster(policyTypes=["Ingress"], ingress=[rule])
    draft = its.draft()
    service = its.get("Service", "default", "api")
    kind = kinds.find_served_kind("v1", "Service")
    assert service and kind
    spec = {**service["spec"], **NODE_PORT, "externalTrafficPolicy": policy}
    registry.update(draft, kind, service, {**service, "spec": spec})
    its = settle(draft.cluster())
    server = its.get("Pod", "default", "api")
    found = its.get("Service", "default", "api")
    assert server and found
    host = its.get("Node", "", server["spec"]["nodeName"])
    assert host
    address = host["status"]["addresses"][0]["address"]
    name = Name(address=address, port=str(found["spec"]["ports"][0]["nodePort"]))
    view = asked_from(its, "203.0.113.7")
    assert bool(resolve(its, name, view).backends) is answers
    assert follow(its, name, view).answers is answers


def test_a_node_reaches_its_own_pods_and_another_node_does_not() -> None:
    its = cluster(policyTypes=["Ingress"])
    pod = its.get("Pod", "default", "api")
    assert pod
    own = pod["spec"]["nodeName"]
    for node in ("node-1", "node-2", "node-3"):
        view = asked_from(its, f"node/{node}")
        assert bool(resolve(its, API, view).backends) is (node == own)
        assert follow(its, API._replace(port="80"), view).answers is (node == own)


def test_a_packet_to_a_pods_own_address_arrives_or_is_told_who_stops_it() -> None:
    its = cluster(policyTypes=["Ingress"])
    pod = its.get("Pod", "default", "cli")
    server = its.get("Pod", "default", "api")
    assert pod and server
    to_cli = Name(address=pod["status"]["podIP"], port="8080")
    to_api = Name(address=server["status"]["podIP"], port="8080")
    arrived = follow(its, to_cli, asked_by(its, "api"))
    assert arrived.answers and arrived.pod == "pod/cli" and not arrived.closed
    stopped = follow(its, to_api, asked_by(its, "cli"))
    assert not stopped.answers and stopped.refusal is Refusal.DENIED
    (closure,) = stopped.closed.values()
    assert (closure.direction, closure.title) == ("ingress", "NetworkPolicy default/closing")
    outside = follow(its, to_cli, asked_from(its, "outside"))
    assert outside.refusal is Refusal.UNREACHABLE


def test_of_several_pods_only_the_closed_one_is_marked() -> None:
    its = cluster(podSelector={"matchLabels": {"app": "none"}}, policyTypes=["Ingress"])
    second = objects.build(
        "Pod",
        "second",
        "default",
        metadata={"labels": {"app": "api", "shut": "yes"}},
        spec={"containers": [{"name": "c", "image": "x", "ports": [{"containerPort": 8080}]}]},
    )
    spec = {"podSelector": {"matchLabels": {"shut": "yes"}}, "policyTypes": ["Ingress"]}
    shut = objects.build(
        "NetworkPolicy", "shut", "default", version="networking.k8s.io/v1", spec=spec
    )
    draft = its.draft()
    for obj in (second, shut):
        kind = kinds.find_served_kind(obj["apiVersion"], obj["kind"])
        assert kind
        registry.create(draft, kind, obj)
    its = settle(draft.cluster())
    found = resolve(its, API, asked_by(its, "cli"))
    (route,) = found.main
    assert found.reason is None and len(route.backends) == 2 and len(found.backends) == 1
    assert list(found.closers().values()) == [["NetworkPolicy default/shut"]]
    journey = follow(its, API._replace(port="80"), asked_by(its, "cli"))
    assert journey.answers and len(journey.closed) == 1


@pytest.mark.parametrize(
    ("egress", "answers"),
    [
        ([], False),
        ([{"to": [{"namespaceSelector": {}}]}], False),
        ([{"to": [{"ipBlock": {"cidr": "10.244.0.0/16"}}]}], False),
        ([{"ports": [{"port": 5432}]}], True),
        ([{"to": [{"ipBlock": {"cidr": "203.0.113.0/24"}}]}], True),
        ([{}], True),
    ],
)
def test_a_name_outside_is_reached_where_some_port_is_open(
    egress: list[dict[str, Any]], answers: bool
) -> None:
    names = {"to": [{"namespaceSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}]}
    selector = {"matchLabels": {"app": "cli"}}
    its = cluster(podSelector=selector, policyTypes=["Egress"], egress=[names, *egress])
    outer = objects.service("db", "default", type="ExternalName", externalName="db.example.com")
    kind = kinds.find_served_kind("v1", "Service")
    assert kind
    draft = its.draft()
    registry.create(draft, kind, outer)
    its = settle(draft.cluster())
    found = resolve(its, Name("db", "default"), asked_by(its, "cli"))
    assert (found.reason is None) is answers
    assert answers or found.reason and "at no port" in found.reason.text
    assert resolve(its, Name("db", "default"), asked_by(its, "api")).reason is None
