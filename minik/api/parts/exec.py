"""pods/exec: a command in a container. All that can be checked before is; no container runs."""

from minik.api.call import Call
from minik.api.parts import log
from minik.api.reply import Reply
from minik.errors import BadRequest
from minik.model import object as objects
from minik.model.object import Object, read_str


def get(call: Call) -> Reply:
    """Raise BadRequest: nothing runs to which a client could be connected."""
    pod = log.find_pod(call)
    log.container_of(pod, call.parameters.get("container", ""))
    check_host(call, pod)
    raise BadRequest("Upgrade request required")


def check_host(call: Call, pod: Object) -> None:
    """Raise BadRequest for a pod that is on no node, NotFound for one whose node is missing."""
    if not read_str(pod, "spec.nodeName"):
        raise BadRequest(f"pod {objects.name(pod)} does not have a host assigned")
    log.check_node(call, pod)


create = get
