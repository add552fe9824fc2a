"""Answers as bytes: whatever is put in, a library that others trust reads again, whole or told that
it is cut.
"""

import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.discovery.records import Record
from minik.serve import dns_encoding

AA = int(dns.flags.AA)
LABELS = st.text("abcxyz019-_", min_size=1, max_size=12)
NAMES = st.lists(LABELS, min_size=1, max_size=6).map(".".join)
VALUES = {
    "A": st.ip_addresses(v=4).map(str),
    "AAAA": st.ip_addresses(v=6).map(str),
    "CNAME": NAMES.map("{}.".format),
    "PTR": NAMES.map("{}.".format),
    "SRV": st.builds("0 {} {} {}.".format, st.integers(1, 100), st.integers(0, 65535), NAMES),
    "TXT": st.just('"1.1.0"'),
    "SOA": NAMES.map("ns.{}. hostmaster.x. 7 7200 1800 86400 30".format),
}
RECORDS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.builds(Record, NAMES, st.just(kind), VALUES[kind], st.integers(0, 9999))
)
SECTIONS = st.tuples(*[st.lists(RECORDS, max_size=8)] * 3)


def read(message: dns.message.Message) -> list[list[tuple[str, str, str, int]]]:
    """All records of a message, section by section."""
    return [
        sorted(
            (str(rrset.name), dns.rdatatype.to_text(rrset.rdtype), str(one), rrset.ttl)
            for rrset in section
            for one in rrset
        )
        for section in (message.answer, message.authority, message.additional)
    ]


def written(sections: tuple[list[Record], ...]) -> list[list[tuple[str, str, str, int]]]:
    return [
        sorted(
            (
                f"{record.name}.",
                record.type,
                str(dns.rdata.from_text("IN", record.type, record.value)),
                record.ttl,
            )
            for record in section
        )
        for section in sections
    ]


def distinct(sections: tuple[list[Record], ...]) -> tuple[list[Record], ...]:
    """Of the records of one name and type one each: a reader puts these together, whatever their
    order and times.
    """
    return tuple(
        list({(record.name, record.type): record for record in section}.values())
        for section in sections
    )


@given(NAMES, SECTIONS, st.booleans())
def test_what_is_written_is_read_again(
    name: str, sections: tuple[list[Record], ...], edns: bool
) -> None:
    sections = distinct(sections)
    question = dns.message.make_query(f"{name}.", "A", use_edns=0 if edns else None)
    found = dns.message.from_wire(dns_encoding.encode_answer(question, sections, 0, AA, 65535))
    assert (
        read(found) == written(sections)
        and found.question == question.question
        and found.id == question.id
    )
    assert found.flags == dns.flags.QR | dns.flags.AA | dns.flags.RD and found.edns == (
        0 if edns else -1
    )
    assert not edns or found.payload == 1232


@given(NAMES, SECTIONS, st.integers(0, 600), st.booleans())
def test_what_does_not_fit_is_left_out_and_told_unless_it_is_only_additional(
    name: str, sections: tuple[list[Record], ...], room: int, edns: bool
) -> None:
    sections = distinct(sections)
    question = dns.message.make_query(f"{name}.", "A", use_edns=0 if edns else None)
    least = dns_encoding.encode_answer(question, [[], [], []], 0, AA, 65535)
    packet = dns_encoding.encode_answer(question, sections, 0, AA, len(least) + room)
    found = dns.message.from_wire(packet)
    assert len(packet) <= len(least) + room
    kept, whole = [len(section) for section in read(found)], [len(section) for section in sections]
    assert bool(found.flags & dns.flags.TC) == (kept[:2] != whole[:2])
    assert all(one <= other for one, other in zip(kept, whole))


@pytest.mark.parametrize(
    "name, records, shortened",
    [
        (
            "web.default.svc.cluster.local.",
            [("web.default.svc.cluster.local", "A", "10.96.0.7")],
            2,
        ),
        (
            "WEB.default.svc.cluster.local.",
            [("web.default.svc.cluster.local", "A", "10.96.0.7")],
            2,
        ),
        (
            "_http._tcp.web.default.svc.cluster.local.",
            [("pod.web.default.svc.cluster.local", "A", "10.244.0.7")],
            6,
        ),
        (r"a\.b.cluster.local.", [(r"a\.b.cluster.local", "A", "10.96.0.7")], 2),
        ("example.com.", [("cluster.local", "A", "10.96.0.7")], 15),
    ],
)
def test_names_are_shortened_against_the_question(
    name: str, records: list[tuple[str, str, str]], shortened: int
) -> None:
    question = dns.message.make_query(name, "A", use_edns=None)
    empty = dns_encoding.encode_answer(question, [[]], 0, AA, 512)
    packet = dns_encoding.encode_answer(
        question, [[Record(*record) for record in records]], 0, AA, 512
    )
    assert len(packet) - len(empty) == shortened + 10 + 4
    assert [str(rrset[0]) for rrset in dns.message.from_wire(packet).answer] == [
        record[2] for record in records
    ]


@pytest.mark.parametrize(
    "name",
    ["x" * 64, ".".join(["x" * 60] * 5), "a..b", ".".join(["x" * 60] * 4) + ".cluster.local"],
)
def test_a_name_that_no_message_can_hold_is_an_error(name: str) -> None:
    question = dns.message.make_query("cluster.local.", "A")
    with pytest.raises((dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel)):
        dns_encoding.encode_answer(question, [[Record(name, "A", "10.96.0.7")]], 0, AA, 65535)
