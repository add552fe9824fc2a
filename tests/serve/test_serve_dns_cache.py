"""What the DNS server keeps: one answer a name, however it is written, and not without end."""

import struct
from datetime import UTC, datetime

import pytest

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.serve import dns_server
from minik.serve.dns_server import Server

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAME = "kubernetes.default.svc.cluster.local"


class Source:
    """A cluster that stays."""

    turn = 0

    def __init__(self) -> None:
        self.known = settle(new_cluster.create_cluster(DEFAULT, NOW))

    def cluster(self) -> Cluster:
        return self.known


@pytest.fixture(scope="module")
def source() -> Source:
    return Source()


def question(name: str, kind: int = 1, number: int = 7) -> bytes:
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return (
        struct.pack(">HHHHHH", number, 256, 1, 0, 0, 0) + labels + struct.pack(">BHH", 0, kind, 1)
    )


@pytest.mark.parametrize(
    "name", [NAME.upper(), NAME.title(), NAME.swapcase(), "kUBERNETES" + NAME[10:], NAME]
)
def test_one_name_in_any_case_is_one_question_and_is_echoed_as_asked(
    source: Source, name: str
) -> None:
    server = Server(source)
    server.reply(question(NAME), False)
    answer = server.reply(question(name, number=9), False).answer
    assert len(server.cache) == 1
    asked = question(name, number=9)
    assert answer[:2] == asked[:2] and answer[12 : len(asked)] == asked[12:]
    assert answer.endswith(bytes([10, 96, 0, 1]))


@pytest.mark.parametrize("kind", [65, 97, 28, 33, 255])
def test_types_whose_number_is_a_letter_are_told_apart(source: Source, kind: int) -> None:
    server = Server(source)
    server.reply(question(NAME), False)
    server.reply(question(NAME, kind), False)
    assert len(server.cache) == 2


def test_answers_are_kept_up_to_so_many_bytes(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns_server, "CACHE_BYTES", 5_000)
    server = Server(source)
    for number in range(300):
        server.reply(question(f"a{number}.{NAME}"), False)
        assert server.cached <= 5_000 + 1_000 and len(server.cache) <= 60
