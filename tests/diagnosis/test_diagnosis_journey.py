"""Journeys and the name server: what `trace`, `resolve` and `dns` decide together."""

from typing import Any

import pytest
import random_clusters
from objects import build, pod, service

from minik.diagnosis import name_server, pod_names
from minik.diagnosis.journey import follow
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import names
from minik.discovery.names import Name
from minik.errors import ClientError
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.proxy import mode as modes
from minik.proxy.clients import Client
from minik.proxy.routing import Refusal

DNS = {"app": "kube-dns"}


def cluster_with(server: bool, pod_in: str) -> Cluster:
    """A cluster with the Service kube-dns, without endpoints, and one pod somewhere."""
    dns = service(
        "kube-dns",
        "kube-system",
        clusterIP="10.96.0.10",
        clusterIPs=["10.96.0.10"],
        ipFamilies=["IPv4"],
        selector=DNS,
        ports=[{"port": 53, "protocol": "UDP"}],
    )
    by_kind: dict[str, Any] = {
        "Service": {"kube-system/kube-dns": dns} if server else {},
        "Pod": {f"{pod_in}/a": pod("a", pod_in)},
    }
    return Cluster(Objects(by_kind), DEFAULT)


@pytest.mark.parametrize(
    ("server", "pod_in", "silent"),
    [(True, "kube-system", True), (True, "default", False), (False, "kube-system", False)],
)
def test_a_name_server_is_silent_only_where_its_namespace_is_known(
    server: bool, pod_in: str, silent: bool
) -> None:
    assert bool(name_server.why_silent(cluster_with(server, pod_in))) is silent


def test_no_name_is_resolved_where_the_server_is_silent() -> None:
    its = cluster_with(True, "kube-system")
    found = resolve(its, Name("kube-dns", "kube-system"))
    assert found.records == () and found.reason and "DNS server" in found.reason.text


def test_a_packet_from_outside_never_reaches_a_cluster_ip() -> None:
    its = random_clusters.recorded(53)
    outside = Client("outside", "outside")
    view = Viewpoint(modes.of_cluster(its), None, outside)
    entered = 0
    for one in its.of("Service"):
        for address in services.addresses(one):
            journey = follow(its, Name(address=address, port="80"), view)
            assert journey.refusal is Refusal.UNREACHABLE and not journey.hops
            entered += 1
    assert entered


def test_a_port_with_another_protocol_is_refused() -> None:
    its = random_clusters.recorded(53)
    view = Viewpoint(modes.of_cluster(its))
    chosen = next(one for one in its.of("Service") if services.addresses(one))
    name = Name(objects.name(chosen), "default", port="80")
    with pytest.raises(ClientError, match="has no port 80/SCTP"):
        follow(its, name, view, "sctp")


def stateful(subdomain: str) -> Cluster:
    """A headless Service `db` and a pod `db-0` with a hostname, which is its endpoint."""
    headless = service(
        "db",
        "default",
        clusterIP="None",
        clusterIPs=["None"],
        ipFamilies=["IPv4"],
        selector={"app": "db"},
        ports=[{"port": 5432, "protocol": "TCP"}],
    )
    endpoint = {"addresses": ["10.244.1.2"], "conditions": {"ready": True}}
    named = {"hostname": "db-0"} if subdomain == "db" else {}
    by_kind: dict[str, Any] = {
        "Namespace": {"default": build("Namespace", "default")},
        "Service": {"default/db": headless},
        "Pod": {"default/db-0": pod("db-0", "default", hostname="db-0", subdomain=subdomain)},
        "EndpointSlice": {
            "default/db-1": build(
                "EndpointSlice",
                "db-1",
                "default",
                metadata={"labels": {"kubernetes.io/service-name": "db"}},
                addressType="IPv4",
                endpoints=[{**endpoint, **named}],
                ports=[{"name": "", "port": 5432, "protocol": "TCP"}],
            )
        },
    }
    return Cluster(Objects(by_kind), DEFAULT)


FORMS = ("db-0.db", "db-0.db.default", "db-0.db.default.svc", "db-0.db.default.svc.cluster.local")


@pytest.mark.parametrize("text", FORMS)
def test_the_name_of_a_pod_below_its_service_is_resolved_and_explained(text: str) -> None:
    name = names.parse(text, "default", "cluster.local")
    found, explained = resolve(stateful("db"), name), pod_names.explain(stateful("db"), name)
    assert [backend.address for backend in found.direct] == ["10.244.1.2"] and not found.reason
    assert explained and explained.works
    lost, why = resolve(stateful("other"), name), pod_names.explain(stateful("other"), name)
    assert lost.reason and 'has subdomain "other"' in lost.reason.text
    assert why and not why.works and lost.reason.text in why.headline


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@pytest.mark.parametrize("policy", ["Local", "Cluster"])
def test_a_packet_is_met_at_a_node_that_only_endpoints_name(mode: str, policy: str) -> None:
    its = local_beyond("node-1", internalTrafficPolicy=policy)
    view = Viewpoint(modes.find(mode))
    asked = Name("web", "default", port="80")
    journey = follow(its, asked, view)
    assert journey.answers and resolve(its, asked, view).backends
    met = objects.name(journey.hops[-1].node or {})
    assert met == ("node-1" if policy == "Local" else "cp-1")


def local_beyond(node: str, **spec: Any) -> Cluster:
    """A Service whose only endpoint is at a node that the cluster lacks; it has another one."""
    web = service(
        "web",
        "default",
        clusterIP="10.96.0.10",
        clusterIPs=["10.96.0.10"],
        ipFamilies=["IPv4"],
        selector={"app": "web"},
        ports=[{"port": 80, "protocol": "TCP"}],
        **spec,
    )
    endpoint = {"addresses": ["10.244.1.2"], "conditions": {"ready": True}, "nodeName": node}
    slice_ = build(
        "EndpointSlice",
        "web-1",
        "default",
        metadata={"labels": {"kubernetes.io/service-name": "web"}},
        addressType="IPv4",
        endpoints=[endpoint],
        ports=[{"name": "", "port": 80, "protocol": "TCP"}],
    )
    address = {"type": "InternalIP", "address": "192.168.0.10"}
    by_kind: dict[str, Any] = {
        "Namespace": {"default": build("Namespace", "default")},
        "Node": {"cp-1": build("Node", "cp-1", status={"addresses": [address]})},
        "Service": {"default/web": web},
        "EndpointSlice": {"default/web-1": slice_},
    }
    return Cluster(Objects(by_kind), DEFAULT)
