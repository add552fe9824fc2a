"""A proxy and its backends in one event loop, on the loopback: what the tests of the proxy, its
fuzzer and its benchmark stand on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

from minik.errors import ClientError
from minik.proxy.local_ports import Place
from minik.proxy.service_ports import ServicePort
from minik.serve.proxy_server import Listener, Server, serve

Scenario = Callable[..., Coroutine[Any, Any, None]]
Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]
PATIENCE = 10.0


def played(scenario: Scenario) -> Callable[..., None]:
    """A test that is a scenario: played in an event loop of its own, for a bounded time."""

    @wraps(scenario)
    def whole(*args: Any, **kwargs: Any) -> None:
        asyncio.run(asyncio.wait_for(scenario(*args, **kwargs), 30))

    return whole


async def until(so: Callable[[], bool]) -> None:
    """Wait for what the proxy comes to by itself."""
    while not so():
        await asyncio.sleep(0.005)


class State:
    """Where the proxy listens, until that is changed."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.now, self.stale, self.wrong = list(places), False, ""

    def become(self, *ports: ServicePort) -> None:
        """These service ports are there from now on, each at any local port that is free."""
        self.now, self.stale = [Place(port, 0, False) for port in ports], True

    def is_stale(self) -> bool:
        stale, self.stale = self.stale, False
        return stale

    def places(self) -> Sequence[Place]:
        if self.wrong:
            raise ClientError(self.wrong)
        return self.now


class Voice:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.served: asyncio.Future[Sequence[Listener]] = asyncio.get_running_loop().create_future()
        self.said = asyncio.Queue[str]()
        self.warnings = asyncio.Queue[str]()
        self.talked: list[str] = []

    def table(self, served: Sequence[Listener]) -> None:
        self.served.set_result(served)

    def news(self, text: str) -> None:
        self.said.put_nowait(text)

    def warn(self, text: str) -> None:
        self.warnings.put_nowait(text)

    def talk(self, text: str) -> None:
        self.talked.append(text)


class Proxy:
    """A proxy that runs."""

    def __init__(self, server: Server, state: State, voice: Voice) -> None:
        self.server, self.state, self.voice = server, state, voice
        self.end: Callable[[], None] = lambda: None
        self.task: asyncio.Task[None] | None = None

    def at(self, name: str, protocol: str = "TCP") -> tuple[str, int]:
        """Where a service port is served."""
        address, _, number = self.server.served[name, protocol].address.rpartition(":")
        return address.strip("[]"), int(number)

    async def connect(self, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to a service port."""
        return await asyncio.open_connection(*self.at(name))

    async def ask(self, name: str, words: bytes = b"?") -> bytes:
        """All that a backend answers to a few words and their end."""
        reader, writer = await self.connect(name)
        writer.write(words)
        writer.write_eof()
        try:
            return await asyncio.wait_for(reader.read(), PATIENCE)
        finally:
            writer.close()

    def count(self, metric: str, **labels: str) -> int:
        """How often something was counted, over all that have these labels."""
        return sum(
            number
            for sample, number in self.server.counts.items()
            if sample.metric == metric and labels.items() <= sample._asdict().items()
        )

    def leads_to(self, place: str) -> bool:
        """Whether a client is with this backend now."""
        return any(
            one.to_backend and one.backend and f"{one.backend.address}:{one.backend.port}" == place
            for one in self.server.open
        )

    async def become(self, *ports: ServicePort, news: int = 0) -> list[str]:
        """The state changes; gives what is told of it."""
        self.state.become(*ports)
        return [await asyncio.wait_for(self.voice.said.get(), PATIENCE) for _ in range(news)]


@asynccontextmanager
async def proxying(
    *ports: ServicePort | Place,
    patience: float = 5.0,
    idle: float = 0.25,
    address: str = "127.0.0.1",
) -> AsyncIterator[Proxy]:
    """A proxy that serves these service ports, until told to end; then it must end well."""
    places = [port if isinstance(port, Place) else Place(port, 0, False) for port in ports]
    proxy = Proxy(Server(address, idle), State(places), Voice())

    def ended(end: Callable[[], None]) -> None:
        proxy.end = end

    proxy.task = asyncio.ensure_future(
        serve(proxy.server, proxy.state, proxy.voice, patience, ended)
    )
    await asyncio.wait(
        (proxy.task, proxy.voice.served), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
    )
    if proxy.task.done():
        proxy.task.result()
    try:
        yield proxy
    finally:
        proxy.end()
        await asyncio.wait_for(proxy.task, PATIENCE)


@asynccontextmanager
async def backend(connected: Connected, address: str = "127.0.0.1") -> AsyncIterator[str]:
    """A backend that does so with each connection; gives its place."""

    async def whole(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await connected(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(whole, address, 0)
    host, port, *_ = server.sockets[0].getsockname()
    try:
        yield f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    finally:
        server.close()


def saying(name: bytes) -> Connected:
    """Says its name when all was said to it."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.write(name)
        await writer.drain()

    return connected


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says everything again."""
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.write_eof()
