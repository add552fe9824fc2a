"""DNS messages: a question's bytes in, the answer's bytes out, for any input. Upstream rules: RFC
1035, RFC 6891, CoreDNS.
"""

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

from minik.discovery.answering import Answer
from minik.discovery.name_server import answer
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.serve import dns_encoding

HEADER, RESPONSE = 12, 0x80  # bytes of a header; the bit of its third byte that makes it an answer
ADDRESSES = ("A", "AAAA")
MIN_SIZE, EDNS_SIZE, TCP_SIZE = (
    512,
    1232,
    65535,
)  # bytes that an answer may have: without EDNS, with it, and over TCP
VERSION = 0
CODES = {
    code: int(dns.rcode.from_text(code)) for code in ("NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL")
}


class Reply(NamedTuple):
    """The answer's bytes, b"" for what is not a question.

    If `outside`, an upstream server has the whole answer; `outside_target` is the name outside the
    cluster to which an ExternalName leads.
    """

    answer: bytes
    outside: bool = False
    outside_target: str = ""


def reply(cluster: Cluster, packet: bytes, stream: bool) -> Reply:
    """Return the answer to the bytes of a question."""
    if len(packet) < HEADER or packet[2] & RESPONSE:
        return Reply(b"")
    try:
        question = dns.message.from_wire(packet, ignore_trailing=True)
    except Exception:  # whatever a hostile packet breaks in the decoder, the packet is to blame
        return Reply(refusal(packet, dns.rcode.FORMERR))
    try:
        return _answer(cluster, question, stream)
    except (
        Exception
    ):  # a name or record that no message can hold: the asker is told, and the server goes on
        return Reply(refusal(packet, dns.rcode.SERVFAIL))


def with_name(packet: bytes, name: str) -> bytes:
    """Return the same question about another name."""
    question = dns.message.from_wire(packet, ignore_trailing=True)
    question.question = [
        dns.rrset.RRset(
            dns.name.from_text(name), question.question[0].rdclass, question.question[0].rdtype
        )
    ]
    return bytes(question.to_wire())


def append_answer(packet: bytes, answer: bytes, other_packet: bytes, stream: bool) -> bytes:
    """Return an answer followed by the records of another one; unchanged if the other cannot be
    parsed.
    """
    try:
        merged, other = dns.message.from_wire(answer), dns.message.from_wire(other_packet)
    except Exception:  # the servers outside are no better than any sender
        return answer
    merged.answer += other.answer
    merged.flags |= other.flags & dns.flags.TC
    room = _room(dns.message.from_wire(packet, ignore_trailing=True), stream)
    return bytes(merged.to_wire(max_size=room, prefer_truncation=True))


def _answer(cluster: Cluster, question: dns.message.Message, stream: bool) -> Reply:
    code = _error_code(question)
    if code is not None:
        response = dns.message.make_response(question, our_payload=EDNS_SIZE)
        response.flags |= dns.flags.AA
        response.set_rcode(code)
        return Reply(
            bytes(response.to_wire(max_size=_room(question, stream), prefer_truncation=True))
        )
    rrset = question.question[0]
    result = answer(cluster, rrset.name.to_text(), dns.rdatatype.to_text(rrset.rdtype))
    outside = result.code == "REFUSED"
    sections = result.answers, result.authority, result.additional
    flags = 0 if outside else int(dns.flags.AA)
    wire = dns_encoding.encode_answer(
        question, sections, CODES[result.code], flags, _room(question, stream)
    )
    return Reply(wire, outside, _outside_target(cluster, result, rrset))


def _error_code(question: dns.message.Message) -> dns.rcode.Rcode | None:
    """Return the error code for a question that cannot be answered; None if it can."""
    if question.opcode() != dns.opcode.QUERY:
        return dns.rcode.NOTIMP
    if question.edns > VERSION:
        return dns.rcode.BADVERS
    if len(question.question) != 1:
        return dns.rcode.FORMERR
    return dns.rcode.REFUSED if question.question[0].rdclass != dns.rdataclass.IN else None


def _room(question: dns.message.Message, stream: bool) -> int:
    """Return how many bytes an answer may have; what does not fit is truncated, and the client
    retries over TCP.
    """
    return (
        TCP_SIZE
        if stream
        else MIN_SIZE
        if question.edns < 0
        else min(max(question.payload, MIN_SIZE), EDNS_SIZE)
    )


def _outside_target(cluster: Cluster, result: Answer, rrset: dns.rrset.RRset) -> str:
    """Return the name outside the cluster to which an answer leads; "" if there is none or
    addresses were not asked for.
    """
    kind, last = dns.rdatatype.to_text(rrset.rdtype), result.answers[-1] if result.answers else None
    if kind not in ADDRESSES or last is None or last.type != "CNAME":
        return ""
    return last.value if answer(cluster, last.value, kind).code == "REFUSED" else ""


def refusal(packet: bytes, code: int) -> bytes:
    """Return an empty answer with an error code, to a question that may be unreadable."""
    opcode_and_flags = packet[2] & 0x79
    return packet[:2] + bytes((RESPONSE | opcode_and_flags, code, 0, 0, 0, 0, 0, 0, 0, 0))
