"""Addresses and ranges as the proxy reads them: of one family, in canonical form; invalid ones are
skipped.

Old objects and dumps may hold leading zeros, IPv4-mapped IPv6 addresses, or anything at all.
Upstream rule: `ParseIPSloppy`.
"""

from collections.abc import Iterable, Iterator

from minik.model import ip

OCTETS = frozenset(map(str, range(256)))  # what nearly all are of, told at a tenth of the cost


def address_with_port(address: str, port: int | str) -> str:
    """Join an address and a port: `10.244.1.2:9376`, `[fd00::2]:9376`."""
    return f"{ip.bracket_ipv6(address)}:{port}"


def valid_addresses(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are addresses, of either family, in canonical form."""
    return (parsed[0] for parsed in map(_parse, texts) if parsed)


def of_family(texts: Iterable[str], family: str) -> tuple[str, ...]:
    """Return the addresses of one family, in canonical form."""
    return tuple(parsed[0] for parsed in map(_parse, texts) if parsed and parsed[1] == family)


def _parse(text: str) -> tuple[str, str] | None:
    """Return an address in canonical form and its family; None if it is no address."""
    octets = text.split(".")
    if len(octets) == 4 and OCTETS.issuperset(octets):
        return text, "IPv4"
    address = ip.parse_lenient(text)
    return (str(address), f"IPv{address.version}") if address else None


def ranges_of_family(texts: Iterable[str], family: str) -> tuple[str, ...]:
    """Return the ranges of one family, without the bits beyond the prefix length."""
    networks = (ip.parse_network(text.strip()) for text in texts)
    return tuple(
        str(network[1]) for network in networks if network and f"IPv{network[0].version}" == family
    )
