"""IP addresses and CIDRs in fields: which are accepted, and which with a warning.

A rule (`address`, `cidr`...) yields what is wrong with a text, like the rules of `names`.

The server parses them leniently (leading zeros, IPv4-mapped IPv6) and, since
`StrictIPCIDRValidation`, accepts the lenient forms only where the object already has them. Upstream
rules: apimachinery `util/validation/ip.go`, core `ValidateNonSpecialIP`.
"""

from collections.abc import Container, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from minik import light_re as re
from minik.errors import Problem
from minik.light_typing import TypeAlias
from minik.model.problem import invalid, quote

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

IP_RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
CIDR_RULE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
LOOPBACK_RULE = "no-loopback-address"
LOOPBACK = "may not be in the loopback range (127.0.0.0/8, ::1/128)"
LINK_LOCAL_MULTICAST = ip_network("224.0.0.0/24")
OCTETS = frozenset(map(str, range(256)))
CACHE_SIZE = 4096  # so many texts are remembered with what they mean: a cluster's ranges are asked about for every Service


@lru_cache(CACHE_SIZE)
def parse_strict(text: str) -> Address | None:
    """Return the address of a text in strict form, or None."""
    try:
        if ":" not in text:
            return IPv4Address(text)
        return None if "%" in text else IPv6Address(text)
    except ValueError:
        return None


@lru_cache(CACHE_SIZE)
def parse_lenient(text: str) -> Address | None:
    """Return the address of a text, or None.

    Leading zeros are ignored; an IPv4-mapped IPv6 address becomes the IPv4 address.
    """
    parsed_address = parse_strict(text) or parse_strict(
        re.sub(r"(?<![0-9A-Fa-f])0+(?=[0-9A-Fa-f])", "", text)
    )
    return (
        (parsed_address.ipv4_mapped or parsed_address)
        if isinstance(parsed_address, IPv6Address)
        else parsed_address
    )


def is_lenient(text: str) -> bool:
    """Return whether a text is an address, with leading zeros or without. Addresses of pods are each
    their own: a usual one is told by its numbers, at a fifth of what parsing it costs.
    """
    numbers = text.split(".")
    return len(numbers) == 4 and OCTETS.issuperset(numbers) or parse_lenient(text) is not None


def is_address(text: str) -> bool:
    """Return whether a text is an IP address, of either family and with any zone."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def bracket_ipv6(address: str) -> str:
    """Return an address or host as it is written before a port: IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address


def is_mapped(text: str) -> bool:
    """Return whether a text is an IPv4-mapped IPv6 address."""
    parsed_address = parse_strict(text)
    return isinstance(parsed_address, IPv6Address) and parsed_address.ipv4_mapped is not None


def family(text: str) -> str:
    """Return `IPv4`, `IPv6`, or "" if the text is no address."""
    parsed_address = parse_lenient(text)
    return f"IPv{parsed_address.version}" if parsed_address else ""


def address(text: str) -> Iterator[str]:
    """Yield what is wrong with an address."""
    if parse_lenient(text) is None:
        yield IP_RULE
    elif parse_strict(text) is None:
        yield "must not have leading 0s"
    elif is_mapped(text):
        yield "must not be an IPv4-mapped IPv6 address"


def canonical_address(text: str) -> Iterator[str]:
    """Yield what is wrong with an address that must be canonical."""
    messages = list(address(text))
    if not messages and str(parse_strict(text)) != text:
        messages.append(f"must be in canonical form ({quote(str(parse_strict(text)))})")
    yield from messages


def endpoint_address(text: str) -> Iterator[str]:
    """Yield what is wrong with the address of an endpoint."""
    parsed_address = parse_lenient(text)
    if parsed_address is None:
        yield "must be a valid IP address"
    elif parsed_address.is_unspecified:
        yield f"may not be unspecified ({text})"
    elif parsed_address.is_loopback:
        yield LOOPBACK
    elif parsed_address.is_link_local:
        yield "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
    elif (
        parsed_address in LINK_LOCAL_MULTICAST
        or parsed_address.version == 6
        and parsed_address.packed[0] == 0xFF
        and parsed_address.packed[1] & 0x0F == 2
    ):
        yield "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"


def endpoint_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of an endpoint's address; a loopback address breaks a rule that a cluster
    may switch off.
    """
    parsed_address = parse_lenient(text)
    rule = LOOPBACK_RULE if parsed_address and parsed_address.is_loopback else ""
    for message in endpoint_address(text):
        yield invalid(path, text, message)._replace(rule=rule)


def problems(path: str, text: str, previous: Container[str] = ()) -> Iterator[Problem]:
    """Yield the problems of an address; one that the object had before is accepted."""
    return (
        iter(())
        if text in previous
        else (invalid(path, text, message) for message in address(text))
    )


@lru_cache(CACHE_SIZE)
def parse_network(text: str) -> tuple[Address, Network] | None:
    """Return address and network of a CIDR, leading zeros ignored; None if it is none."""
    base, slash, length = text.partition("/")
    parsed_address = parse_lenient(base)
    if (
        parsed_address is None
        or not slash
        or not re.fullmatch("[0-9]{1,3}", length.lstrip("0") or "0")
    ):
        return None
    bits = max(int(length) - 96, 0) if parsed_address.version == 4 and ":" in base else int(length)
    return (
        (parsed_address, ip_network((parsed_address, bits), strict=False))
        if bits <= parsed_address.max_prefixlen
        else None
    )


def is_strict_network(text: str) -> bool:
    """Return whether a CIDR is written without leading zeros."""
    base, _, length = text.partition("/")
    return parse_strict(base) is not None and (length == "0" or not length.startswith("0"))


def cidr(text: str) -> Iterator[str]:
    """Yield what is wrong with a CIDR."""
    parsed_network = parse_network(text)
    if parsed_network is None:
        yield CIDR_RULE
    elif not is_strict_network(text):
        yield "must not have leading 0s in IP or prefix length"
    elif is_mapped(text.partition("/")[0]):
        yield "must not have an IPv4-mapped IPv6 address"
    elif parsed_network[0] != parsed_network[1].network_address:
        yield "must not have bits set beyond the prefix length"


def canonical_cidr(text: str) -> Iterator[str]:
    """Yield what is wrong with a CIDR that must be canonical."""
    messages, network = list(cidr(text)), parse_network(text)
    if not messages and network and str(network[1]) != text:
        messages.append(f"must be in canonical form ({quote(str(network[1]))})")
    yield from messages


def cidr_problems(path: str, text: str, previous: Container[str] = ()) -> Iterator[Problem]:
    """Yield the problems of a CIDR; one that the object had before is accepted."""
    return (
        iter(()) if text in previous else (invalid(path, text, message) for message in cidr(text))
    )


def warnings(path: str, text: str) -> Iterator[str]:
    """Yield the warnings about an address that is accepted but not canonical."""
    parsed_address = parse_lenient(text)
    if parsed_address is None:
        return
    if parse_strict(text) is None or is_mapped(text):
        yield (
            f"{path}: non-standard IP address {quote(text)} will be considered invalid in a future Kubernetes release: "
            f"use {quote(str(parsed_address))}"
        )
    elif str(parsed_address) != text:
        yield f"{path}: IPv6 address {quote(text)} should be in RFC 5952 canonical format ({quote(str(parsed_address))})"


def cidr_warnings(path: str, text: str) -> Iterator[str]:
    """Yield the warnings about a CIDR that is accepted but not canonical."""
    parsed_network = parse_network(text)
    if parsed_network is None:
        return
    base, network = parsed_network
    plain = is_strict_network(text) and not is_mapped(text.partition("/")[0])
    if base != network.network_address:
        single = quote(f"{base}/{base.max_prefixlen}")
        yield f"{path}: CIDR value {quote(text)} is ambiguous in this context (should be {quote(str(network))} or {single}?)"
    if not plain:
        yield (
            f"{path}: non-standard CIDR value {quote(text)} will be considered invalid in a future Kubernetes release: "
            f"use {quote(str(network))}"
        )
    elif base == network.network_address and str(network) != text:
        yield f"{path}: IPv6 CIDR value {quote(text)} should be in RFC 5952 canonical format ({quote(str(network))})"
