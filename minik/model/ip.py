"""IP addresses and CIDRs as fields hold them: which are let in, and which are let in with a warning.

The server reads them leniently (leading zeros, IPv4 in IPv6 clothes) and, since `StrictIPCIDRValidation`, lets only those lenient
forms in that the object held already. Upstream rules: apimachinery `util/validation/ip.go`, core `ValidateNonSpecialIP`.
"""
import re
from collections.abc import Container, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

from minik.errors import Problem
from minik.model.problem import invalid, quoted

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

IP_RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
CIDR_RULE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
DOTTED = r"[0-9]+(\.[0-9]+){3}"
LINK_LOCAL_MULTICAST = ip_network("224.0.0.0/24")


def strict(text: str) -> Address | None:
    """The address that a text means where nothing is lenient."""
    try:
        if ":" not in text:
            return IPv4Address(text)
        return None if "%" in text else IPv6Address(text)
    except ValueError:
        return None


def lenient(text: str) -> Address | None:
    """The address that a text means, leading zeros passed over; an IPv4 address in IPv6 clothes is an IPv4 address."""
    address = strict(text) or strict(re.sub(r"(?<![0-9A-Fa-f])0+(?=[0-9A-Fa-f])", "", text))
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_mapped(text: str) -> bool:
    """Whether it is an IPv4 address in IPv6 clothes."""
    address = strict(text)
    return isinstance(address, IPv6Address) and address.ipv4_mapped is not None


def family(text: str) -> str:
    """`IPv4`, `IPv6`, or nothing where it is no address."""
    address = lenient(text)
    return f"IPv{address.version}" if address else ""


def problems(path: str, text: str, known: Container[str] = ()) -> Iterator[Problem]:
    """What is wrong with an address; a text that the object held before is let in as it is."""
    if text in known:
        return
    if lenient(text) is None:
        yield invalid(path, text, IP_RULE)
    elif strict(text) is None:
        yield invalid(path, text, "must not have leading 0s")
    elif is_mapped(text):
        yield invalid(path, text, "must not be an IPv4-mapped IPv6 address")


def canonical_problems(path: str, text: str) -> Iterator[Problem]:
    """What is wrong with an address that must be written in the one canonical way."""
    found = list(problems(path, text))
    address = strict(text)
    if not found and str(address) != text:
        found.append(invalid(path, text, f"must be in canonical form ({quoted(str(address))})"))
    yield from found


def special_problems(path: str, text: str) -> Iterator[Problem]:
    """Addresses behind which no endpoint can be."""
    address = lenient(text)
    if address is None:
        yield invalid(path, text, IP_RULE)
    elif address.is_unspecified:
        yield invalid(path, text, f"may not be unspecified ({text})")
    elif address.is_loopback:
        yield invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
    elif address.is_link_local:
        yield invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")
    elif address in LINK_LOCAL_MULTICAST or address.version == 6 and address.packed[0] == 0xFF and address.packed[1] & 0x0F == 2:
        yield invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")


def lenient_network(text: str) -> tuple[Address, Network] | None:
    """The address and the network that a CIDR means, leading zeros passed over."""
    base, slash, length = text.partition("/")
    address = lenient(base)
    if address is None or not slash or not re.fullmatch("[0-9]+", length):
        return None
    bits = max(int(length) - 96, 0) if address.version == 4 and ":" in base else int(length)
    return (address, ip_network((address, bits), strict=False)) if bits <= address.max_prefixlen else None


def strict_network(text: str) -> bool:
    """Whether a CIDR is written without leading zeros."""
    base, _, length = text.partition("/")
    return strict(base) is not None and (length == "0" or not length.startswith("0"))


def cidr_problems(path: str, text: str, known: Container[str] = ()) -> Iterator[Problem]:
    """What is wrong with a CIDR; a text that the object held before is let in as it is."""
    if text in known:
        return
    found = lenient_network(text)
    if found is None:
        yield invalid(path, text, CIDR_RULE)
    elif not strict_network(text):
        yield invalid(path, text, "must not have leading 0s in IP or prefix length")
    elif is_mapped(text.partition("/")[0]):
        yield invalid(path, text, "must not have an IPv4-mapped IPv6 address")
    elif found[0] != found[1].network_address:
        yield invalid(path, text, "must not have bits set beyond the prefix length")


def warnings(path: str, text: str) -> Iterator[str]:
    """What is told of an address that is let in, but written unusually."""
    address = lenient(text)
    if address is None:
        return
    if strict(text) is None or is_mapped(text):
        yield (f"{path}: non-standard IP address {quoted(text)} will be considered invalid in a future Kubernetes release: "
               f"use {quoted(str(address))}")
    elif str(address) != text:
        yield f"{path}: IPv6 address {quoted(text)} should be in RFC 5952 canonical format ({quoted(str(address))})"


def cidr_warnings(path: str, text: str) -> Iterator[str]:
    """What is told of a CIDR that is let in, but written unusually."""
    found = lenient_network(text)
    if found is None:
        return
    address, network = found
    plain = strict_network(text) and not is_mapped(text.partition("/")[0])
    if address != network.network_address:
        single = quoted(f"{address}/{address.max_prefixlen}")
        yield f"{path}: CIDR value {quoted(text)} is ambiguous in this context (should be {quoted(str(network))} or {single}?)"
    if not plain:
        yield (f"{path}: non-standard CIDR value {quoted(text)} will be considered invalid in a future Kubernetes release: "
               f"use {quoted(str(network))}")
    elif address == network.network_address and str(network) != text:
        yield f"{path}: IPv6 CIDR value {quoted(text)} should be in RFC 5952 canonical format ({quoted(str(network))})"
