"""UDP through the proxy: clients with sockets of their own, and backends that answer with their
name.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ports import port
from proxying import Proxy, played, proxying, until

from minik.proxy.service_ports import ServicePort
from minik.serve import proxy_datagrams


class Backend:
    """Answers each datagram with its name and what was said."""

    def __init__(self, name: bytes) -> None:
        self.name, self.heard = name, list[bytes]()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        self.sock.bind(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.sock.getsockname()[1]}"
        asyncio.get_running_loop().add_reader(self.sock, self._read)

    def _read(self) -> None:
        datagram, client = self.sock.recvfrom(65535)
        self.heard.append(datagram)
        if datagram != b"silence":
            self.sock.sendto(self.name + datagram[:60000], client)

    def close(self) -> None:
        if self.sock.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self.sock)
            self.sock.close()


@contextmanager
def backends(*names: bytes) -> Iterator[list[Backend]]:
    found = [Backend(name) for name in names]
    try:
        yield found
    finally:
        for one in found:
            one.close()


class Client:
    """A client with a socket of its own."""

    def __init__(self, proxy: Proxy) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        self.sock.connect(proxy.at("default/dns", "UDP"))

    async def ask(self, words: bytes = b"?") -> bytes:
        self.sock.send(words)
        return await self.hear()

    async def hear(self) -> bytes:
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.sock, 65535), 5)


@contextmanager
def clients(proxy: Proxy, number: int = 1) -> Iterator[list[Client]]:
    found = [Client(proxy) for _ in range(number)]
    try:
        yield found
    finally:
        for one in found:
            one.sock.close()


def dns(*found: Backend | str, **fields: Any) -> ServicePort:
    return port(
        "default/dns",
        *(one if isinstance(one, str) else one.place for one in found),
        protocol="UDP",
        number=53,
        **fields,
    )


@pytest.mark.proves("D1", "D3")
@played
async def test_clients_take_turns_and_each_keeps_its_backend() -> None:
    with backends(b"a", b"b") as (a, b):
        async with proxying(dns(a, b), idle=5, patience=0) as proxy:
            with clients(proxy, 4) as four:
                said = [await one.ask() for one in four]
                assert said == said[:2] * 2 and set(said) == {b"a?", b"b?"}
                assert [await one.ask() for one in four] == said
                assert (proxy.count("connections_open"), proxy.count("connections_total")) == (4, 4)


@played
async def test_who_has_been_silent_begins_anew() -> None:
    with backends(b"a", b"b") as (a, b):
        async with proxying(dns(a, b), idle=0.05) as proxy:
            with clients(proxy) as (one,):
                first = await one.ask()
                await until(lambda: proxy.count("connections_open") == 0)
                assert {first, await one.ask()} == {b"a?", b"b?"}


@played
async def test_a_backend_that_refuses_costs_no_datagram() -> None:
    with backends(b"a", b"gone") as (a, gone):
        async with proxying(dns(a, gone), idle=5, patience=0) as proxy:
            gone.close()
            with clients(proxy, 6) as six:
                assert [await one.ask() for one in six] == [b"a?"] * 6
            assert proxy.count("dial_failures_total") >= 3


@played
async def test_a_backend_that_goes_in_the_middle_is_left_for_the_next() -> None:
    with backends(b"a", b"b") as both:
        async with proxying(dns(*both, affinity=60), idle=5, patience=0) as proxy:
            with clients(proxy) as (one,):
                first = await one.ask()
                gone, rest = both if first == b"a?" else reversed(both)
                gone.close()
                one.sock.send(b"lost, as UDP may")
                await until(lambda: proxy.count("dial_failures_total") == 1)
                assert await one.ask() == rest.name + b"?"


@pytest.mark.parametrize("there", [0, 2])
@played
async def test_where_nobody_is_nothing_is_kept(there: int) -> None:
    with backends(*[b"gone"] * there) as gone:
        async with proxying(dns(*gone), idle=5, patience=0) as proxy:
            for backend in gone:
                backend.close()
            with clients(proxy) as (one,):
                one.sock.send(b"?")
                await until(lambda: proxy.count("unanswered_total") == 1)
                await until(lambda: proxy.count("connections_open") == 0)
            assert proxy.server.room.taken == 0


@pytest.mark.parametrize("words", [b"?", b""])
@played
async def test_a_backend_that_cannot_be_reached_is_passed_over(words: bytes) -> None:
    with backends(b"a", b"gone") as (a, gone):
        async with proxying(dns(a, gone, "255.255.255.255:53"), idle=5, patience=0) as proxy:
            gone.close()
            with clients(proxy, 4) as four:
                assert [await one.ask(words) for one in four] == [b"a" + words] * 4


@played
async def test_what_is_said_before_a_refusal_is_known_is_said_again_to_the_next() -> None:
    with backends(b"a", b"b") as both:
        async with proxying(dns(*both), idle=5, patience=0) as proxy:
            for one in both[:1]:
                one.close()
            with clients(proxy, 2) as two:
                for client in two:
                    client.sock.send(b"one")
                    client.sock.send(
                        b"two"
                    )  # read in one batch: the second meets the refusal of the first
                assert [[await client.hear() for _ in "12"] for client in two] == [
                    [b"bone", b"btwo"]
                ] * 2


@pytest.mark.parametrize("words", [b"", b"x", b"x" * 60000], ids=len)
@played
async def test_datagrams_of_any_size_arrive_whole(words: bytes) -> None:
    with backends(b"a") as (a,):
        async with proxying(dns(a)) as proxy:
            with clients(proxy) as (one,):
                assert await one.ask(words) == b"a" + words and a.heard == [words]


@played
async def test_clients_are_bounded_and_the_one_that_was_silent_longest_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proxy_datagrams, "MAX_CLIENTS", 3)
    with backends(b"a") as (a,):
        async with proxying(dns(a), idle=5, patience=0) as proxy:
            with clients(proxy, 4) as four:
                for client in [*four[:3], four[0], four[3]]:
                    await client.ask()
                side = proxy.server.served["default/dns", "UDP"].side
                assert isinstance(side, proxy_datagrams.Datagrams)
                assert list(side.clients) == [
                    four[number].sock.getsockname() for number in (2, 0, 3)
                ]
                assert proxy.count("connections_open") == proxy.server.room.taken == 3


@played
async def test_without_room_nobody_is_taken_in() -> None:
    with backends(b"a") as (a,):
        async with proxying(dns(a)) as proxy:
            proxy.server.room.limit = 0
            with clients(proxy) as (one,):
                one.sock.send(b"?")
                await until(lambda: proxy.count("turned_away_total") == 1)
                proxy.server.room.limit = 100
                assert await one.ask() == b"a?"


@played
async def test_a_backend_that_left_the_state_is_left() -> None:
    with backends(b"a", b"b") as (a, b):
        async with proxying(dns(a), idle=5, patience=0) as proxy:
            with clients(proxy) as (one,):
                assert await one.ask() == b"a?"
                await proxy.become(dns(b), port("default/new", protocol="UDP"), news=1)
                assert await one.ask() == b"b?"


@played
async def test_a_service_that_is_gone_answers_who_is_there_and_nobody_else() -> None:
    with backends(b"a") as (a,):
        async with proxying(dns(a), idle=5) as proxy:
            with clients(proxy, 2) as (one, late):
                assert await one.ask() == b"a?"
                told = await proxy.become(news=1)
                assert told[0].startswith("default/dns/UDP is served no more at 127.0.0.1:")
                late.sock.send(b"too late")
                assert await one.ask() == b"a?"
                (side,) = proxy.server.draining
                side.forget(next(iter(side.clients.values())))
                with pytest.raises(ConnectionRefusedError):
                    await late.ask()
                assert a.heard == [b"?", b"?"]
