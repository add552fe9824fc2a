"""Ports that two containers of a pod declare."""

from collections.abc import Iterator

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods

CAUSE = Cause(
    "port-declared-twice",
    "F26b",
    WARNING,
    "two containers of a pod declare the same port or port name",
    "Containers of one pod share its address, so only one can listen on a port; a name that two of them use is the first one's port.",
)


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        yield from duplicate_ports(maker)


def duplicate_ports(maker: Maker) -> Iterator[Finding]:
    """Yield a port, or a port name, that two containers of a pod declare."""
    numbers: dict[tuple[int, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    for index, container in enumerate(pods.containers(maker.pod)):
        for position, port in enumerate(container.get("ports") or ()):
            protocol = port.get("protocol") or "TCP"
            path = f"{maker.path}.spec.containers[{index}].ports[{position}]".removeprefix(".")
            port_owner = numbers.setdefault((port["containerPort"], protocol), container["name"])
            name_owner = (
                names.setdefault((port["name"], protocol), container["name"])
                if port.get("name")
                else container["name"]
            )
            if container["name"] not in (port_owner, name_owner) or port_owner != container["name"]:
                yield Finding(
                    CAUSE,
                    maker.key,
                    path,
                    f"containers {port_owner} and {container['name']} both declare "
                    f"{port['containerPort']}/{protocol}",
                    "another port for one of them",
                )
            elif name_owner != container["name"]:
                yield Finding(
                    CAUSE,
                    maker.key,
                    path,
                    f'containers {name_owner} and {container["name"]} both call a port "{port["name"]}"; '
                    f"the one of {name_owner} counts",
                    "another name for one of them",
                )
