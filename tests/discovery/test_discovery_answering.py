"""Every question that was put to a real CoreDNS is answered as it answered; and the rules behind
that.
"""

import re

import pytest
import scene
from hypothesis import given
from hypothesis import strategies as st

from minik.discovery.answering import answer, lines
from minik.model.cluster import Cluster
from minik.model.source import Objects


def without_serial(records: list[str]) -> list[str]:
    return sorted(re.sub(r"(SOA \S+ \S+) \d+", r"\1 SERIAL", record) for record in records)


@pytest.mark.proves("H21")
@pytest.mark.parametrize("name", scene.RECORDED)
def test_every_recorded_question_gets_the_recorded_answer(name: str) -> None:
    cluster, questions = scene.recorded(name)
    assert len(questions) > 15
    for asked in questions:
        found = answer(cluster, asked["name"], asked["type"])
        said = [
            without_serial([dotted(line) for line in lines(part)])
            for part in (found.answers, found.authority, found.additional)
        ]
        wanted = [
            without_serial(asked.get(part, [])) for part in ("answer", "authority", "additional")
        ]
        if asked["type"] == "NS":  # what is added is where the recorded server itself ran
            said, wanted = said[:2], wanted[:2]
        assert (found.code, said) == (asked["rcode"], wanted), asked


def dotted(line: str) -> str:
    """The record with the dot at the end of its name that `dig` writes."""
    name, rest = line.split(" ", 1)
    return f"{name.rstrip('.')}. {rest}"


READY = {"addresses": ["10.244.1.2"], "hostname": "db-0", "conditions": {"ready": True}}
UNREADY = {"addresses": ["10.244.1.3"], "hostname": "db-1", "conditions": {"ready": False}}
SMALL = scene.cluster(
    scene.service("web", "10.96.0.7", [scene.port(80, "http")]),
    scene.service("peers", "None"),
    scene.endpoints("peers", READY, UNREADY),
    scene.service("lonely", "None"),
    scene.endpoints("lonely", UNREADY),
    scene.external("out", "db.example.com"),
    scene.external("number", "192.0.2.1"),
    scene.external("near", "web.default.svc.cluster.local"),
    scene.external("ring", "gnir.default.svc.cluster.local"),
    scene.external("gnir", "ring.default.svc.cluster.local"),
)

CASES = {
    "web.default.svc.cluster.local A": ("NOERROR", ["10.96.0.7"], ""),
    "WEB.Default.SVC.cluster.local. A": ("NOERROR", ["10.96.0.7"], ""),
    "web.default.svc.cluster.local AAAA": ("NOERROR", [], "no AAAA record"),
    "_http._tcp.web.default.svc.cluster.local SRV": (
        "NOERROR",
        ["0 100 80 web.default.svc.cluster.local."],
        "",
    ),
    "_http._udp.web.default.svc.cluster.local SRV": (
        "NXDOMAIN",
        [],
        "no port named http with protocol UDP",
    ),
    "peers.default.svc.cluster.local A": ("NOERROR", ["10.244.1.2"], ""),
    "db-0.peers.default.svc.cluster.local A": ("NOERROR", ["10.244.1.2"], ""),
    "db-1.peers.default.svc.cluster.local A": (
        "NXDOMAIN",
        [],
        'no ready endpoint is called "db-1"',
    ),
    "lonely.default.svc.cluster.local A": ("NXDOMAIN", [], "no endpoint is ready"),
    "out.default.svc.cluster.local A": ("NOERROR", ["db.example.com."], ""),
    "number.default.svc.cluster.local A": ("NXDOMAIN", [], "externalName is the address 192.0.2.1"),
    "near.default.svc.cluster.local A": (
        "NOERROR",
        ["web.default.svc.cluster.local.", "10.96.0.7"],
        "",
    ),
    "ring.default.svc.cluster.local A": (
        "NOERROR",
        ["gnir.default.svc.cluster.local.", "ring.default.svc.cluster.local."],
        "",
    ),
    "web.elsewhere.svc.cluster.local A": ("NXDOMAIN", [], 'no namespace "elsewhere"'),
    "web.default.cluster.local A": ("NXDOMAIN", [], "web.default.svc.cluster.local was meant"),
    "10-244-1-2.default.pod.cluster.local A": ("NOERROR", ["10.244.1.2"], ""),
    "7.0.96.10.in-addr.arpa PTR": ("NOERROR", ["web.default.svc.cluster.local."], ""),
    "2.1.244.10.in-addr.arpa PTR": ("NOERROR", ["db-0.peers.default.svc.cluster.local."], ""),
    "9.0.96.10.in-addr.arpa PTR": ("NXDOMAIN", [], "has the address 10.96.0.9"),
    "dns-version.cluster.local TXT": ("NOERROR", ['"1.1.0"'], ""),
    "example.com A": ("REFUSED", [], "in no zone of the cluster"),
}


@pytest.mark.proves("F56", "F57", "F60", "F62")
@pytest.mark.parametrize("question", CASES)
def test_the_answer_and_the_reason_for_none(question: str) -> None:
    code, values, reason = CASES[question]
    found = answer(SMALL, *question.split())
    assert (found.code, [record.value for record in found.answers]) == (code, values)
    assert reason in found.reason and bool(found.reason) == (not values)


TYPES, ZONES = ("A", "AAAA", "SRV", "PTR", "TXT", "NS"), ("", ".svc.cluster.local", ".ip6.arpa")


@given(st.text(max_size=80), st.sampled_from(TYPES), st.sampled_from(ZONES))
def test_no_name_is_too_strange_to_be_answered(name: str, kind: str, zone: str) -> None:
    found = answer(SMALL, name + zone, kind)
    assert found.code in ("NOERROR", "NXDOMAIN", "REFUSED")
    assert found.answers or found.reason


def test_an_empty_cluster_answers_for_its_zone() -> None:
    assert answer(Cluster(Objects()), "cluster.local", "SOA").answers


def test_a_service_says_that_its_namespace_is_there_and_one_without_an_address_has_no_name() -> (
    None
):
    web = scene.service("web", "10.96.0.9", namespace="shop")
    bare = scene.service("bare", "", namespace="shop")
    its = Cluster(Objects({"Service": {"shop/web": web, "shop/bare": bare}}))
    assert answer(its, "web.shop.svc.cluster.local.", "A").answers
    nothing = answer(its, "bare.shop.svc.cluster.local.", "A")
    assert (nothing.code, nothing.reason) == ("NXDOMAIN", 'Service "bare" has no cluster IP')
    assert answer(its, "web.shopp.svc.cluster.local.", "A").code == "NXDOMAIN"


def test_an_external_name_that_names_nothing_leads_nowhere() -> None:
    its = Cluster(Objects({"Service": {"default/out": scene.external("out", "")}}))
    found = answer(its, "out.default.svc.cluster.local.", "A")
    assert (found.code, found.reason) == ("NXDOMAIN", "the ExternalName names nothing")
