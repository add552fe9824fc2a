"""Barriers: why a client does not reach a service that others reach: where it stands, which mode, which policy, which source ranges."""
import json
from collections.abc import Sequence

from minik.diagnosis.reasons import Reason
from minik.discovery.names import Name
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.proxy.clients import Client, uses_cluster_dns
from minik.proxy.routing import Route

DNS = "the DNS of its node, which knows no names of Services"


def outside(service: Object) -> Reason:
    """A cluster IP means nothing beyond the nodes, and neither does a name that only the cluster's DNS knows."""
    what = "A headless Service has no front" if services.is_headless(service) else "A cluster IP is known to the nodes alone"
    if services.service_type(service) == "LoadBalancer":
        return Reason(f"{what}, and its load balancer has no address yet: <pending>.",
                      "ask at a node port meanwhile; minik init --lb-pool RANGE makes a cluster that gives addresses")
    fix = _patch(service, {"type": "NodePort"}) if not services.is_headless(service) else "expose the pods by a Service of type NodePort"
    return Reason(f"{what}: from outside use a node port, a load balancer, an external IP or an Ingress. This Service has none.", fix)


def stopped(service: Object, routes: Sequence[Route], node: Object | None) -> Reason | None:
    """What keeps a packet from backends that are there; None where there are none at all."""
    reasons = [(route, reason) for route in routes for _, reason in route.kept_out]
    shut = next((route for route, reason in reasons if reason.startswith("source ")), None)
    if shut:
        ranges = ", ".join(shut.source_ranges)
        said = next(reason for route, reason in reasons if route is shut and reason.startswith("source "))
        return Reason(f"The load balancer lets in only {ranges}: {said}.")
    elsewhere = next((route for route, reason in reasons if reason == "not on this node"), None)
    if elsewhere is None or any(reason not in ("not on this node",) for _, reason in reasons):
        return None
    side = "internal" if elsewhere.front == "ClusterIP" else "external"
    where = f"node {objects.name(node)}" if node is not None else "that node"
    return Reason(f"{side}TrafficPolicy is Local, and no ready backend is on {where}; {_count(elsewhere)} on other nodes.",
                  _patch(service, {f"{side}TrafficPolicy": "Cluster"}))


def localhost(mode: str) -> Reason:
    """Which modes have no node ports on 127.0.0.1."""
    return Reason(f"In {mode} mode node ports do not answer on 127.0.0.1 or ::1.", "ask at an address of the node: minik get nodes -o wide")


def second_address(mode: str, address: str) -> Reason:
    """In the nftables mode node ports are open at the primary address alone (upstream: `--nodeport-addresses primary`)."""
    return Reason(f"In {mode} mode node ports answer at the primary address of a node alone, and {address} is not it.")


def names(client: Client | None) -> Reason | None:
    """Why a client cannot ask for names of services at all."""
    if client is None or client.asker is None or uses_cluster_dns(client.asker):
        return None
    policy = objects.spec(client.asker).get("dnsPolicy") or "ClusterFirst"
    better = "ClusterFirstWithHostNet" if policy == "ClusterFirst" else "ClusterFirst"
    if policy == "None":
        return Reason(f"{client.label} asks the servers of its own dnsConfig (dnsPolicy None): they know no names of Services.")
    return Reason(f"{client.label} asks {DNS} (dnsPolicy {policy}).", f"give the pod dnsPolicy: {better}")


def tried(domain: str, name: Name, client: Client | None) -> str:
    """The names that a pod's search path makes of a name that is not there, in the order in which they are asked."""
    if client is None or client.asker is None or not uses_cluster_dns(client.asker):
        return ""
    mine = objects.namespace(client.asker)
    short = name.service if name.namespace == mine else f"{name.service}.{name.namespace}"
    return "NXDOMAIN for " + ", ".join(f"{short}.{suffix}" for suffix in (f"{mine}.svc.{domain}", f"svc.{domain}", domain))


def _count(route: Route) -> str:
    number = len({(backend.address, backend.port) for backend, _ in route.kept_out})
    return "1 is" if number == 1 else f"{number} are"


def _patch(service: Object, spec: dict[str, str]) -> str:
    patch = json.dumps({"spec": spec}, separators=(",", ":"))
    return f"minik patch svc {objects.name(service)} -n {objects.namespace(service)} -p '{patch}'"
