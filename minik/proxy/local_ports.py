"""Local ports: where a userspace proxy on this machine listens for each service port.

A request (`--port web/http=8080`) names a service port as `SERVICE`, `SERVICE:PORT`,
`SERVICE/PORT`, `NAMESPACE/SERVICE` or `NAMESPACE/SERVICE:PORT`, the port by name or number. `a/b`
is first read as port b of Service a in the current namespace, else as Service b in namespace a. A
service port without a request listens where `proxy rules --mode userspace` says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.proxy.modes.userspace import proxy_ports
from minik.proxy.service_ports import ServicePort, service_ports

Name: TypeAlias = tuple[str, str]
PROTOCOLS = ("TCP", "UDP")
HIGHEST = 65535
SPELLING = re.compile(r"(?:([^/:=]+)/)?([^/:=]+)(?::([^/:=]+))?=([0-9]{1,5})")
USAGE = "SERVICE=8080, SERVICE:PORT=8080, SERVICE/PORT=8080, NAMESPACE/SERVICE:PORT=8080; port 0 is any free one"


class PortRequest(NamedTuple):
    """A requested local port. Each reading is a namespace, a Service and the name or number of its
    port ("" for any).
    """

    text: str
    readings: tuple[tuple[str, str, str], ...]
    number: int


class Place(NamedTuple):
    """Where to listen for a service port. If `fixed`, only at this number; else at another one if
    it is taken.
    """

    port: ServicePort
    number: int
    fixed: bool

    @property
    def name(self) -> Name:
        """Return the name and protocol of the service port."""
        return self.port.name, self.port.protocol


def parse_request(text: str, namespace: str) -> PortRequest:
    """Parse a `--port` request; short names are in `namespace`. Raises ClientError if it is
    malformed.
    """
    match = SPELLING.fullmatch(text)
    if not match or int(match[4]) > HIGHEST:
        raise ClientError(f'--port="{text}" names no service port and local port', hint=USAGE)
    first, service, port = match[1], match[2], match[3] or ""
    short = ((namespace, first, service),) if first and not port else ()
    return PortRequest(text, (*short, (first or namespace, service, port)), int(match[4]))


def proxied_ports(cluster: Cluster) -> list[ServicePort]:
    """Return every service port once; of two families the first one that has a ready backend."""
    by_name = dict[Name, ServicePort]()
    for family in cluster.settings.families:
        for port in service_ports(cluster, None, family):
            name = port.name, port.protocol
            if name not in by_name or not by_name[name].ready and port.ready:
                by_name[name] = port
    return list(by_name.values())


def places(
    ports: Sequence[ServicePort], requests: Iterable[PortRequest], *, node_ports: bool
) -> list[Place]:
    """Return where to listen for each service port: as requested, else at its node port if
    `node_ports`, else at the mode's own port.
    """
    requested = dict[Name, int]()
    for request in requests:
        requested |= requested_ports(request, ports)
    return [
        place
        for place in _all_places(ports, requested, node_ports)
        if place.port.protocol in PROTOCOLS
    ]


def _all_places(
    ports: Sequence[ServicePort], requested: Mapping[Name, int], node_ports: bool
) -> Iterator[Place]:
    for number, port in proxy_ports(ports):
        local_port = requested.get(
            (port.name, port.protocol), port.node_port or None if node_ports else None
        )
        yield (
            Place(port, number, False)
            if local_port is None
            else Place(port, local_port, local_port != 0)
        )


def requested_ports(request: PortRequest, ports: Iterable[ServicePort]) -> dict[Name, int]:
    """Map the service ports that a request names to its local port; one name may be both a TCP and
    a UDP port.

    Raises ClientError if the request is ambiguous.
    """
    matches = matching_ports(request, ports)
    if len({port.protocol for port in matches}) < len(matches):
        names = ", ".join(f"{port.service}:{port.port_name or port.port}" for port in matches)
        raise ClientError(
            f'--port="{request.text}" could be several ports of a Service',
            hint=f"say which: {names}",
        )
    return {(port.name, port.protocol): request.number for port in matches}


def matching_ports(request: PortRequest, ports: Iterable[ServicePort]) -> list[ServicePort]:
    """Return the service ports that match the first reading of a request that matches any; [] if
    none does.
    """
    candidates = list(ports)
    matches = (
        [
            port
            for port in candidates
            if (port.namespace, port.service) == (namespace, service)
            and name in ("", port.port_name, str(port.port))
        ]
        for namespace, service, name in request.readings
    )
    return next(filter(None, matches), [])
