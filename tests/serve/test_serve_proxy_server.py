"""The proxy as a whole: it follows the state, moves nobody who is there, and ends well."""

import asyncio
import socket

import pytest
from ports import port
from proxying import backend, echo, played, proxying, saying, until

from minik.errors import ClientError
from minik.proxy.local_ports import Place
from minik.serve import proxy_server


@played
async def test_it_follows_the_state_and_open_connections_go_on() -> None:
    async with (
        backend(echo) as a,
        backend(saying(b"b")) as b,
        proxying(port("default/web", a)) as proxy,
    ):
        reader, writer = await proxy.connect("default/web")
        told = await proxy.become(port("default/web", b), port("default/api", a), news=1)
        assert told[0].startswith("default/api/TCP is served at 127.0.0.1:")
        assert (await proxy.ask("default/api"), await proxy.ask("default/web")) == (b"?", b"b")
        before = proxy.at("default/web")
        told = await proxy.become(port("default/api", a), news=1)
        assert told == [f"default/web/TCP is served no more at 127.0.0.1:{before[1]}"]
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*before)
        writer.write(b"still here")
        writer.write_eof()
        assert await reader.read() == b"still here"
        writer.close()


@played
async def test_a_place_that_is_taken_is_refused_if_it_is_fixed_and_else_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(
            ClientError,
            match=f"cannot listen on 127.0.0.1:{number} for default/web/TCP: Address already in use",
        ):
            async with proxying(Place(port("default/web"), number, True)):
                pass
        async with (
            backend(saying(b"a")) as a,
            proxying(Place(port("default/web", a), number, False)) as proxy,
        ):
            assert proxy.at("default/web")[1] != number and await proxy.ask("default/web") == b"a"


@played
async def test_two_service_ports_at_one_place_are_told_of_each_other() -> None:
    async with proxying(port("default/web")) as proxy:
        number = proxy.at("default/web")[1]
        places = [Place(port("default/web"), 0, False), Place(port("default/api"), number, True)]
        proxy.state.now, proxy.state.stale = places, True
        said = f"cannot listen on 127.0.0.1:{number} for default/api/TCP: default/web/TCP is served there"
        assert await asyncio.wait_for(proxy.voice.warnings.get(), 5) == said
        proxy.state.now, proxy.state.stale = [*places, Place(port("default/new"), 0, False)], True
        assert (await asyncio.wait_for(proxy.voice.said.get(), 5)).startswith(
            "default/new/TCP is served at"
        )
        assert proxy.voice.warnings.empty()
        proxy.state.now, proxy.state.stale = [places[1]], True
        told = {await asyncio.wait_for(proxy.voice.said.get(), 5) for _ in range(3)}
        assert f"default/api/TCP is served at 127.0.0.1:{number}" in told


@played
async def test_a_service_port_whose_place_is_fixed_anew_moves() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    async with backend(saying(b"a")) as a, proxying(port("default/web", a)) as proxy:
        proxy.state.now, proxy.state.stale = [Place(port("default/web", a), number, True)], True
        await asyncio.wait_for(proxy.voice.said.get(), 5)
        await until(lambda: ("default/web", "TCP") in proxy.server.served)
        assert (
            proxy.at("default/web") == ("127.0.0.1", number)
            and await proxy.ask("default/web") == b"a"
        )


@played
async def test_a_state_that_cannot_be_understood_is_told_and_nothing_changes() -> None:
    async with backend(saying(b"a")) as a, proxying(port("default/web", a)) as proxy:
        proxy.state.wrong, proxy.state.stale = "--port could be several", True
        assert (
            await proxy.voice.warnings.get() == "--port could be several"
            and await proxy.ask("default/web") == b"a"
        )


@played
async def test_the_end_lets_connections_finish_and_takes_in_nobody() -> None:
    async with backend(echo) as a, proxying(port("default/web", a)) as proxy:
        place = proxy.at("default/web")
        reader, writer = await proxy.connect("default/web")
        await until(lambda: proxy.count("connections_open") == 1)
        proxy.end()
        await until(lambda: bool(proxy.voice.talked))
        assert proxy.voice.talked == ["waiting for 1 client to leave; once more to end at once"]
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*place)
        writer.write(b"last words")
        writer.write_eof()
        assert await reader.read() == b"last words"
        writer.close()
        assert proxy.task
        await asyncio.wait_for(proxy.task, 5)


@pytest.mark.parametrize("patience, ends", [(0.1, 1), (20.0, 2), (0.0, 1)])
@played
async def test_who_does_not_finish_is_broken_off_in_time_or_at_once(
    patience: float, ends: int
) -> None:
    async with backend(echo) as a, proxying(port("default/web", a), patience=patience) as proxy:
        reader, writer = await proxy.connect("default/web")
        await until(lambda: proxy.count("connections_open") == 1)
        for _ in range(ends):
            proxy.end()
            await until(lambda: bool(proxy.voice.talked))
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 5)
        writer.close()


def test_as_many_files_may_be_open_as_the_system_lets() -> None:
    assert proxy_server.raise_file_limit() == proxy_server.raise_file_limit() >= 1024


def test_what_goes_wrong_in_the_loop_is_a_line() -> None:
    assert (
        proxy_server.describe_loop_error(
            {"message": "accept", "exception": OSError(24, "Too many files")}
        )
        == "accept: [Errno 24] Too many files"
    )
    assert proxy_server.describe_loop_error({"message": "accept"}) == "accept"
