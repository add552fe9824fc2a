"""pods/portforward: a port of a pod; none runs."""

from minik.api.call import Call
from minik.api.parts import exec as commands
from minik.api.parts import log
from minik.api.reply import Reply
from minik.errors import BadRequest


def get(call: Call) -> Reply:
    """Raise BadRequest: nothing runs to which a client could be connected."""
    commands.check_host(call, log.find_pod(call))
    raise BadRequest("Upgrade request required")


create = get
