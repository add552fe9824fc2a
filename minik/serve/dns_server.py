"""The cluster's DNS server: answers of `discovery` over UDP and TCP."""

import asyncio
from collections.abc import Callable

from minik.light_typing import Protocol, cast
from minik.model.cluster import Cluster
from minik.serve import dns_forwarding, dns_messages
from minik.serve.dns_forwarding import Place
from minik.serve.dns_messages import Reply

CACHE_SIZE, MAX_CACHED = 20_000, 512  # answers kept, to questions of so many bytes
CACHE_BYTES = 32 << 20  # of questions and answers together
NAME = 12  # where the name of a question begins
PATIENCE = 10.0  # seconds that an idle connection may stay
CONNECTIONS = 500
ATTEMPTS = 20
SERVFAIL = 2


class ClusterSource(Protocol):
    """A cluster that may change; `turn` counts the changes."""

    turn: int

    def cluster(self) -> Cluster:
        """Return the cluster as it is now."""


class Closable(Protocol):
    """A listening socket."""

    def close(self) -> None:
        """Stop listening."""


def in_small_letters(packet: bytes) -> bytes:
    """Return a question with its name in small letters: one name is one question."""
    end = packet.find(b"\0", NAME)
    return packet[:NAME] + packet[NAME:end].lower() + packet[end:] if end > 0 else packet


def as_asked(packet: bytes, answer: bytes) -> bytes:
    """Return an answer with the number of a packet, and the name as it was written there."""
    end = packet.find(b"\0", NAME)
    asked = packet[NAME:end] if end > 0 else b""
    is_same = answer[NAME : NAME + len(asked)] == asked.lower()
    middle = asked if is_same else answer[NAME : NAME + len(asked)]
    return packet[:2] + answer[2:NAME] + middle + answer[NAME + len(asked) :]


class Server:
    """Answer questions, and cache the answers until the cluster changes."""

    def __init__(self, source: ClusterSource, upstream: Place | None = None) -> None:
        self.source, self.upstream = source, upstream
        self.turn, self.cache, self.cached = source.turn, dict[tuple[bytes, bool], Reply](), 0
        self.questions = self.connections = 0
        self.tasks = set[asyncio.Task[None]]()

    def reply(self, packet: bytes, stream: bool) -> Reply:
        """Return the answer to one packet, without asking an upstream server."""
        self.questions += 1
        cluster = self.source.cluster()
        is_full = len(self.cache) >= CACHE_SIZE or self.cached >= CACHE_BYTES
        if self.turn != self.source.turn or is_full:
            self.turn, self.cache, self.cached = self.source.turn, {}, 0
        question = in_small_letters(packet)
        reply = self.cache.get((question[2:], stream))
        if reply is None:
            reply = dns_messages.reply(cluster, question, stream)
            if len(packet) <= MAX_CACHED:
                self.cache[question[2:], stream] = reply
                self.cached += len(question) + len(reply.answer)
        return reply._replace(answer=as_asked(packet, reply.answer)) if reply.answer else reply

    async def whole_reply(self, packet: bytes, stream: bool) -> bytes:
        """Return the answer to one packet, from the upstream server if the name is outside the
        cluster.
        """
        reply = self.reply(packet, stream)
        if self.upstream and reply.outside:
            return await dns_forwarding.ask_upstream(
                self.upstream, packet, stream
            ) or dns_messages.refusal(packet, SERVFAIL)
        if self.upstream and reply.outside_target:
            outside_answer = await dns_forwarding.ask_upstream(
                self.upstream, dns_messages.with_name(packet, reply.outside_target), stream
            )
            return dns_messages.append_answer(packet, reply.answer, outside_answer, stream)
        return reply.answer

    def begin(self, packet: bytes, send: Callable[[bytes], None]) -> None:
        """Answer a packet at once, or as soon as the upstream server has answered."""
        reply = self.reply(packet, False)
        is_outside = self.upstream is not None and (reply.outside or reply.outside_target)
        if is_outside and len(self.tasks) < dns_forwarding.MAX_PENDING:
            task = asyncio.ensure_future(self._answer_later(packet, send))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        elif is_outside:
            send(dns_messages.refusal(packet, SERVFAIL))
        elif reply.answer:
            send(reply.answer)

    async def _answer_later(self, packet: bytes, send: Callable[[bytes], None]) -> None:
        send(await self.whole_reply(packet, False))

    async def serve_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one TCP connection: questions and answers, each preceded by its length."""
        self.connections += 1
        try:
            while self.connections <= CONNECTIONS:
                length = await asyncio.wait_for(reader.readexactly(2), PATIENCE)
                packet = await asyncio.wait_for(
                    reader.readexactly(int.from_bytes(length)), PATIENCE
                )
                answer = await self.whole_reply(packet, True)
                if not answer:
                    break
                writer.write(len(answer).to_bytes(2) + answer)
                await asyncio.wait_for(writer.drain(), PATIENCE)
        except (asyncio.IncompleteReadError, TimeoutError, OSError):
            pass
        finally:
            self.connections -= 1
            writer.close()


class Datagrams(asyncio.DatagramProtocol):
    """The UDP side of the server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.server.begin(data, lambda answer: self.transport.sendto(answer, addr))


async def listen(server: Server, place: Place) -> tuple[Place, list[Closable]]:
    """Listen on UDP and TCP at one address and port (0: any free one); return the place and its
    sockets.
    """
    loop = asyncio.get_running_loop()
    for attempt in range(ATTEMPTS):
        streams = await asyncio.start_server(server.serve_connection, *place)
        port = streams.sockets[0].getsockname()[1]
        try:
            transport, _ = await loop.create_datagram_endpoint(
                lambda: Datagrams(server), (place[0], port)
            )
        except OSError:
            streams.close()
            if place[1] or attempt == ATTEMPTS - 1:
                raise
            continue
        return (place[0], port), [streams, transport]
    raise AssertionError("the last attempt returns or raises")


async def serve(
    server: Server,
    place: Place,
    on_stop: Callable[[Callable[[], None]], None],
    announce: Callable[[Place], None],
) -> None:
    """Serve until stopped: `on_stop` receives the function that stops it, `announce` the place
    where it listens.
    """
    stopped = asyncio.Event()
    on_stop(stopped.set)
    listening_at, sockets = await listen(server, place)
    announce(listening_at)
    await stopped.wait()
    for sock in sockets:
        sock.close()
    for task in server.tasks:
        task.cancel()
