"""The pools of free cluster IPs and node ports, computed from the Services of a draft."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from minik.kinds.service.fields import (
    addresses,
    health_check_node_port,
    is_external_name,
    needs_node_ports,
    node_ports,
)
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import ip, pool
from minik.model.cluster import Draft
from minik.model.object import Object, spec
from minik.model.pool import Pool, Unavailable

HeldNumbers: TypeAlias = Callable[[Object], Iterable[int]]


class Range(NamedTuple):
    """A CIDR and the pool of its addresses, without the network address and IPv4's broadcast
    address.
    """

    cidr: str
    network: ip.Network
    pool: Pool


class Ranges(NamedTuple):
    """The ranges of a family: the cluster's own first, then those of ServiceCIDRs."""

    all: Sequence[Range]

    def keep(self) -> None:
        for entry in self.all:
            entry.pool.keep()

    def undo(self) -> None:
        for entry in self.all:
            entry.pool.undo()


def ranges(draft: Draft, family: str) -> Sequence[Range]:
    """Return the ranges of a family, with the draft's changes applied."""
    reserved = draft.reserve(
        f"addresses/{family}",
        lambda draft: Ranges([address_range(draft, *cidr) for cidr in cidrs(draft, family)]),
    )
    return reserved.all


def cidrs(draft: Draft, family: str) -> Iterator[tuple[str, ip.Network]]:
    """Yield the CIDRs of a family, each once."""
    further = sorted(
        cidr for obj in draft.of("ServiceCIDR") for cidr in spec(obj).get("cidrs") or ()
    )
    for cidr in dict.fromkeys((*draft.settings.service_cidrs, *further)):
        parsed = ip.parse_network(cidr)
        if parsed and f"IPv{parsed[1].version}" == family:
            yield cidr, parsed[1]


def address_range(draft: Draft, cidr: str, network: ip.Network) -> Range:
    """Return a range whose pool knows the addresses that services hold."""
    held_numbers = held_ipv4 if network.version == 4 else held_ipv6
    return Range(
        cidr,
        network,
        apply_changes(
            pool.addresses(network, held_before(draft, held_numbers)), draft, held_numbers
        ),
    )


def port_range(draft: Draft) -> Pool:
    """Return the pool of node ports, shared by all protocols."""

    def build(draft: Draft) -> Pool:
        return apply_changes(
            pool.ports(*draft.settings.node_ports, held_before(draft, held_ports)),
            draft,
            held_ports,
        )

    return draft.reserve("node ports", build)


def held_before(draft: Draft, held_numbers: HeldNumbers) -> Container[int]:
    """Return the numbers that services held before the draft."""
    return draft.base.table("Service").index_by(held_numbers)


def apply_changes(number_pool: Pool, draft: Draft, held_numbers: HeldNumbers) -> Pool:
    """Apply the draft's own changes of services to a pool, and return it."""
    changed = [
        (draft.base.get(*name), obj)
        for name, obj in draft.changes.items()
        if name.kind == "Service"
    ]
    for before, _ in changed:
        for number in held_numbers(before) if before else ():
            number_pool.release(number)
    for _, after in changed:
        for number in held_numbers(after) if after else ():
            number_pool.set_held(number, True)
    number_pool.keep()
    return number_pool


def held_ipv4(service: Object) -> Iterator[int]:
    return held_addresses(service, 4)


def held_ipv6(service: Object) -> Iterator[int]:
    return held_addresses(service, 6)


def held_addresses(service: Object, version: int) -> Iterator[int]:
    """Yield the addresses of one IP version that a service holds, as integers."""
    for text in () if is_external_name(service) else addresses(service):
        address = ip.parse_lenient(text)
        if address is not None and address.version == version:
            yield int(address)


def held_ports(service: Object) -> Iterator[int]:
    """Yield the node ports that a service holds."""
    if needs_node_ports(service):
        yield from {
            *node_ports(service),
            *([health_check_node_port(service)] if health_check_node_port(service) else []),
        }


def take_address(address_ranges: Sequence[Range], text: str, rehearsal: bool) -> None:
    """Take this address from the range that contains it; raises Unavailable. In a rehearsal nobody
    looks whether it is taken.
    """
    # The server says less of an address that is in none of its ranges, except in a dry run.
    address = ip.parse_lenient(text)
    matching = [candidate for candidate in address_ranges if address in candidate.network]
    for candidate in matching:
        if address is not None and candidate.pool.first <= int(address) <= candidate.pool.last:
            return None if rehearsal else candidate.pool.take(int(address))
    hint = f"The range of valid IPs is {', '.join(candidate.cidr for candidate in matching[:1] or address_ranges)}"
    if matching or rehearsal:
        raise Unavailable(f"the provided IP ({text}) is not in the valid range. {hint}")
    raise Unavailable("the provided network does not match the current range", hint)


def take_next_address(address_ranges: Sequence[Range], seed: str) -> str:
    """Take a free address from the first range that has one; raises Unavailable if all are full."""
    for candidate in address_ranges:
        try:
            return str(type(candidate.network.network_address)(candidate.pool.take_next(seed)))
        except Unavailable:
            continue
    raise Unavailable("range is full")


def release_address(address_ranges: Sequence[Range], text: str) -> None:
    """Release this address."""
    address = ip.parse_lenient(text)
    for candidate in address_ranges:
        if address is not None and address in candidate.network:
            candidate.pool.release(int(address))


def take_port(port_pool: Pool, number: int, rehearsal: bool) -> None:
    """Take this port; raises Unavailable if it is held or, unless in a rehearsal, out of range."""
    if not rehearsal and not port_pool.first <= number <= port_pool.last:
        raise Unavailable(
            f"provided port is not in the valid range. The range of valid ports is {port_pool.first}-{port_pool.last}"
        )
    port_pool.take(number)
