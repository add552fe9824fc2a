"""Which ports a rule of a policy is about, in one form for every kind of policy."""

from collections.abc import Iterable, Iterator, Mapping

from minik.light_typing import Any, NamedTuple
from minik.policy import parties
from minik.policy.parties import Party

PROTOCOLS = {"tcp": "TCP", "udp": "UDP", "sctp": "SCTP"}
LAST = 65535


class PortMatch(NamedTuple):
    """Ports of one protocol ("": any) from `first` to `last`, or those that containers call `name`."""

    protocol: str
    first: int = 0
    last: int = LAST
    name: str = ""

    @property
    def text(self) -> str:
        """Return it as people read it: `80/TCP`, `80-90/TCP`, `http/TCP`, `*/TCP`."""
        end = "" if self.last == self.first else f"-{self.last}"
        numbers = self.name or (f"{self.first}{end}" if self.first else "*")
        return f"{numbers}/{self.protocol}" if self.protocol else numbers

    def covers(self, server: Party, port: int, protocol: str) -> bool:
        """Return whether it is about a port of a server; the port is the pod's own. Names are those of
        pods on the pod network: at the address of a node nobody knows which pod is asked.
        """
        if self.protocol not in ("", protocol):
            return False
        if self.name:
            return server.what == parties.POD and any(
                entry.get("name") == self.name
                and entry.get("containerPort") == port
                and (entry.get("protocol") or "TCP") == protocol
                for entry in parties.ports(server)
            )
        return self.first <= port <= self.last


def of_network_policy(entries: Iterable[Mapping[str, Any]]) -> Iterator[PortMatch]:
    """Yield the ports of a NetworkPolicy's rule: a number, a range with endPort, a name, or all of a
    protocol.
    """
    for entry in entries:
        protocol, port = entry.get("protocol") or "TCP", entry.get("port")
        if port is None:
            yield PortMatch(protocol)
        elif isinstance(port, int):
            yield PortMatch(protocol, port, entry.get("endPort") or port)
        else:
            yield PortMatch(protocol, name=str(port))


def of_admin_policy(entries: Iterable[Mapping[str, Any]]) -> Iterator[PortMatch]:
    """Yield the ports of an AdminNetworkPolicy's rule: portNumber, portRange or namedPort."""
    for entry in entries:
        number, several = entry.get("portNumber"), entry.get("portRange")
        if number:
            yield PortMatch(number.get("protocol") or "TCP", number["port"], number["port"])
        elif several:
            yield PortMatch(several.get("protocol") or "TCP", several["start"], several["end"])
        elif entry.get("namedPort"):
            yield PortMatch("", name=entry["namedPort"])


def of_cluster_policy(entries: Iterable[Mapping[str, Any]]) -> Iterator[PortMatch]:
    """Yield the ports of a ClusterNetworkPolicy's rule: those of a protocol, or one by its name."""
    for entry in entries:
        if entry.get("destinationNamedPort"):
            yield PortMatch("", name=entry["destinationNamedPort"])
        for field, protocol in PROTOCOLS.items():
            if entry.get(field) is not None:
                port = entry[field].get("destinationPort") or {}
                several = port.get("range") or {}
                first = port.get("number") or several.get("start") or 0
                yield PortMatch(protocol, first, several.get("end") or first or LAST)
