"""DNS answers as bytes: the question as it was asked, then its records, as many as there is room for. Upstream rules: RFC 1035, RFC 6891.

Names are shortened against the question alone, which is what the records of an answer repeat. Names and data of records are put into form
by the library, once each; only the frame around them is made here, for it is made for every answer.
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
OPTIONS = struct.pack("!BHHIH", 0, 41, 1232, 0, 0)  # EDNS: how much may be sent here, and nothing else
KNOWN = 4096  # names and data of records that are kept in form


def encoded(question: dns.message.Message, sections: Sequence[Sequence[Record]], code: int, flags: int, room: int) -> bytes:
    """An answer of three sections to one question. What does not fit is left out; unless it is only additional, the asker is told."""
    asked = question.question[0]
    options = OPTIONS if question.edns >= 0 else b""
    body = whole(asked.name) + struct.pack("!HH", asked.rdtype, asked.rdclass)
    known, counts = places(asked.name), [0, 0, 0]
    flags |= QR | int(question.flags) & RD
    for number, piece in pieces(sections, known):
        if HEADER + len(body) + len(piece) + len(options) > room:
            flags |= TC * (number < 2)
            break
        body += piece
        counts[number] += 1
    return struct.pack("!6H", question.id, flags | code, 1, counts[0], counts[1], counts[2] + bool(options)) + body + options


def pieces(sections: Sequence[Sequence[Record]], known: Mapping[str, int]) -> Iterator[tuple[int, bytes]]:
    """Every record in form, with the number of its section."""
    for number, records in enumerate(sections):
        for record in records:
            kind, data = formed(record.type, record.value)
            yield number, b"%b%b%b" % (shortened(record.name, known), struct.pack("!HHIH", kind, 1, record.ttl, len(data)), data)


def whole(name: dns.name.Name) -> bytes:
    """A name in form, to its end."""
    return b"".join(bytes((len(label),)) + label for label in name.labels)


def places(name: dns.name.Name) -> dict[str, int]:
    """Where in the message the name asked for, and the names that it ends with, begin."""
    text, found, place = name.to_text(omit_final_dot=True).lower(), dict[str, int](), HEADER
    if "\\" in text:  # dots within labels: only the whole is known
        return {text: HEADER}
    for label in name.labels[:-1]:
        found[text], place = place, place + len(label) + 1
        text = text.partition(".")[2]
    return found


def shortened(name: str, known: Mapping[str, int]) -> bytes:
    """A name whose end stands in the message already, from there on a pointer."""
    rest = name.rstrip(".")
    before = ""
    while rest and rest not in known:
        label, _, rest = rest.partition(".")
        before += label + "."
    if before and len(name) > LONGEST:
        raise dns.name.NameTooLong
    return labels(before) + (struct.pack("!H", POINTER | known[rest]) if rest else b"\0")


@lru_cache(KNOWN)
def labels(text: str) -> bytes:
    """The beginning of a name in form."""
    return whole(dns.name.from_text(text))[:-1] if text else b""


@lru_cache(KNOWN)
def formed(kind: str, value: str) -> tuple[int, bytes]:
    """The type and the data of a record in form."""
    number = dns.rdatatype.from_text(kind)
    return int(number), dns.rdata.from_text(dns.rdataclass.IN, number, value).to_wire() or b""
