"""Encode DNS answers: the question as asked, then as many records as fit. Upstream rules: RFC 1035,
RFC 6891.

Names are compressed against the question alone, which is what the records repeat. Names and data of
records are encoded by the library and cached; only the frame is built here for every answer.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from minik.discovery.records import Record

HEADER, POINTER, LONGEST = 12, 0xC000, 253
QR, RD, TC = map(int, (dns.flags.QR, dns.flags.RD, dns.flags.TC))
OPTIONS = struct.pack(
    "!BHHIH", 0, 41, 1232, 0, 0
)  # EDNS: how much may be sent here, and nothing else
CACHE_SIZE = 4096  # names and data of records that are kept in form


def encode_answer(
    question: dns.message.Message,
    sections: Sequence[Sequence[Record]],
    code: int,
    flags: int,
    room: int,
) -> bytes:
    """Encode an answer of three sections to one question, in at most `room` bytes.

    Records that do not fit are left out, and TC is set unless they are only additional.
    """
    rrset = question.question[0]
    options = OPTIONS if question.edns >= 0 else b""
    body = encode_name(rrset.name) + struct.pack("!HH", rrset.rdtype, rrset.rdclass)
    offsets, counts = name_offsets(rrset.name), [0, 0, 0]
    flags |= QR | int(question.flags) & RD
    for number, piece in encode_records(sections, offsets):
        if HEADER + len(body) + len(piece) + len(options) > room:
            flags |= TC * (number < 2)
            break
        body += piece
        counts[number] += 1
    return (
        struct.pack(
            "!6H", question.id, flags | code, 1, counts[0], counts[1], counts[2] + bool(options)
        )
        + body
        + options
    )


def encode_records(
    sections: Sequence[Sequence[Record]], offsets: Mapping[str, int]
) -> Iterator[tuple[int, bytes]]:
    """Yield every record encoded, with the number of its section."""
    for number, records in enumerate(sections):
        for record in records:
            kind, data = encode_data(record.type, record.value)
            yield (
                number,
                b"%b%b%b"
                % (
                    compress_name(record.name, offsets),
                    struct.pack("!HHIH", kind, 1, record.ttl, len(data)),
                    data,
                ),
            )


def encode_name(name: dns.name.Name) -> bytes:
    """Encode a whole name, uncompressed."""
    return b"".join(bytes((len(label),)) + label for label in name.labels)


def name_offsets(name: dns.name.Name) -> dict[str, int]:
    """Return the offsets in the message of the name asked for and of each of its suffixes."""
    text, offsets, offset = name.to_text(omit_final_dot=True).lower(), dict[str, int](), HEADER
    if "\\" in text:  # dots within labels: only the whole is known
        return {text: HEADER}
    for label in name.labels[:-1]:
        offsets[text], offset = offset, offset + len(label) + 1
        text = text.partition(".")[2]
    return offsets


def compress_name(name: str, offsets: Mapping[str, int]) -> bytes:
    """Encode a name, with a pointer where its suffix stands in the message already. Raises
    NameTooLong.
    """
    rest = name.rstrip(".")
    prefix = ""
    while rest and rest not in offsets:
        label, _, rest = rest.partition(".")
        prefix += label + "."
    if prefix and len(name) > LONGEST:
        raise dns.name.NameTooLong
    return encode_labels(prefix) + (struct.pack("!H", POINTER | offsets[rest]) if rest else b"\0")


@lru_cache(CACHE_SIZE)
def encode_labels(text: str) -> bytes:
    """Encode the first labels of a name, without its end."""
    return encode_name(dns.name.from_text(text))[:-1] if text else b""


@lru_cache(CACHE_SIZE)
def encode_data(kind: str, value: str) -> tuple[int, bytes]:
    """Return the number of a record's type and its encoded data."""
    number = dns.rdatatype.from_text(kind)
    return int(number), dns.rdata.from_text(dns.rdataclass.IN, number, value).to_wire() or b""
