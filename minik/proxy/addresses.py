"""Addresses and ranges as the proxy takes them: those of one family, in the one canonical way; what is none is passed over.

An object of long ago, or a dump, may hold others: leading zeros, IPv4 in IPv6 clothes, or anything at all. Upstream rule: `ParseIPSloppy`.
"""
from collections.abc import Iterable, Iterator

from minik.model import ip


def known(texts: Iterable[str]) -> Iterator[str]:
    """Those that are addresses, of either family."""
    return (str(found) for found in map(ip.lenient, texts) if found)


def of_family(texts: Iterable[str], family: str) -> tuple[str, ...]:
    """The addresses of one family."""
    return tuple(str(found) for found in map(ip.lenient, texts) if found and f"IPv{found.version}" == family)


def ranges_of_family(texts: Iterable[str], family: str) -> tuple[str, ...]:
    """The ranges of one family, without the bits beyond their length."""
    found = (ip.lenient_network(text.strip()) for text in texts)
    return tuple(str(one[1]) for one in found if one and f"IPv{one[0].version}" == family)
