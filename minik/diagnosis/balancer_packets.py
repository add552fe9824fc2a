"""Packets by way of a load balancer that answers itself: to which node it hands them on, and as what."""

from minik.kinds import node as nodes
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object
from minik.proxy import node_view
from minik.proxy.clients import OUTSIDE_ADDRESSES
from minik.proxy.packets import Packet
from minik.proxy.routing import Route

EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
AWS_TARGETS = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"


def choose_node(cluster: Cluster, route: Route) -> Object | None:
    """Return the first node to which a load balancer hands on: one that is ready and not kept from
    load balancers, and with the policy Local one that has a backend of its own.
    """
    own = {backend.node for backend in route.backends}
    for node in cluster.of("Node"):
        if EXCLUDED in objects.labels(node) or not nodes.is_ready(node):
            continue
        if route.policy != "Local" or objects.name(node) in own:
            return node
    return node_view.find(cluster, "")


def pass_on(cluster: Cluster, packet: Packet, route: Route, node: Object | None) -> Packet:
    """Return a packet as a load balancer hands it on: from its own address to the node port of a node,
    or to a pod where the Service has no node ports, or asks for that.
    """
    service = cluster.get("Service", route.namespace, route.service) or {}
    port = next((one for one in services.ports(service) if one["port"] == route.service_port), {})
    by_nodes = node is not None and objects.annotations(service).get(AWS_TARGETS) != "ip"
    inner = nodes.addresses(node, "InternalIP") if by_nodes and node is not None else ()
    family = [one for one in inner if (":" in one) == (":" in route.address)]
    is_name = not is_address(packet.destination)  # what a load balancer in a cloud has
    balancer = OUTSIDE_ADDRESSES["IPv4"] if is_name else packet.destination
    sent = packet._replace(source=balancer)
    if port.get("nodePort") and family:
        return sent._replace(destination=family[0], port=port["nodePort"])
    ends = route.backends[:1]
    return sent._replace(destination=ends[0].address, port=ends[0].port) if ends else sent
