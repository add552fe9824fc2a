"""DNS messages: a question's bytes in, the answer's bytes out, whatever the bytes are. Upstream rules: RFC 1035, RFC 6891, CoreDNS."""
from typing import NamedTuple

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from minik.discovery.answering import Answer, answer
from minik.model.cluster import Cluster
from minik.serve import dns_encoding

HEADER, ANSWERED = 12, 0x80  # bytes of a header; the bit of its third byte that makes it an answer
ADDRESSES = ("A", "AAAA")
LEAST, MOST, STREAM = 512, 1232, 65535  # bytes that an answer may have: without EDNS, with it, and over TCP
VERSION = 0
CODES = {code: int(dns.rcode.from_text(code)) for code in ("NOERROR", "NXDOMAIN", "REFUSED")}


class Reply(NamedTuple):
    """The answer's bytes, none to what is no question. Servers outside know more: of an `outside` question everything, else of the name
    `beyond`, to which an ExternalName leads."""

    answer: bytes
    outside: bool = False
    beyond: str = ""


def reply(cluster: Cluster, packet: bytes, stream: bool) -> Reply:
    """The answer to the bytes of a question."""
    if len(packet) < HEADER or packet[2] & ANSWERED:
        return Reply(b"")
    try:
        question = dns.message.from_wire(packet, ignore_trailing=True)
    except Exception:  # whatever a hostile packet breaks in the decoder, the packet is to blame
        return Reply(refusal(packet, dns.rcode.FORMERR))
    try:
        return _answer(cluster, question, stream)
    except Exception:  # a name or record that no message can hold: the asker is told, and the server goes on
        return Reply(refusal(packet, dns.rcode.SERVFAIL))


def onward(packet: bytes, name: str) -> bytes:
    """The same question about another name."""
    question = dns.message.from_wire(packet, ignore_trailing=True)
    question.question = [dns.rrset.RRset(dns.name.from_text(name), question.question[0].rdclass, question.question[0].rdtype)]
    return bytes(question.to_wire())


def joined(packet: bytes, answer: bytes, more: bytes, stream: bool) -> bytes:
    """An answer to a question with the records of another answer behind its own; alone where the other cannot be read."""
    try:
        found, rest = dns.message.from_wire(answer), dns.message.from_wire(more)
    except Exception:  # the servers outside are no better than any sender
        return answer
    found.answer += rest.answer
    found.flags |= rest.flags & dns.flags.TC
    room = _room(dns.message.from_wire(packet, ignore_trailing=True), stream)
    return bytes(found.to_wire(max_size=room, prefer_truncation=True))


def _answer(cluster: Cluster, question: dns.message.Message, stream: bool) -> Reply:
    code = _misunderstood(question)
    if code is not None:
        found = dns.message.make_response(question, our_payload=MOST)
        found.flags |= dns.flags.AA
        found.set_rcode(code)
        return Reply(bytes(found.to_wire(max_size=_room(question, stream), prefer_truncation=True)))
    asked = question.question[0]
    answered = answer(cluster, asked.name.to_text(), dns.rdatatype.to_text(asked.rdtype))
    outside = answered.code == "REFUSED"
    sections = answered.answers, answered.authority, answered.additional
    flags = 0 if outside else int(dns.flags.AA)
    encoded = dns_encoding.encoded(question, sections, CODES[answered.code], flags, _room(question, stream))
    return Reply(encoded, outside, _beyond(cluster, answered, asked))


def _misunderstood(question: dns.message.Message) -> dns.rcode.Rcode | None:
    """The code for a question that is none that could be answered."""
    if question.opcode() != dns.opcode.QUERY:
        return dns.rcode.NOTIMP
    if question.edns > VERSION:
        return dns.rcode.BADVERS
    if len(question.question) != 1:
        return dns.rcode.FORMERR
    return dns.rcode.REFUSED if question.question[0].rdclass != dns.rdataclass.IN else None


def _room(question: dns.message.Message, stream: bool) -> int:
    """How many bytes an answer may have; what does not fit is left out, and the asker told to come again over TCP."""
    return STREAM if stream else LEAST if question.edns < 0 else min(max(question.payload, LEAST), MOST)


def _beyond(cluster: Cluster, answered: Answer, asked: dns.rrset.RRset) -> str:
    """The name outside the cluster to which an answer leads; none where addresses were not asked for or are there."""
    kind, last = dns.rdatatype.to_text(asked.rdtype), answered.answers[-1] if answered.answers else None
    if kind not in ADDRESSES or last is None or last.type != "CNAME":
        return ""
    return last.value if answer(cluster, last.value, kind).code == "REFUSED" else ""


def refusal(packet: bytes, code: int) -> bytes:
    """An answer without anything in it to a question that may not be readable."""
    opcode_and_wish = packet[2] & 0x79
    return packet[:2] + bytes((ANSWERED | opcode_and_wish, code, 0, 0, 0, 0, 0, 0, 0, 0))
