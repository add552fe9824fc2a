"""The cluster's DNS server: the answers of `discovery` over UDP and TCP."""
import asyncio
from collections.abc import Callable
from typing import Protocol, cast

from minik.model.cluster import Cluster
from minik.serve import dns_forwarding, dns_messages
from minik.serve.dns_forwarding import Place
from minik.serve.dns_messages import Reply

KNOWN, LONGEST = 20_000, 512  # answers kept, to questions of so many bytes
PATIENCE = 10.0  # seconds that an idle connection may stay
CONNECTIONS = 500
ATTEMPTS = 20
SERVFAIL = 2


class Followed(Protocol):
    """A cluster that changes; `turn` counts how often."""

    turn: int

    def cluster(self) -> Cluster:
        """The cluster as it is now."""


class Closing(Protocol):
    """A socket that listens."""

    def close(self) -> None:
        """Listen no more."""


class Server:
    """Answers questions; keeps what it answered until the cluster changes."""

    def __init__(self, followed: Followed, upstream: Place | None = None) -> None:
        self.followed, self.upstream = followed, upstream
        self.turn, self.known = followed.turn, dict[tuple[bytes, bool], Reply]()
        self.questions = self.connections = 0
        self.tasks = set[asyncio.Task[None]]()

    def reply(self, packet: bytes, stream: bool) -> Reply:
        """The answer to one packet, as far as it is known here."""
        self.questions += 1
        cluster = self.followed.cluster()
        if self.turn != self.followed.turn or len(self.known) >= KNOWN:
            self.turn, self.known = self.followed.turn, {}
        found = self.known.get((packet[2:], stream))
        if found is None:
            found = dns_messages.reply(cluster, packet, stream)
            if len(packet) <= LONGEST:
                self.known[packet[2:], stream] = found
        return found._replace(answer=packet[:2] + found.answer[2:]) if found.answer else found

    async def whole_reply(self, packet: bytes, stream: bool) -> bytes:
        """The answer to one packet, from the servers outside where it is theirs to give."""
        found = self.reply(packet, stream)
        if self.upstream and found.outside:
            return await dns_forwarding.asked(self.upstream, packet, stream) or dns_messages.refusal(packet, SERVFAIL)
        if self.upstream and found.beyond:
            more = await dns_forwarding.asked(self.upstream, dns_messages.onward(packet, found.beyond), stream)
            return dns_messages.joined(packet, found.answer, more, stream)
        return found.answer

    def begin(self, packet: bytes, answered: Callable[[bytes], None]) -> None:
        """Answer a packet at once, or as soon as the servers outside have."""
        found = self.reply(packet, False)
        elsewhere = self.upstream is not None and (found.outside or found.beyond)
        if elsewhere and len(self.tasks) < dns_forwarding.AT_ONCE:
            task = asyncio.ensure_future(self._later(packet, answered))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        elif elsewhere:
            answered(dns_messages.refusal(packet, SERVFAIL))
        elif found.answer:
            answered(found.answer)

    async def _later(self, packet: bytes, answered: Callable[[bytes], None]) -> None:
        answered(await self.whole_reply(packet, False))

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One TCP connection: questions and answers, each with its length before it."""
        self.connections += 1
        try:
            while self.connections <= CONNECTIONS:
                length = await asyncio.wait_for(reader.readexactly(2), PATIENCE)
                packet = await asyncio.wait_for(reader.readexactly(int.from_bytes(length)), PATIENCE)
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
    """The server's UDP side."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.server.begin(data, lambda answer: self.transport.sendto(answer, addr))


async def listen(server: Server, place: Place) -> tuple[Place, list[Closing]]:
    """Listen on UDP and TCP at one address and port (0: any that is free); gives the place and its sockets."""
    loop = asyncio.get_running_loop()
    for attempt in range(ATTEMPTS):
        streams = await asyncio.start_server(server.connected, *place)
        port = streams.sockets[0].getsockname()[1]
        try:
            transport, _ = await loop.create_datagram_endpoint(lambda: Datagrams(server), (place[0], port))
        except OSError:
            streams.close()
            if place[1] or attempt == ATTEMPTS - 1:
                raise
            continue
        return (place[0], port), [streams, transport]
    raise AssertionError("the last attempt returns or raises")


async def serve(server: Server, place: Place, ended: Callable[[Callable[[], None]], None], told: Callable[[Place], None]) -> None:
    """Serve until told to end; `ended` is given what ends it, `told` where it listens."""
    over = asyncio.Event()
    ended(over.set)
    here, sockets = await listen(server, place)
    told(here)
    await over.wait()
    for one in sockets:
        one.close()
    for task in server.tasks:
        task.cancel()
