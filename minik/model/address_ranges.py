"""The addresses of a pool for load balancers and Gateways."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def pool_addresses(pool: str) -> Iterator[str]:
    """Yield the addresses of a pool: ranges (`a-b`), CIDRs and addresses, separated by commas."""
    for part in filter(None, (part.strip() for part in pool.split(","))):
        first, dash, last = part.partition("-")
        if dash:
            yield from address_range(ip_address(first.strip()), ip_address(last.strip()))
        elif "/" in part:
            yield from map(str, ip_network(part, strict=False).hosts())
        else:
            yield part


def address_range(
    first: IPv4Address | IPv6Address, last: IPv4Address | IPv6Address
) -> Iterator[str]:
    while int(first) <= int(last):
        yield str(first)
        first += 1
