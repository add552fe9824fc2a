"""pods/portforward: a port of a pod; none runs."""

from minik.api import connections
from minik.api.call import Call
from minik.api.parts import exec as commands
from minik.api.parts import log
from minik.api.reply import Reply


def get(call: Call) -> Reply:
    """Refuse: nothing runs to which a client could be connected."""
    connections.admit(call)
    pod = log.find_pod(call)
    commands.check_host(call, pod)
    commands.refuse_connection(call, pod)


create = get
