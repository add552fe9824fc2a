"""TCP through the proxy: real connections over the loopback, to backends of every temper."""

import asyncio
import resource
import socket
import struct
import time

import pytest
from ports import port
from proxying import Proxy, backend, echo, played, proxying, saying, until

from minik.serve import proxy_streams

LINGER = struct.pack("ii", 1, 0)


def closed_port() -> str:
    """A place at which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{sock.getsockname()[1]}"


@pytest.mark.proves("D1", "D3")
@played
async def test_connections_take_turns_among_the_backends() -> None:
    async with (
        backend(saying(b"a")) as a,
        backend(saying(b"b")) as b,
        backend(saying(b"c")) as c,
        proxying(port("default/web", a, b, c)) as proxy,
    ):
        said = [await proxy.ask("default/web") for _ in range(9)]
        assert set(said[:3]) == {b"a", b"b", b"c"} and said == said[:3] * 3
        assert (
            proxy.count("connections_total"),
            proxy.count("dials_total"),
            proxy.count("dial_failures_total"),
        ) == (9, 9, 0)
        assert (
            proxy.count("bytes_total", direction="to_backend"),
            proxy.count("bytes_total", direction="to_client"),
        ) == (9, 9)


@pytest.mark.proves("H20")
@played
async def test_a_client_stays_where_affinity_is_wished_until_its_backend_is_gone() -> None:
    async with (
        backend(saying(b"a")) as a,
        backend(saying(b"b")) as b,
        proxying(port("default/web", a, b, affinity=60)) as proxy,
    ):
        first = await proxy.ask("default/web")
        assert {await proxy.ask("default/web") for _ in range(5)} == {first}
        rest = b if first == b"a" else a
        await proxy.become(port("default/web", rest, affinity=60), port("default/new", a), news=1)
        assert {await proxy.ask("default/web") for _ in range(3)} == {
            b"b" if first == b"a" else b"a"
        }


@pytest.mark.proves("D1")
@played
async def test_a_backend_that_refuses_is_passed_over() -> None:
    async with backend(saying(b"a")) as a, proxying(port("default/web", a, closed_port())) as proxy:
        assert [await proxy.ask("default/web") for _ in range(6)] == [b"a"] * 6
        assert proxy.count("dial_failures_total") >= 3 and proxy.count("unanswered_total") == 0


@played
async def test_many_at_once_lose_nothing_to_a_backend_that_refuses() -> None:
    async with backend(saying(b"a")) as a, proxying(port("default/web", a, closed_port())) as proxy:
        assert await asyncio.gather(*(proxy.ask("default/web") for _ in range(100))) == [b"a"] * 100


@played
async def test_a_backend_that_does_not_answer_is_given_a_quarter_of_a_second() -> None:
    with socket.socket() as deaf, socket.socket() as one, socket.socket() as two:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)  # a queue of one, which is full: what comes after is let fall
        for sock in (one, two):
            sock.setblocking(False)
            sock.connect_ex(deaf.getsockname())
        async with (
            backend(saying(b"a")) as a,
            proxying(port("default/web", a, f"127.0.0.1:{deaf.getsockname()[1]}")) as proxy,
        ):
            started = time.monotonic()
            assert [await proxy.ask("default/web") for _ in range(2)] == [b"a"] * 2
            assert 0.24 < time.monotonic() - started < 5
            assert proxy.count("dial_failures_total") in (1, 2)


@pytest.mark.parametrize("there", [0, 1, 3])
@played
async def test_where_nobody_takes_a_connection_it_is_closed(there: int) -> None:
    async with proxying(port("default/web", *(closed_port() for _ in range(there)))) as proxy:
        reader, writer = await proxy.connect("default/web")
        assert await reader.read() == b""
        writer.close()
        assert proxy.count("unanswered_total") == 1 and proxy.count("dials_total") == (
            4 if there else 0
        )


@played
async def test_either_side_may_end_its_words_and_still_listen() -> None:
    heard = asyncio.Event()

    async def first_to_fall_silent(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"all I have to say")
        writer.write_eof()
        assert await reader.read() == b"and all I have"
        heard.set()

    async with (
        backend(first_to_fall_silent) as a,
        backend(echo) as b,
        proxying(port("default/a", a), port("default/b", b)) as proxy,
    ):
        reader, writer = await proxy.connect("default/a")
        assert await reader.read() == b"all I have to say"
        writer.write(b"and all I have")
        writer.write_eof()
        await heard.wait()
        writer.close()
        assert await proxy.ask("default/b", b"x" * 3_000_000) == b"x" * 3_000_000


@played
async def test_a_backend_that_does_not_read_stops_the_client_and_nothing_piles_up() -> None:
    go_on = asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        writer.write(str(len(await reader.read())).encode())

    async with backend(slow) as a, proxying(port("default/web", a)) as proxy:
        reader, writer = await proxy.connect("default/web")
        sending = asyncio.ensure_future(send(writer, b"x" * 65536, 800))
        await until(
            lambda: any(one.to_backend and one.to_backend.buffered for one in proxy.server.open)
        )
        before = carried(proxy)
        await asyncio.sleep(0.05)
        assert not sending.done() and carried(proxy) == before < 65536 * 400
        go_on.set()
        await sending
        assert await reader.read() == str(65536 * 800).encode()
        writer.close()


def carried(proxy: Proxy) -> int:
    """How much the proxy has taken from its clients that are there."""
    return sum(one.to_backend.carried for one in proxy.server.open if one.to_backend)


async def send(writer: asyncio.StreamWriter, words: bytes, times: int) -> None:
    for _ in range(times):
        writer.write(words)
        await writer.drain()
    writer.write_eof()


@played
async def test_a_backend_that_breaks_off_breaks_the_client_off() -> None:
    async def abrupt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"half an ans")
        await writer.drain()
        break_off(writer)

    async with (
        backend(abrupt) as a,
        backend(saying(b"b")) as b,
        proxying(port("default/a", a), port("default/b", b)) as proxy,
    ):
        reader, writer = await proxy.connect("default/a")
        writer.write(b"?")
        with pytest.raises(ConnectionResetError):
            while await reader.read(100):
                pass
        writer.close()
        assert (proxy.count("broken_total"), proxy.count("dial_failures_total")) == (1, 0)
        assert await proxy.ask("default/b") == b"b"


def break_off(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    writer.transport.abort()


@played
async def test_a_client_that_breaks_off_breaks_the_backend_off() -> None:
    gone = asyncio.Event()

    async def waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read()
        except ConnectionResetError:
            gone.set()

    async with backend(waiting) as a, proxying(port("default/web", a)) as proxy:
        _, writer = await proxy.connect("default/web")
        writer.write(b"?")
        await until(lambda: carried(proxy) == 1)
        break_off(writer)
        await gone.wait()
        await until(lambda: proxy.count("connections_open") == 0)


@played
async def test_a_client_that_breaks_off_while_it_is_spoken_to_breaks_the_backend_off() -> None:
    gone = asyncio.Event()

    async def speaking(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await send(writer, b"x" * 65536, 800)
        except ConnectionError:
            gone.set()

    async with backend(speaking) as a, proxying(port("default/web", a)) as proxy:
        with socket.create_connection(proxy.at("default/web")) as deaf:
            await until(
                lambda: any(one.to_client and one.to_client.buffered for one in proxy.server.open)
            )
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
        await gone.wait()
        assert proxy.count("broken_total") == 1 and not proxy.server.open


@played
async def test_without_files_to_be_had_clients_wait_and_are_taken_in_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proxy_streams, "PAUSE", 0.01)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with backend(saying(b"a")) as a, proxying(port("default/web", a)) as proxy:
        with socket.create_connection(
            proxy.at("default/web")
        ) as client:  # the loop has not accepted it yet
            client.setblocking(False)
            resource.setrlimit(resource.RLIMIT_NOFILE, (client.fileno() + 1, hard))
            try:
                await asyncio.sleep(0.05)
                assert proxy.count("connections_total") == 0
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            client.send(b"?")
            client.shutdown(socket.SHUT_WR)
            assert await asyncio.get_running_loop().sock_recv(client, 10) == b"a"


@played
async def test_an_address_that_cannot_be_reached_is_passed_over() -> None:
    async with (
        backend(saying(b"a")) as a,
        proxying(port("default/web", a, "255.255.255.255:80", "[::1]:1")) as proxy,
    ):
        assert [await proxy.ask("default/web") for _ in range(3)] == [b"a"] * 3


@played
async def test_a_backend_that_goes_before_anything_reached_it_costs_nothing() -> None:
    async def crashing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        break_off(writer)

    async with (
        backend(crashing) as a,
        backend(saying(b"b")) as b,
        proxying(port("default/web", a, b)) as proxy,
    ):
        for _ in range(4):
            reader, writer = await proxy.connect("default/web")
            await until(lambda: proxy.leads_to(b))
            writer.write(b"?")
            writer.write_eof()
            assert await reader.read() == b"b"
            writer.close()
        assert proxy.count("broken_total") == 0 and proxy.count("dial_failures_total") >= 2


@played
async def test_first_words_for_a_backend_that_has_just_gone_are_given_to_the_next() -> None:
    """The client's words and the backend's end meet in one look at the sockets."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        a = f"127.0.0.1:{listening.getsockname()[1]}"
        async with backend(saying(b"b")) as b, proxying(port("default/web", a, b)) as proxy:
            for _ in range(4):
                with socket.create_connection(proxy.at("default/web")) as client:
                    await until(lambda: any(one.to_backend for one in proxy.server.open))
                    client.sendall(b"?")
                    if proxy.leads_to(a):
                        connection, _ = listening.accept()
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
                        connection.close()
                    client.shutdown(socket.SHUT_WR)
                    client.setblocking(False)
                    assert await asyncio.get_running_loop().sock_recv(client, 10) == b"b"
                await until(lambda: not proxy.server.open)
            assert proxy.count("broken_total") == 0 and proxy.count("dial_failures_total") >= 3


@played
async def test_five_hundred_connections_at_once_each_hear_their_own_words() -> None:
    async with backend(echo) as a, proxying(port("default/web", a)) as proxy:
        await hold(proxy, 500)
        await until(lambda: proxy.count("connections_open") == 0)
        assert (
            proxy.count("unanswered_total")
            == proxy.count("turned_away_total")
            == proxy.count("broken_total")
            == 0
        )


async def hold(proxy: Proxy, number: int) -> None:
    """So many connections, all open before any speaks."""
    pairs = await asyncio.gather(*(proxy.connect("default/web") for _ in range(number)))
    for index, (_, writer) in enumerate(pairs):
        writer.write(f"{index:05}".encode())
    assert [await reader.readexactly(5) for reader, _ in pairs] == [
        f"{index:05}".encode() for index in range(number)
    ]
    assert proxy.count("connections_open") == number
    for _, writer in pairs:
        writer.close()


@played
async def test_who_finds_no_room_is_turned_away_and_others_go_on() -> None:
    async with backend(echo) as a, proxying(port("default/web", a)) as proxy:
        proxy.server.room.limit = 2
        reader, writer = await proxy.connect("default/web")
        with pytest.raises(ConnectionResetError):
            await proxy.ask("default/web")
        writer.write(b"here")
        assert await reader.readexactly(4) == b"here" and proxy.count("turned_away_total") == 1
        writer.close()
        await until(lambda: proxy.server.room.taken == 0)
        assert await proxy.ask("default/web") == b"?"


@played
async def test_over_ipv6() -> None:
    async with (
        backend(saying(b"six"), "::1") as a,
        proxying(port("default/web", a), address="::1") as proxy,
    ):
        assert proxy.at("default/web")[0] == "::1" and await proxy.ask("default/web") == b"six"
