"""Addresses and ranges as the proxy takes them: those of one family, in the one canonical way; what is none is passed over.

An object of long ago, or a dump, may hold others: leading zeros, IPv4 in IPv6 clothes, or anything at all. Upstream rule: `ParseIPSloppy`.
"""
import re
from collections.abc import Iterable, Iterator

from minik.model import ip

PLAIN = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)  # nearly all, told at a tenth of the cost


def at(address: str, port: int | str) -> str:
    """`10.244.1.2:9376`, `[fd00::2]:9376`."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def known(texts: Iterable[str]) -> Iterator[str]:
    """Those that are addresses, of either family."""
    return (found[0] for found in map(_read, texts) if found)


def of_family(texts: Iterable[str], family: str) -> tuple[str, ...]:
    """The addresses of one family."""
    return tuple(found[0] for found in map(_read, texts) if found and found[1] == family)


def _read(text: str) -> tuple[str, str] | None:
    """An address in its one form, and its family."""
    if PLAIN.fullmatch(text):
        return text, "IPv4"
    found = ip.lenient(text)
    return (str(found), f"IPv{found.version}") if found else None


def ranges_of_family(texts: Iterable[str], family: str) -> tuple[str, ...]:
    """The ranges of one family, without the bits beyond their length."""
    found = (ip.lenient_network(text.strip()) for text in texts)
    return tuple(str(one[1]) for one in found if one and f"IPv{one[0].version}" == family)
