"""IP addresses and CIDR blocks as Go reads them, with what it says of those it cannot read.

Upstream rule: Go's `net/netip`.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from minik.cel.types import Type, opaque
from minik.cel.values import EvaluationError
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.problem import quote

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
IP_TYPE, CIDR_TYPE = opaque("net.IP"), opaque("net.CIDR")
LINK_LOCAL_MULTICAST = IPv4Network("224.0.0.0/24")
BROADCAST = IPv4Address("255.255.255.255")
HEX = frozenset("0123456789abcdefABCDEF")


class AddressError(ValueError):
    """Not an address; the message is Go's."""


class IP(NamedTuple):
    """An address as a value."""

    address: Address

    @property
    def cel_type(self) -> Type:
        return IP_TYPE

    def __str__(self) -> str:
        return str(self.address)


class CIDR(NamedTuple):
    """A block as a value, with the address as it was written."""

    address: Address
    bits: int

    @property
    def cel_type(self) -> Type:
        return CIDR_TYPE

    @property
    def network(self) -> Network:
        return ip_network(f"{self.address}/{self.bits}", strict=False)

    def __str__(self) -> str:
        return f"{self.address}/{self.bits}"


def parse_ip(text: str) -> IP:
    """Return the address of a text; raise EvaluationError."""
    try:
        address = parse_address(text)
    except AddressError as wrong:
        raise EvaluationError(
            f"IP Address {quote(text)} parse error during conversion from string: {wrong}"
        ) from None
    if "%" in text:
        raise EvaluationError(f"IP address {quote(text)} with zone value is not allowed")
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        raise EvaluationError(f"IPv4-mapped IPv6 address {quote(text)} is not allowed")
    return IP(address)


def parse_cidr(text: str) -> CIDR:
    """Return the block of a text; raise EvaluationError."""
    prefix = "network address parse error during conversion from string: "
    try:
        block = parse_prefix(text)
    except AddressError as wrong:
        raise EvaluationError(f"{prefix}{prefix}{wrong}") from None
    if isinstance(block.address, IPv6Address) and block.address.ipv4_mapped:
        raise EvaluationError(f"{prefix}IPv4-mapped IPv6 address {quote(text)} is not allowed")
    return block


def parse_prefix(text: str) -> CIDR:
    """Return the block of a text; raise AddressError."""

    def wrong(message: str) -> AddressError:
        return AddressError(f"netip.ParsePrefix({quote(text)}): {message}")

    before, slash, bits = text.rpartition("/")
    if not slash:
        raise wrong("no '/'")
    try:
        address = parse_address(before)
    except AddressError as error:
        raise wrong(str(error)) from None
    if "%" in before:
        raise wrong("IPv6 zones cannot be present in a prefix")
    plain = bits.removeprefix("-").removeprefix("+")
    is_number = plain.isascii() and plain.isdigit()
    if not is_number or len(bits) > 1 and not "1" <= bits[0] <= "9":
        raise wrong(f"bad bits after slash: {quote(bits)}")
    if not 0 <= int(bits) <= address.max_prefixlen:
        raise wrong("prefix length out of range")
    return CIDR(address, int(bits))


def parse_address(text: str) -> Address:
    """Return the address of a text, whose zone is left out; raise AddressError."""
    for letter in text:
        if letter == ".":
            _check_fields(text, text)
            return ip_address(text)
        if letter == ":":
            _check_v6(text)
            return ip_address(text.partition("%")[0])
        if letter == "%":
            raise _wrong(text, "missing IPv6 address")
    raise _wrong(text, "unable to parse IP")


def _wrong(text: str, message: str, at: str = "") -> AddressError:
    where = f" (at {quote(at)})" if at else ""
    return AddressError(f"ParseAddr({quote(text)}): {message}{where}")


def _check_fields(text: str, fields: str) -> None:
    """Raise AddressError if these are not the four fields of an IPv4 address."""
    value = digits = dots = 0
    for index, letter in enumerate(fields):
        if "0" <= letter <= "9":
            if digits == 1 and value == 0:
                raise _wrong(text, "IPv4 field has octet with leading zero")
            value, digits = value * 10 + int(letter), digits + 1
            if value > 255:
                raise _wrong(text, "IPv4 field has value >255")
        elif letter == ".":
            if index in (0, len(fields) - 1) or fields[index - 1] == ".":
                raise _wrong(text, "IPv4 field must have at least one digit", fields[index:])
            if dots == 3:
                raise _wrong(text, "IPv4 address too long")
            value, digits, dots = 0, 0, dots + 1
        else:
            raise _wrong(text, "unexpected character", fields[index:])
    if dots < 3:
        raise _wrong(text, "IPv4 address too short")


def _check_v6(text: str) -> None:
    """Raise AddressError if this is no IPv6 address."""
    rest, percent, zone = text.partition("%")
    if percent and not zone:
        raise _wrong(text, "zone must be a non-empty string")
    ellipsis = -1
    if rest.startswith("::"):
        ellipsis, rest = 0, rest[2:]
        if not rest:
            return
    size = 0
    while size < 16:
        rest, size, ellipsis, done = _check_group(text, rest, size, ellipsis)
        if done:
            break
    if rest:
        raise _wrong(text, "trailing garbage after address", rest)
    if size < 16 and ellipsis < 0:
        raise _wrong(text, "address string too short")
    if size >= 16 and ellipsis >= 0:
        raise _wrong(text, "the :: must expand to at least one field of zeros")


def _check_group(text: str, rest: str, size: int, ellipsis: int) -> tuple[str, int, int, bool]:
    """Read a group of an IPv6 address and the colons behind it; the last value says: the end."""
    length = next((index for index, letter in enumerate(rest) if letter not in HEX), len(rest))
    if length > 4:
        raise _wrong(text, "each group must have 4 or less digits", rest)
    if not length:
        raise _wrong(text, "each colon-separated field must have at least one digit", rest)
    if rest[length : length + 1] == ".":
        if ellipsis < 0 and size != 12:
            message = "embedded IPv4 address must replace the final 2 fields of the address"
            raise _wrong(text, message, rest)
        if size + 4 > 16:
            message = "too many hex fields to fit an embedded IPv4 at the end of the address"
            raise _wrong(text, message, rest)
        _check_fields(text, rest)
        return "", size + 4, ellipsis, True
    size, rest = size + 2, rest[length:]
    if not rest:
        return rest, size, ellipsis, True
    if rest[0] != ":":
        raise _wrong(text, "unexpected character, want colon", rest)
    if len(rest) == 1:
        raise _wrong(text, "colon must be followed by more characters", rest)
    rest = rest[1:]
    if rest[0] == ":":
        if ellipsis >= 0:
            raise _wrong(text, "multiple :: in address", rest)
        ellipsis, rest = size, rest[1:]
        if not rest:
            return rest, size, ellipsis, True
    return rest, size, ellipsis, False


def masked(block: CIDR) -> CIDR:
    """Return a block whose address is its first one."""
    return CIDR(block.network.network_address, block.bits)


def is_link_local_multicast(ip: IP) -> bool:
    """Return whether an address is of the group of a link."""
    address = ip.address
    if isinstance(address, IPv4Address):
        return address in LINK_LOCAL_MULTICAST
    return address.packed[0] == 0xFF and address.packed[1] & 0x0F == 0x02


def is_global_unicast(ip: IP) -> bool:
    """Return whether an address is one of a host, private ones too."""
    address = ip.address
    return address != BROADCAST and not (
        address.is_unspecified
        or address.is_loopback
        or address.is_multicast
        or address.is_link_local
    )
