"""Why a client does not reach a Service that others reach: its location, the proxy mode, traffic
policies, source ranges.
"""

from collections.abc import Sequence

from minik.diagnosis import name_server
from minik.diagnosis.reason import Reason
from minik.discovery.names import Name
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.backends import NotUsed
from minik.proxy.clients import Client, uses_cluster_dns
from minik.proxy.mode import Mode
from minik.proxy.routing import Route
from minik.proxy.service_ports import IGNORED, is_ignored

NO_ADDRESS = Reason("It has no cluster IP, so no rule of a proxy leads to it.")
DNS = "the DNS of its node, which knows no names of Services"


def no_external_entry(service: Object) -> Reason:
    """Return why a Service is not reached from outside: neither its cluster IP nor its DNS name is
    known there.
    """
    problem = (
        "A headless Service has no entry"
        if services.is_headless(service)
        else "A cluster IP is known to the nodes alone"
    )
    if services.service_type(service) == "LoadBalancer":
        return Reason(
            f"{problem}, and its load balancer has no address yet: <pending>.",
            "ask at a node port meanwhile; minik init --lb-pool RANGE makes a cluster that gives addresses",
        )
    fix = (
        _patch(service, {"type": "NodePort"})
        if not services.is_headless(service)
        else "expose the pods by a Service of type NodePort"
    )
    return Reason(
        f"{problem}: from outside use a node port, a load balancer, an external IP or an Ingress. This Service has none.",
        fix,
    )


def left_alone(service: Object) -> Reason | None:
    """Return the reason where kube-proxy leaves a Service to another proxy; None where it does
    not.
    """
    if not is_ignored(service):
        return None
    from minik.diagnosis import patches  # noqa: PLC0415 only what is wrong has a fix

    return Reason(
        f"kube-proxy makes no rules for it: the label {IGNORED} leaves it to another proxy.",
        patches.command("label", objects.key(service), f"{IGNORED}-"),
    )


def no_way_to_pod(pod: Object) -> Reason:
    """Return why the address of a pod is not reached from outside."""
    return Reason(
        f"The address of pod {objects.name(pod)} is known to the nodes alone: from outside use an entry of its Service."
    )


def has(route: Route, reason: NotUsed) -> bool:
    """Return whether any backend of a route is not used for this reason."""
    return any(other is reason for _, other in route.not_used)


def why_not_used(
    service: Object, routes: Sequence[Route], node: Object | None, client: Client | None
) -> Reason | None:
    """Return which rule keeps ready backends from being used; None if none is ready."""
    restricted = next((route for route in routes if has(route, NotUsed.SOURCE)), None)
    if restricted:
        ranges = ", ".join(restricted.source_ranges)
        source = client.address("IPv6" if ":" in restricted.address else "IPv4") if client else ""
        return Reason(f"The load balancer lets in only {ranges}, and not {source}.")
    elsewhere = next((route for route in routes if has(route, NotUsed.OTHER_NODE)), None)
    if elsewhere is None:
        return None
    side = "internal" if elsewhere.entry == "ClusterIP" else "external"
    where = f"node {objects.name(node)}" if node is not None else "that node"
    return Reason(
        f"{side}TrafficPolicy is Local, and no ready backend is on {where}; {_count(elsewhere)} on other nodes.",
        _patch(service, {f"{side}TrafficPolicy": "Cluster"}),
    )


def no_localhost(mode: Mode) -> Reason:
    """Return the reason in modes without node ports on 127.0.0.1."""
    return Reason(
        f"In {mode.name} mode node ports do not answer on 127.0.0.1 or ::1.",
        "ask at an address of the node: minik get nodes -o wide",
    )


def not_primary(mode: Mode, address: str) -> Reason:
    """Return the reason in a mode whose node ports answer at the primary address only (upstream:
    `--nodeport-addresses primary`).
    """
    return Reason(
        f"In {mode.name} mode node ports answer at the primary address of a node alone, and {address} is not it."
    )


def why_no_dns(client: Client | None) -> Reason | None:
    """Return why a client cannot resolve Service names; None if it can."""
    if client is None or client.asker is None or uses_cluster_dns(client.asker):
        return None
    policy = objects.spec(client.asker).get("dnsPolicy") or "ClusterFirst"
    better = "ClusterFirstWithHostNet" if policy == "ClusterFirst" else "ClusterFirst"
    if policy == "None":
        return Reason(
            f"{client.label} asks the servers of its own dnsConfig (dnsPolicy None): they know no names of Services."
        )
    return Reason(
        f"{client.label} asks {DNS} (dnsPolicy {policy}).", f"give the pod dnsPolicy: {better}"
    )


def why_silent_dns(cluster: Cluster) -> Reason | None:
    """Return why nobody finds a name: the cluster's DNS server does not answer; None if it does."""
    text = name_server.why_silent(cluster)
    return Reason(text, "minik why svc/kube-dns -n kube-system") if text else None


def describe_search(domain: str, name: Name, client: Client | None) -> str:
    """Return the names that a pod's search path makes of a missing name, in order; "" if there is
    no such pod.
    """
    if client is None or client.asker is None or not uses_cluster_dns(client.asker):
        return ""
    mine = objects.namespace(client.asker)
    short = name.service if name.namespace == mine else f"{name.service}.{name.namespace}"
    return "NXDOMAIN for " + ", ".join(
        f"{short}.{suffix}" for suffix in (f"{mine}.svc.{domain}", f"svc.{domain}", domain)
    )


def _count(route: Route) -> str:
    count = len(
        {
            (backend.address, backend.port)
            for backend, reason in route.not_used
            if reason is NotUsed.OTHER_NODE
        }
    )
    return "1 is" if count == 1 else f"{count} are"


def _patch(service: Object, spec: dict[str, str]) -> str:
    from minik.diagnosis import patches  # noqa: PLC0415 only what is wrong has a fix

    return patches.patch(objects.key(service), {"spec": spec})
