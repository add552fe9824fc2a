"""What a certificate request (PKCS #10) asks for: a subject, and other names for it. Upstream rule: Go's `x509.ParseCertificateRequest`."""
import binascii
import ipaddress
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

BLOCK = re.compile(rb"-----BEGIN CERTIFICATE REQUEST-----\s(.*)-----END CERTIFICATE REQUEST-----", re.DOTALL)
NO_BLOCK = "PEM block type must be CERTIFICATE REQUEST"
EXTENSIONS, OTHER_NAMES = "1.2.840.113549.1.9.14", "2.5.29.17"
# tags of DER
OBJECT_IDENTIFIER, OCTETS, SEQUENCE, WIDE_TEXT, ATTRIBUTES = 0x06, 0x04, 0x30, 0x1E, 0xA0
EMAIL, DNS, URI, ADDRESS = 0x81, 0x82, 0x86, 0x87
LONGEST_SIZE = 4  # bytes in which a size is told
T = TypeVar("T", str, int)


class Malformed(ValueError):
    """Bytes are no certificate request; the message is Go's."""


class Element(NamedTuple):
    """One value of DER: what it is, and its bytes."""

    tag: int
    body: bytes

    def inside(self) -> list["Element"]:
        """The values of which it consists."""
        return list(elements(self.body))


class Wish(NamedTuple):
    """What a request asks for: the subject's parts by their numbers, and the other names by their tags."""

    subject: dict[str, list[str]]
    names: dict[int, list[str]]


def read(request: bytes) -> Wish:
    """The wish in a PEM block."""
    block = BLOCK.search(request)
    if block is None:
        raise Malformed(NO_BLOCK)
    try:
        body = b64decode(b"".join(block[1].split()), validate=True)
    except binascii.Error:
        raise Malformed(NO_BLOCK) from None
    whole = part(list(elements(body)), 0, SEQUENCE).inside()
    fields = part(whole, 0, SEQUENCE).inside()
    return Wish(grouped(attributes(part(fields, 1, SEQUENCE))), grouped(other_names(fields)))


def elements(data: bytes) -> Iterator[Element]:
    """The values that stand one after the other."""
    while data:
        if len(data) < 2:
            raise Malformed("asn1: syntax error: data truncated")
        size, start = data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start])
        if start > 2 + LONGEST_SIZE or start + size > len(data):
            raise Malformed("asn1: syntax error: data truncated")
        yield Element(data[0], data[start:start + size])
        data = data[start + size:]


def part(found: list[Element], index: int, tag: int) -> Element:
    """The value at a place, which has to be of a kind."""
    if index >= len(found) or found[index].tag != tag:
        raise Malformed("asn1: structure error: sequence tag mismatch" if index < len(found) else "asn1: syntax error: sequence truncated")
    return found[index]


def attributes(name: Element) -> Iterator[tuple[str, str]]:
    """The parts of a subject's name, each with its number."""
    for group in name.inside():
        for pair in group.inside():
            told = pair.inside()
            yield identifier(part(told, 0, OBJECT_IDENTIFIER).body), text(told[-1])


def identifier(body: bytes) -> str:
    """`2.5.4.3`: the first byte holds two numbers, the others seven bits each."""
    numbers, number = [min(body[0] // 40, 2), body[0] - 40 * min(body[0] // 40, 2)] if body else [], 0
    for byte in body[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))


def text(element: Element) -> str:
    return element.body.decode("utf-16-be" if element.tag == WIDE_TEXT else "utf-8", "replace")


def other_names(fields: list[Element]) -> Iterator[tuple[int, str]]:
    """The names that its extensions ask for besides."""
    asked = [attribute.inside() for field in fields if field.tag == ATTRIBUTES for attribute in field.inside()]
    extensions = [extension.inside() for told in asked if told and identifier(told[0].body) == EXTENSIONS
                  for listed in told[-1].inside() for extension in listed.inside()]
    for told in extensions:
        if told and identifier(told[0].body) == OTHER_NAMES and told[-1].tag == OCTETS:
            for names in told[-1].inside():
                yield from ((name.tag, address(name.body) if name.tag == ADDRESS else text(name)) for name in names.inside())


def address(body: bytes) -> str:
    if len(body) not in (4, 16):
        raise Malformed(f"x509: cannot parse IP address of length {len(body)}")
    return str(ipaddress.ip_address(body))


def grouped(pairs: Iterator[tuple[T, str]]) -> dict[T, list[str]]:
    """What belongs to each, in order."""
    found: dict[T, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
