"""IP addresses and CIDRs as fields hold them: which are let in, and which are let in with a warning.

A rule (`address`, `cidr`...) yields what is wrong with a text, as the rules of `names` do.

The server reads them leniently (leading zeros, IPv4 in IPv6 clothes) and, since `StrictIPCIDRValidation`, lets only those lenient
forms in that the object held already. Upstream rules: apimachinery `util/validation/ip.go`, core `ValidateNonSpecialIP`.
"""
import re
from collections.abc import Container, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

from minik.errors import Problem
from minik.model.problem import invalid, quoted

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

IP_RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
CIDR_RULE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
LOOPBACK = "may not be in the loopback range (127.0.0.0/8, ::1/128)"
LINK_LOCAL_MULTICAST = ip_network("224.0.0.0/24")
KEPT = 4096  # so many texts are remembered with what they mean: a cluster's ranges are asked about for every Service


@lru_cache(KEPT)
def strict(text: str) -> Address | None:
    """The address that a text means where nothing is lenient."""
    try:
        if ":" not in text:
            return IPv4Address(text)
        return None if "%" in text else IPv6Address(text)
    except ValueError:
        return None


@lru_cache(KEPT)
def lenient(text: str) -> Address | None:
    """The address that a text means, leading zeros passed over; an IPv4 address in IPv6 clothes is an IPv4 address."""
    found = strict(text) or strict(re.sub(r"(?<![0-9A-Fa-f])0+(?=[0-9A-Fa-f])", "", text))
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def is_mapped(text: str) -> bool:
    """Whether it is an IPv4 address in IPv6 clothes."""
    found = strict(text)
    return isinstance(found, IPv6Address) and found.ipv4_mapped is not None


def family(text: str) -> str:
    """`IPv4`, `IPv6`, or nothing where it is no address."""
    found = lenient(text)
    return f"IPv{found.version}" if found else ""


def address(text: str) -> Iterator[str]:
    """The rule of a field that holds an address."""
    if lenient(text) is None:
        yield IP_RULE
    elif strict(text) is None:
        yield "must not have leading 0s"
    elif is_mapped(text):
        yield "must not be an IPv4-mapped IPv6 address"


def canonical_address(text: str) -> Iterator[str]:
    """The rule of an address that must be written in the one canonical way."""
    found = list(address(text))
    if not found and str(strict(text)) != text:
        found.append(f"must be in canonical form ({quoted(str(strict(text)))})")
    yield from found


def endpoint_address(text: str) -> Iterator[str]:
    """The rule of an address behind which an endpoint can be."""
    found = lenient(text)
    if found is None:
        yield "must be a valid IP address"
    elif found.is_unspecified:
        yield f"may not be unspecified ({text})"
    elif found.is_loopback:
        yield LOOPBACK
    elif found.is_link_local:
        yield "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
    elif found in LINK_LOCAL_MULTICAST or found.version == 6 and found.packed[0] == 0xFF and found.packed[1] & 0x0F == 2:
        yield "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"


def problems(path: str, text: str, known: Container[str] = ()) -> Iterator[Problem]:
    """What is wrong with an address; a text that the object held before is let in as it is."""
    return iter(()) if text in known else (invalid(path, text, message) for message in address(text))


@lru_cache(KEPT)
def lenient_network(text: str) -> tuple[Address, Network] | None:
    """The address and the network that a CIDR means, leading zeros passed over."""
    base, slash, length = text.partition("/")
    found = lenient(base)
    if found is None or not slash or not re.fullmatch("[0-9]{1,3}", length.lstrip("0") or "0"):
        return None
    bits = max(int(length) - 96, 0) if found.version == 4 and ":" in base else int(length)
    return (found, ip_network((found, bits), strict=False)) if bits <= found.max_prefixlen else None


def strict_network(text: str) -> bool:
    """Whether a CIDR is written without leading zeros."""
    base, _, length = text.partition("/")
    return strict(base) is not None and (length == "0" or not length.startswith("0"))


def cidr(text: str) -> Iterator[str]:
    """The rule of a field that holds a CIDR."""
    found = lenient_network(text)
    if found is None:
        yield CIDR_RULE
    elif not strict_network(text):
        yield "must not have leading 0s in IP or prefix length"
    elif is_mapped(text.partition("/")[0]):
        yield "must not have an IPv4-mapped IPv6 address"
    elif found[0] != found[1].network_address:
        yield "must not have bits set beyond the prefix length"


def canonical_cidr(text: str) -> Iterator[str]:
    """The rule of a CIDR that must be written in the one canonical way."""
    found, network = list(cidr(text)), lenient_network(text)
    if not found and network and str(network[1]) != text:
        found.append(f"must be in canonical form ({quoted(str(network[1]))})")
    yield from found


def cidr_problems(path: str, text: str, known: Container[str] = ()) -> Iterator[Problem]:
    """What is wrong with a CIDR; a text that the object held before is let in as it is."""
    return iter(()) if text in known else (invalid(path, text, message) for message in cidr(text))


def warnings(path: str, text: str) -> Iterator[str]:
    """What is told of an address that is let in, but written unusually."""
    found = lenient(text)
    if found is None:
        return
    if strict(text) is None or is_mapped(text):
        yield (f"{path}: non-standard IP address {quoted(text)} will be considered invalid in a future Kubernetes release: "
               f"use {quoted(str(found))}")
    elif str(found) != text:
        yield f"{path}: IPv6 address {quoted(text)} should be in RFC 5952 canonical format ({quoted(str(found))})"


def cidr_warnings(path: str, text: str) -> Iterator[str]:
    """What is told of a CIDR that is let in, but written unusually."""
    found = lenient_network(text)
    if found is None:
        return
    base, network = found
    plain = strict_network(text) and not is_mapped(text.partition("/")[0])
    if base != network.network_address:
        single = quoted(f"{base}/{base.max_prefixlen}")
        yield f"{path}: CIDR value {quoted(text)} is ambiguous in this context (should be {quoted(str(network))} or {single}?)"
    if not plain:
        yield (f"{path}: non-standard CIDR value {quoted(text)} will be considered invalid in a future Kubernetes release: "
               f"use {quoted(str(network))}")
    elif base == network.network_address and str(network) != text:
        yield f"{path}: IPv6 CIDR value {quoted(text)} should be in RFC 5952 canonical format ({quoted(str(network))})"
