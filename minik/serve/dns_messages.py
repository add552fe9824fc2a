"""DNS messages: a question's bytes in, the answer's bytes out, whatever the bytes are. Upstream rules: RFC 1035, RFC 6891, CoreDNS."""
from functools import lru_cache
from typing import NamedTuple

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from minik.discovery.answering import Answer, answer
from minik.discovery.records import Record
from minik.model.cluster import Cluster

HEADER, ANSWERED = 12, 0x80  # bytes of a header; the bit of its third byte that makes it an answer
ADDRESSES = ("A", "AAAA")
LEAST, MOST, STREAM = 512, 1232, 65535  # bytes that an answer may have: without EDNS, with it, and over TCP
VERSION = 0
KNOWN = 4096  # names and records whose form in a message is remembered


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
    return _encoded(found, dns.message.from_wire(packet, ignore_trailing=True), stream)


def _answer(cluster: Cluster, question: dns.message.Message, stream: bool) -> Reply:
    found = dns.message.make_response(question, our_payload=MOST)
    found.flags |= dns.flags.AA
    answered = _fill(found, question, cluster)
    encoded = _encoded(found, question, stream)
    if answered is None:
        return Reply(encoded)
    return Reply(encoded, answered.code == "REFUSED", _beyond(cluster, answered, question.question[0]))


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


def _fill(found: dns.message.Message, question: dns.message.Message, cluster: Cluster) -> Answer | None:
    """Put into a message what there is to say; gives the answer where the question could be understood."""
    if question.opcode() != dns.opcode.QUERY:
        found.set_rcode(dns.rcode.NOTIMP)
    elif question.edns > VERSION:
        found.set_rcode(dns.rcode.BADVERS)
    elif len(question.question) != 1:
        found.set_rcode(dns.rcode.FORMERR)
    elif question.question[0].rdclass != dns.rdataclass.IN:
        found.set_rcode(dns.rcode.REFUSED)
    else:
        return _answered(found, question.question[0], cluster)
    return None


def _answered(found: dns.message.Message, asked: dns.rrset.RRset, cluster: Cluster) -> Answer:
    answered = answer(cluster, asked.name.to_text(), dns.rdatatype.to_text(asked.rdtype))
    _put(found, answered, asked.name)
    found.set_rcode(dns.rcode.from_text(answered.code))
    if answered.code == "REFUSED":
        found.flags &= ~dns.flags.AA
    return answered


def _put(found: dns.message.Message, answered: Answer, asked: dns.name.Name) -> None:
    """The records of an answer, section by section, each by itself, so that as many are kept as fit; the asked name is spelt as asked."""
    sections = ((found.answer, answered.answers), (found.authority, answered.authority), (found.additional, answered.additional))
    for section, records in sections:
        for record in records:
            name = _name(record.name)
            spelled = asked if name == asked else name
            one = found.find_rrset(section, spelled, dns.rdataclass.IN, _type(record), create=True, force_unique=True)
            one.add(_data(record), record.ttl)


@lru_cache(KNOWN)
def _name(text: str) -> dns.name.Name:
    return dns.name.from_text(text.rstrip(".") + ".")


def _type(record: Record) -> dns.rdatatype.RdataType:
    return dns.rdatatype.from_text(record.type)


@lru_cache(KNOWN)
def _data(record: Record) -> dns.rdata.Rdata:
    return dns.rdata.from_text(dns.rdataclass.IN, _type(record), record.value)


def _encoded(found: dns.message.Message, question: dns.message.Message, stream: bool) -> bytes:
    """The bytes; what does not fit is left out, and the asker told to come again over TCP."""
    room = STREAM if stream else LEAST if question.edns < 0 else min(max(question.payload, LEAST), MOST)
    return bytes(found.to_wire(max_size=room, prefer_truncation=True))
