"""The DNS server: real questions over real sockets on the loopback, and whatever else arrives
there.
"""

import asyncio
import random
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import dns.edns
import dns.flags
import dns.message
import dns.opcode
import dns.query
import dns.rcode
import dns.rdatatype
import objects
import pytest
from fuzz import mutated

from minik.model.cluster import Cluster
from minik.model.source import Objects
from minik.serve import dns_messages, dns_server
from minik.serve.dns_forwarding import Place

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEB = "web.default.svc.cluster.local."
MANY = "many.default.svc.cluster.local."
PODS = 100


def service(name: str, ip: str) -> dict[str, Any]:
    ports = [{"port": 80, "protocol": "TCP", "name": "http"}]
    return objects.service(
        name, "default", type="ClusterIP", clusterIP=ip, clusterIPs=[ip], ports=ports
    )


def cluster(address: str = "10.96.0.7") -> Cluster:
    found = [{"addresses": [f"10.244.1.{number}"]} for number in range(1, PODS + 1)]
    pieces = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": "IPv4",
        "endpoints": found,
        "metadata": {
            "name": "many-1",
            "namespace": "default",
            "labels": {"kubernetes.io/service-name": "many"},
        },
        "ports": [{"name": "http", "port": 80, "protocol": "TCP"}],
    }
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
    return Cluster(
        Objects(
            {
                "Namespace": {"default": namespace},
                "EndpointSlice": {"default/many-1": pieces},
                "Service": {
                    "default/web": service("web", address),
                    "default/many": service("many", "None"),
                },
            }
        ),
        now=NOW,
    )


class Changing:
    """A cluster that can be exchanged while it is served."""

    def __init__(self) -> None:
        self.turn, self.now = 0, cluster()

    def cluster(self) -> Cluster:
        return self.now

    def become(self, found: Cluster) -> None:
        self.now, self.turn = found, self.turn + 1


@contextmanager
def running(
    followed: Changing, upstream: Place | None = None, address: str = "127.0.0.1"
) -> Iterator[Place]:
    """A server on the loopback, in a thread of its own."""
    ends: list[Callable[[], None]] = []
    places: list[Place] = []

    def ended(end: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        ends.append(lambda: (loop.call_soon_threadsafe(end), None)[1])

    def run() -> None:
        serving: Awaitable[None] = dns_server.serve(
            dns_server.Server(followed, upstream), (address, 0), ended, places.append
        )
        asyncio.run(serving)  # type: ignore[arg-type]

    thread = Thread(target=run)
    thread.start()
    until = time.monotonic() + 10
    while not places and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield places[0]
    finally:
        ends[0]()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def followed() -> Changing:
    return Changing()


@pytest.fixture(scope="module")
def place(followed: Changing) -> Iterator[Place]:
    with running(followed) as here:
        yield here


def udp(place: Place, name: str, kind: str = "A", **options: Any) -> dns.message.Message:
    return dns.query.udp(
        dns.message.make_query(name, kind, **options), place[0], port=place[1], timeout=5
    )


def tcp(place: Place, name: str, kind: str = "A", **options: Any) -> dns.message.Message:
    return dns.query.tcp(
        dns.message.make_query(name, kind, **options), place[0], port=place[1], timeout=5
    )


def values(message: dns.message.Message) -> list[str]:
    return [item.to_text() for rrset in message.answer for item in rrset]


@pytest.mark.parametrize("ask", [udp, tcp])
def test_a_name_is_answered_with_authority(
    place: Place, ask: Callable[..., dns.message.Message]
) -> None:
    found = ask(place, WEB)
    assert (found.rcode(), values(found)) == (dns.rcode.NOERROR, ["10.96.0.7"])
    assert found.flags & dns.flags.AA and found.answer[0].ttl == 30


def test_the_asked_spelling_comes_back(place: Place) -> None:
    assert (
        udp(place, "WeB.DEFAULT.svc.cluster.local.").answer[0].name.to_text()
        == "WeB.DEFAULT.svc.cluster.local."
    )


@pytest.mark.parametrize(
    "name, kind, code, authority",
    [
        (WEB, "AAAA", dns.rcode.NOERROR, 1),
        ("no.default.svc.cluster.local.", "A", dns.rcode.NXDOMAIN, 1),
        ("example.com.", "A", dns.rcode.REFUSED, 0),
        (WEB, "MX", dns.rcode.NOERROR, 1),
    ],
)
def test_a_no_says_whose_it_is(
    place: Place, name: str, kind: str, code: int, authority: int
) -> None:
    found = udp(place, name, kind)
    assert (found.rcode(), values(found), len(found.authority)) == (code, [], authority)


def test_what_does_not_fit_is_cut_and_comes_whole_over_tcp(place: Place) -> None:
    short, longer, whole = udp(place, MANY), udp(place, MANY, payload=4096), tcp(place, MANY)
    assert short.flags & dns.flags.TC and len(short.to_wire()) <= 512
    assert longer.flags & dns.flags.TC and len(values(short)) < len(values(longer)) < PODS
    assert not whole.flags & dns.flags.TC and len(values(whole)) == PODS


def test_edns_is_answered_with_edns_and_only_then(place: Place) -> None:
    assert udp(place, WEB, use_edns=0, payload=1400).edns == 0
    assert udp(place, WEB, use_edns=False).edns == -1
    assert udp(place, WEB, use_edns=1).rcode() == dns.rcode.BADVERS


def raw(place: Place, packet: bytes, timeout: float = 2.0) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        sock.sendto(packet, place)
        try:
            return sock.recv(65535)
        except TimeoutError:
            return b""


def packet_of(**changes: int) -> bytes:
    query = dns.message.make_query(WEB, "A")
    if "opcode" in changes:
        query.set_opcode(dns.opcode.from_text("STATUS"))
    if "double" in changes:
        query.question *= 2
    return query.to_wire()


@pytest.mark.parametrize(
    "packet, code",
    [
        (packet_of(opcode=2), dns.rcode.NOTIMP),
        (packet_of(double=1), dns.rcode.FORMERR),
        (packet_of()[:20], dns.rcode.FORMERR),
        (b"\0\7\0\0\0\1\0\0\0\0\0\0", dns.rcode.FORMERR),
        (packet_of()[:-2] + b"\0\3", dns.rcode.REFUSED),
    ],
    ids=range(5),
)
def test_wrong_questions_are_told_so(place: Place, packet: bytes, code: int) -> None:
    found = raw(place, packet)
    assert found[:2] == packet[:2] and found[2] & 0x80 and found[3] & 0xF == code


@pytest.mark.parametrize(
    "packet",
    [b"", b"\0", packet_of()[:11], packet_of()[:2] + b"\x80" + packet_of()[3:]],
    ids=range(4),
)
def test_what_is_no_question_gets_no_answer(place: Place, packet: bytes) -> None:
    assert raw(place, packet, 0.2) == b""
    assert values(udp(place, WEB)) == ["10.96.0.7"]


def test_connections_carry_many_questions_and_may_end_anywhere(place: Place) -> None:
    for sent in (b"", b"\0", b"\0\5abc", b"\xff\xff" + b"x" * 100, b"\0\0"):
        with socket.create_connection(place, 5) as sock:
            sock.sendall(sent)
    with socket.create_connection(place, 5) as sock:
        for number in range(3):
            query = dns.message.make_query(WEB, "A", id=number)
            dns.query.send_tcp(sock, query)
            assert dns.query.receive_tcp(sock, time.time() + 5)[0].id == number


def test_a_change_is_answered_with_the_next_question(place: Place, followed: Changing) -> None:
    assert values(udp(place, WEB)) == ["10.96.0.7"]
    followed.become(cluster("10.96.0.99"))
    assert values(udp(place, WEB)) == ["10.96.0.99"]
    followed.become(cluster())
    assert values(udp(place, WEB)) == ["10.96.0.7"]


def test_names_outside_go_to_the_server_outside() -> None:
    with running(Changing()) as outside, running(Changing(), outside) as here:
        assert udp(here, WEB).rcode() == dns.rcode.NOERROR
        for ask in (udp, tcp):
            found = ask(here, "example.com.")
            assert (
                found.rcode() == dns.rcode.REFUSED
                and found.question[0].name.to_text() == "example.com."
            )


def alias(target: str) -> Changing:
    """A cluster in which `away` is an ExternalName."""
    found = Changing()
    away = service("away", "None")
    spec = {"type": "ExternalName", "externalName": target}
    found.become(
        Cluster(
            Objects(
                {"Namespace": {"default": {}}, "Service": {"default/away": {**away, "spec": spec}}}
            ),
            now=NOW,
        )
    )
    return found


def elsewhere() -> Changing:
    """A cluster of another domain, whose server stands for all servers outside."""
    found = Changing()
    found.become(found.now.with_settings(found.now.settings._replace(cluster_domain="example.com")))
    return found


@pytest.mark.parametrize("ask", [udp, tcp])
def test_an_external_name_is_followed_by_the_server_outside(
    ask: Callable[..., dns.message.Message],
) -> None:
    with (
        running(elsewhere()) as outside,
        running(alias("web.default.svc.example.com"), outside) as here,
    ):
        found = ask(here, "away.default.svc.cluster.local.")
        assert (
            values(found) == ["web.default.svc.example.com.", "10.96.0.7"]
            and found.flags & dns.flags.AA
        )
        assert values(ask(here, "away.default.svc.cluster.local.", "CNAME")) == [
            "web.default.svc.example.com."
        ]
        assert values(ask(here, "away.default.svc.cluster.local.", "AAAA")) == [
            "web.default.svc.example.com."
        ]
    with (
        running(elsewhere()) as outside,
        running(alias("many.default.svc.example.com"), outside) as here,
    ):
        many = udp(here, "away.default.svc.cluster.local.")
        assert many.flags & dns.flags.TC and len(many.to_wire()) <= 512
        assert len(values(tcp(here, "away.default.svc.cluster.local."))) == PODS + 1


def test_without_a_server_outside_an_external_name_is_but_a_name() -> None:
    with running(alias("web.default.svc.example.com")) as here:
        assert values(udp(here, "away.default.svc.cluster.local.")) == [
            "web.default.svc.example.com."
        ]
    with running(
        alias("web.default.svc.example.com"), free_place()
    ) as here:  # where nobody listens
        assert values(udp(here, "away.default.svc.cluster.local.")) == [
            "web.default.svc.example.com."
        ]


def free_place() -> Place:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        return "127.0.0.1", closed.getsockname()[1]


def test_over_ipv6() -> None:
    with running(Changing(), address="::1") as here:
        assert (
            here[0] == "::1"
            and [values(ask(here, WEB)) for ask in (udp, tcp)] == [["10.96.0.7"]] * 2
        )


def test_a_server_outside_that_is_not_there_is_a_failure_of_the_server() -> None:
    with running(Changing(), free_place()) as here:
        assert udp(here, "example.com.").rcode() == dns.rcode.SERVFAIL
        assert values(udp(here, WEB)) == ["10.96.0.7"]


def test_thousands_of_mutated_packets_are_answered_or_passed_over() -> None:
    random_, here = random.Random(53), cluster()
    for _ in range(3_000):
        packet = mutated(random_)
        for stream in (False, True):
            found = dns_messages.reply(here, packet, stream).answer
            assert found == b"" or found[:2] == packet[:2] and found[2] & 0x80, packet
            assert stream or len(found) <= dns_messages.EDNS_SIZE


def test_a_flood_of_mutated_packets_leaves_the_server_serving(place: Place) -> None:
    random_ = random.Random(35)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _ in range(2_000):
            sock.sendto(mutated(random_), place)
    until = time.monotonic() + 30
    while not (found := raw(place, packet_of(), 0.5)) and time.monotonic() < until:
        pass  # the flood filled the socket: this question was dropped with it
    assert values(dns.message.from_wire(found)) == ["10.96.0.7"]


def test_what_is_known_is_bounded() -> None:
    server = dns_server.Server(Changing())
    for number in range(dns_server.CACHE_SIZE + 10):
        server.reply(b"\0\1\0\0" + number.to_bytes(8), False)
    assert len(server.cache) <= dns_server.CACHE_SIZE
    before = len(server.cache)
    server.reply(packet_of() + bytes(dns_server.MAX_CACHED), True)
    assert len(server.cache) == before
