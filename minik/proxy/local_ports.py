"""Local ports: where a proxy that runs in user space listens for each service port, on a machine that may be any laptop.

A wish (`--port web/http=8080`) names a service port as `SERVICE`, `SERVICE:PORT`, `SERVICE/PORT`, `NAMESPACE/SERVICE` or
`NAMESPACE/SERVICE:PORT`, the port by its name or number. Of `a/b` the first reading that fits counts: port b of the service a in the
current namespace, else the service b in the namespace a. What nobody wishes is where `proxy rules --mode userspace` leads.
"""
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.proxy.modes.userspace import proxy_ports
from minik.proxy.service_ports import ServicePort, service_ports

Name: TypeAlias = tuple[str, str]
PROTOCOLS = ("TCP", "UDP")
HIGHEST = 65535
SPELLING = re.compile(r"(?:([^/:=]+)/)?([^/:=]+)(?::([^/:=]+))?=([0-9]{1,5})")
USAGE = "SERVICE=8080, SERVICE:PORT=8080, SERVICE/PORT=8080, NAMESPACE/SERVICE:PORT=8080; port 0 is any free one"


class Wish(NamedTuple):
    """A local port that is wished for; each reading is a namespace, a service and the name or number of its port, or nothing for any."""

    text: str
    readings: tuple[tuple[str, str, str], ...]
    number: int


class Place(NamedTuple):
    """Where to listen for a service port: at this number; if it is `fixed` there or nowhere, else at another if that is taken."""

    port: ServicePort
    number: int
    fixed: bool

    @property
    def name(self) -> Name:
        """What it is, whatever stands behind it now."""
        return self.port.name, self.port.protocol


def wish(text: str, namespace: str) -> Wish:
    """A wish as it is typed; short names are meant in a namespace."""
    found = SPELLING.fullmatch(text)
    if not found or int(found[4]) > HIGHEST:
        raise ClientError(f'--port="{text}" names no service port and local port', hint=USAGE)
    first, service, port = found[1], found[2], found[3] or ""
    short = ((namespace, first, service),) if first and not port else ()
    return Wish(text, (*short, (first or namespace, service, port)), int(found[4]))


def carried(cluster: Cluster) -> list[ServicePort]:
    """Every service port once; of two families that which comes first and has somebody ready."""
    found = dict[Name, ServicePort]()
    for family in cluster.settings.families:
        for port in service_ports(cluster, None, family):
            name = port.name, port.protocol
            if name not in found or not found[name].ready and port.ready:
                found[name] = port
    return list(found.values())


def places(ports: Sequence[ServicePort], wishes: Iterable[Wish], *, node_ports: bool) -> list[Place]:
    """Where to listen for each service port: as wished, else at its node port if those are wanted, else at the mode's own port."""
    wished = dict[Name, int]()
    for one in wishes:
        wished |= granted(one, ports)
    return [place for place in _placed(ports, wished, node_ports) if place.port.protocol in PROTOCOLS]


def _placed(ports: Sequence[ServicePort], wished: Mapping[Name, int], node_ports: bool) -> Iterator[Place]:
    for number, port in proxy_ports(ports):
        own = wished.get((port.name, port.protocol), port.node_port or None if node_ports else None)
        yield Place(port, number, False) if own is None else Place(port, own, own != 0)


def granted(wish: Wish, ports: Iterable[ServicePort]) -> dict[Name, int]:
    """The local ports that a wish asks for; one name may be that of a TCP and of a UDP port."""
    found = meant(wish, ports)
    if len({port.protocol for port in found}) < len(found):
        names = ", ".join(f"{port.service}:{port.port_name or port.port}" for port in found)
        raise ClientError(f'--port="{wish.text}" could be several ports of a Service', hint=f"say which: {names}")
    return {(port.name, port.protocol): wish.number for port in found}


def meant(wish: Wish, ports: Iterable[ServicePort]) -> list[ServicePort]:
    """The service ports that a wish names by its first reading that fits; none where it fits nothing that is there."""
    known = list(ports)
    fits = ([port for port in known if (port.namespace, port.service) == (namespace, service) and
             name in ("", port.port_name, str(port.port))] for namespace, service, name in wish.readings)
    return next(filter(None, fits), [])
