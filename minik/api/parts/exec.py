"""pods/exec: a command in a container. All that can be checked before is; no container runs."""

from minik.api import connections
from minik.api.call import Call
from minik.api.parts import log
from minik.api.reply import Reply
from minik.errors import BadRequest, Unexpected
from minik.kinds import node as nodes
from minik.light_typing import NoReturn
from minik.model import object as objects
from minik.model.ip import bracket_ipv6
from minik.model.object import Object, read, read_str

KUBELET_PORT = 10250


def get(call: Call) -> Reply:
    """Refuse: nothing runs to which a client could be connected."""
    connections.admit(call)
    pod = log.find_pod(call)
    log.container_of(pod, call.parameters.get("container", ""))
    check_host(call, pod)
    refuse_connection(call, pod)


def check_host(call: Call, pod: Object) -> None:
    """Raise BadRequest for a pod that is on no node, NotFound for one whose node is missing."""
    if not read_str(pod, "spec.nodeName"):
        raise BadRequest(f"pod {objects.name(pod)} does not have a host assigned")
    log.check_node(call, pod)


def refuse_connection(call: Call, pod: Object) -> NoReturn:
    """Raise what the server says where the kubelet of a pod's node does not answer, and BadRequest to
    a client that could not be connected to it.
    """
    if not call.upgrades:
        raise BadRequest("Upgrade request required")
    node = call.cluster.get("Node", "", read_str(pod, "spec.nodeName")) or {}
    address = next(iter(nodes.addresses(node, "InternalIP")), "")
    port = read(node, "status.daemonEndpoints.kubeletEndpoint.Port") or KUBELET_PORT
    place = f"{bracket_ipv6(address)}:{port}"
    raise Unexpected(f"error dialing backend: dial tcp {place}: connect: connection refused")


create = get
