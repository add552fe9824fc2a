"""What services can still be given: addresses of each family, and ports on the nodes. Who holds what is read off the services."""
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from minik.kinds.service.fields import addresses, health_check_node_port, is_external_name, needs_node_ports, node_ports
from minik.model import ip, pool
from minik.model.cluster import Draft
from minik.model.object import Object, spec
from minik.model.pool import Pool, Unavailable

Held: TypeAlias = Callable[[Object], Iterable[int]]


class Range(NamedTuple):
    """A range of addresses as it was written, and what is free in it: all but the network's own address and IPv4's broadcast address."""

    cidr: str
    network: ip.Network
    pool: Pool


class Ranges(NamedTuple):
    """The ranges of a family: the cluster's own first, then those of further ServiceCIDRs."""

    all: Sequence[Range]

    def keep(self) -> None:
        for this in self.all:
            this.pool.keep()

    def undo(self) -> None:
        for this in self.all:
            this.pool.undo()


def ranges(draft: Draft, family: str) -> Sequence[Range]:
    """The ranges of a family, as the draft leaves them."""
    found = draft.reserve(f"addresses/{family}", lambda draft: Ranges([address_range(draft, *cidr) for cidr in cidrs(draft, family)]))
    return found.all


def cidrs(draft: Draft, family: str) -> Iterator[tuple[str, ip.Network]]:
    """The CIDRs from which addresses of a family are taken, each once."""
    further = sorted(cidr for obj in draft.of("ServiceCIDR") for cidr in spec(obj).get("cidrs") or ())
    for cidr in dict.fromkeys((*draft.settings.service_cidrs, *further)):
        found = ip.lenient_network(cidr)
        if found and f"IPv{found[1].version}" == family:
            yield cidr, found[1]


def address_range(draft: Draft, cidr: str, network: ip.Network) -> Range:
    """One range, with the addresses that services hold already."""
    words = held_ipv4 if network.version == 4 else held_ipv6
    return Range(cidr, network, caught_up(pool.addresses(network, holders(draft, words)), draft, words))


def port_range(draft: Draft) -> Pool:
    """The ports that services hold on every node, whatever their protocol."""
    def build(draft: Draft) -> Pool:
        return caught_up(pool.ports(*draft.settings.node_ports, holders(draft, held_ports)), draft, held_ports)
    return draft.reserve("node ports", build)


def holders(draft: Draft, words: Held) -> Container[int]:
    """Every number that a service held before the draft."""
    return draft.base.table("Service").indexed(words)


def caught_up(found: Pool, draft: Draft, words: Held) -> Pool:
    """A pool as the draft's own changes leave it."""
    changed = [(draft.base.get(*name), obj) for name, obj in draft.changes.items() if name.kind == "Service"]
    for before, _ in changed:
        for number in words(before) if before else ():
            found.release(number)
    for _, after in changed:
        for number in words(after) if after else ():
            found.set_held(number, True)
    found.keep()
    return found


def held_ipv4(service: Object) -> Iterator[int]:
    return held(service, 4)


def held_ipv6(service: Object) -> Iterator[int]:
    return held(service, 6)


def held(service: Object, version: int) -> Iterator[int]:
    """The addresses of one family that a service holds."""
    for text in () if is_external_name(service) else addresses(service):
        address = ip.lenient(text)
        if address is not None and address.version == version:
            yield int(address)


def held_ports(service: Object) -> Iterator[int]:
    """The ports that a service holds on every node."""
    if needs_node_ports(service):
        yield from {*node_ports(service), *([health_check_node_port(service)] if health_check_node_port(service) else [])}


def take_address(found: Sequence[Range], text: str, rehearsal: bool) -> None:
    """This very address, from whichever range it is in."""
    # The server says less of an address that is in none of its ranges, except in a dry run.
    address = ip.lenient(text)
    around = [this for this in found if address in this.network]
    for this in around:
        if address is not None and this.pool.first <= int(address) <= this.pool.last:
            return this.pool.take(int(address))
    hint = f"The range of valid IPs is {', '.join(this.cidr for this in around[:1] or found)}"
    if around or rehearsal:
        raise Unavailable(f"the provided IP ({text}) is not in the valid range. {hint}")
    raise Unavailable("the provided network does not match the current range", hint)


def take_next_address(found: Sequence[Range], seed: str) -> str:
    """A free address, from the first range that has one."""
    for this in found:
        try:
            return str(type(this.network.network_address)(this.pool.take_next(seed)))
        except Unavailable:
            continue
    raise Unavailable("range is full")


def release_address(found: Sequence[Range], text: str) -> None:
    """Nobody holds this address any more."""
    address = ip.lenient(text)
    for this in found:
        if address is not None and address in this.network:
            this.pool.release(int(address))


def take_port(found: Pool, number: int) -> None:
    """This very port."""
    if not found.first <= number <= found.last:
        raise Unavailable(f"provided port is not in the valid range. The range of valid ports is {found.first}-{found.last}")
    found.take(number)
