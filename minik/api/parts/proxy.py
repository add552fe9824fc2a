"""proxy: a request passed on to a pod, a Service or a node. Nothing runs that could answer it."""

from minik.api import connections
from minik.api.call import Call
from minik.api.reply import Reply
from minik.errors import BadRequest, Unexpected
from minik.intake import request_errors
from minik.model.object import read_str


class Unavailable(Unexpected):
    """Nothing answers behind the object."""

    reason, code = "ServiceUnavailable", 503


def get(call: Call) -> Reply:
    """Raise BadRequest for a pod without an address, Unavailable for one that has one."""
    connections.admit(call)
    name = call.place.name.split(":")[1 if call.place.name.count(":") == 2 else 0]
    obj = call.cluster.get(call.place.kind.key, call.place.namespace, name)
    if obj is None:
        raise request_errors.not_found(call.place.kind, name)
    if call.place.kind.key == "Pod" and not read_str(obj, "status.podIP"):
        raise BadRequest("address not allowed")
    raise Unavailable("no endpoints available: minik runs no containers")


create = replace = patch = delete = get
