"""What clients want to be connected to: a command in a container, its streams, a port, what serves.

Nothing runs to which they could be; but a server asks its policies first, before it looks for the
object. Upstream rule: apiserver `ConnectResource` and the options of core/v1.
"""

from minik.api import subresources, writing
from minik.api.call import Call
from minik.intake import part_requests
from minik.light_typing import Any
from minik.model.admission_plugin import Operation
from minik.model.object import Key

FLAGS = ("stdin", "stdout", "stderr", "tty")


def admit(call: Call) -> None:
    """Ask the policies whether a client may be connected. Raise what one raises that denies it."""
    place = call.place
    kind = next(part.kind for part in subresources.parts_of(place.kind) if part.name == place.part)
    key = Key(place.kind.key, place.namespace, place.name)
    asked = {"kind": kind, "apiVersion": "v1", **options(call)}
    draft = writing.new_draft(call)
    part_requests.admit(draft, place.kind, key, place.part, asked, Operation.CONNECT)


def options(call: Call) -> dict[str, Any]:
    """Return the options of a connection, as its query and its path have them."""
    part, given = call.place.part, call.parameters
    if part == "proxy":
        return {"path": f"/{call.place.rest}"} if call.place.rest else {}
    if part == "portforward":
        ports = [int(port) for port in (given.get("ports") or "").split(",") if port.isdigit()]
        return {"ports": ports} if ports else {}
    flags: dict[str, Any] = {name: True for name in FLAGS if call.says(name)}
    named = {"container": given["container"]} if given.get("container") else {}
    words = call.words("command") if part == "exec" else []
    return {**flags, **named, **({"command": words} if words else {})}
