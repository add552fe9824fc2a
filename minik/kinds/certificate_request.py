"""Parse a certificate request (PKCS #10): its subject and its alternative names.

Upstream rule: Go's `x509.ParseCertificateRequest`.
"""

import binascii
import ipaddress
from base64 import b64decode
from collections.abc import Iterator

from minik import light_re as re
from minik.light_typing import NamedTuple, TypeVar

BLOCK = re.compile(
    rb"-----BEGIN CERTIFICATE REQUEST-----\s(.*)-----END CERTIFICATE REQUEST-----", re.DOTALL
)
NO_BLOCK = "PEM block type must be CERTIFICATE REQUEST"
EXTENSIONS, ALTERNATIVE_NAMES = "1.2.840.113549.1.9.14", "2.5.29.17"
# tags of DER
OBJECT_IDENTIFIER, OCTETS, SEQUENCE, WIDE_TEXT, ATTRIBUTES = 0x06, 0x04, 0x30, 0x1E, 0xA0
ORGANIZATION = "2.5.4.10"
EMAIL, DNS, URI, ADDRESS = 0x81, 0x82, 0x86, 0x87
LONGEST_SIZE = 4  # bytes that hold a length
T = TypeVar("T", str, int)


class Malformed(ValueError):
    """The bytes are not a certificate request; the message is Go's."""


class Element(NamedTuple):
    """One DER element: its tag and its bytes."""

    tag: int
    body: bytes

    def children(self) -> list["Element"]:
        """Return the elements that this one contains."""
        return list(parse_elements(self.body))


class RequestedCertificate(NamedTuple):
    """The requested subject attributes by object identifier, and alternative names by tag."""

    subject: dict[str, list[str]]
    names: dict[int, list[str]]


def parse_request(request: bytes) -> RequestedCertificate:
    """Parse the request in a PEM block; raise Malformed if it is none."""
    block = BLOCK.search(request)
    if block is None:
        raise Malformed(NO_BLOCK)
    try:
        body = b64decode(b"".join(block[1].split()), validate=True)
    except binascii.Error:
        raise Malformed(NO_BLOCK) from None
    outer = element_at(list(parse_elements(body)), 0, SEQUENCE).children()
    fields = element_at(outer, 0, SEQUENCE).children()
    return RequestedCertificate(
        group_values(subject_attributes(element_at(fields, 1, SEQUENCE))),
        group_values(alternative_names(fields)),
    )


def parse_elements(data: bytes) -> Iterator[Element]:
    """Yield consecutive DER elements; raise Malformed where the data is truncated."""
    while data:
        if len(data) < 2:
            raise Malformed("asn1: syntax error: data truncated")
        size, start = data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start])
        if start > 2 + LONGEST_SIZE or start + size > len(data):
            raise Malformed("asn1: syntax error: data truncated")
        yield Element(data[0], data[start : start + size])
        data = data[start + size :]


def element_at(sequence: list[Element], index: int, tag: int) -> Element:
    """Return the element at an index; raise Malformed if it is missing or has another tag."""
    if index >= len(sequence) or sequence[index].tag != tag:
        raise Malformed(
            "asn1: structure error: sequence tag mismatch"
            if index < len(sequence)
            else "asn1: syntax error: sequence truncated"
        )
    return sequence[index]


def subject_attributes(name: Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a subject, as (object identifier, text)."""
    for group in name.children():
        for pair in group.children():
            type_and_value = pair.children()
            yield (
                decode_identifier(element_at(type_and_value, 0, OBJECT_IDENTIFIER).body),
                decode_text(type_and_value[-1]),
            )


def decode_identifier(body: bytes) -> str:
    """Decode an object identifier: the first byte holds two numbers, the others 7 bits each."""
    numbers, number = (
        [min(body[0] // 40, 2), body[0] - 40 * min(body[0] // 40, 2)] if body else [],
        0,
    )
    for byte in body[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))


def decode_text(element: Element) -> str:
    return element.body.decode("utf-16-be" if element.tag == WIDE_TEXT else "utf-8", "replace")


def alternative_names(fields: list[Element]) -> Iterator[tuple[int, str]]:
    """Yield the subject alternative names in the requested extensions, as (tag, text)."""
    requested = [
        attribute.children()
        for field in fields
        if field.tag == ATTRIBUTES
        for attribute in field.children()
    ]
    extensions = [
        extension.children()
        for items in requested
        if items and decode_identifier(items[0].body) == EXTENSIONS
        for extension_list in items[-1].children()
        for extension in extension_list.children()
    ]
    for items in extensions:
        if (
            items
            and decode_identifier(items[0].body) == ALTERNATIVE_NAMES
            and items[-1].tag == OCTETS
        ):
            for names in items[-1].children():
                yield from (
                    (
                        name.tag,
                        decode_address(name.body) if name.tag == ADDRESS else decode_text(name),
                    )
                    for name in names.children()
                )


def decode_address(body: bytes) -> str:
    if len(body) not in (4, 16):
        raise Malformed(f"x509: cannot parse IP address of length {len(body)}")
    return str(ipaddress.ip_address(body))


def group_values(pairs: Iterator[tuple[T, str]]) -> dict[T, list[str]]:
    """Return the values of each key, in order."""
    groups: dict[T, list[str]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    return groups
