"""TCP through the proxy: two connections led into each other.

Nothing is read from a client before a backend is there, and from neither side faster than the other takes it, so no buffer grows. The end
of one side's words is passed on and the other may go on speaking; a side that breaks off breaks the other off. A client's first words are
given to the backend's socket here, by hand: if that is dead already they have not reached it, and another backend is asked.
"""
import asyncio
import socket
import struct
from collections.abc import Callable
from typing import cast

from minik.proxy.backends import Backend
from minik.serve.proxy_front import EACH, Front

BACKLOG = 1024  # connections that may wait to be accepted
TO_BACKEND, TO_CLIENT = "to_backend", "to_client"
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what is closed is broken off, so that nobody takes half an answer for a whole one


class Side(asyncio.Protocol):
    """One of the two connections. `carried` is how many bytes came from it, `silent` that no more will come."""

    direction = ""
    transport: asyncio.Transport

    def __init__(self, front: Front) -> None:
        self.front, self.carried, self.silent = front, 0, False
        self.other: Side | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def data_received(self, data: bytes) -> None:
        self.carried += len(data)
        if self.other and not self.other.transport.is_closing():
            self.other.transport.write(data)

    def eof_received(self) -> bool:
        """The other side hears of it; when both have said all, both close. True keeps this side open to be written to."""
        self.silent = True
        if self.other is None or self.other.silent:
            if self.other:
                self.other.transport.close()
            return False
        self.other.transport.write_eof()
        return True

    def pause_writing(self) -> None:
        if self.other:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other:
            self.other.transport.resume_reading()

    def break_off(self) -> None:
        """End the connection without its proper end."""
        if not self.transport.is_closing():
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def part(self, exc: Exception | None) -> None:
        """This side is gone: the other goes too, at once where this one broke off."""
        other, self.other = self.other, None
        if self.carried:
            self.front.count("bytes_total", self.carried, direction=self.direction)
        if other:
            other.other = None
            if exc is None:
                other.transport.close()
            else:
                self.front.count("broken_total")
                other.break_off()


class Backside(Side):
    """The connection to a backend, over a socket that is connected already."""

    direction = TO_CLIENT

    def __init__(self, client: "Frontside", backend: Backend, sock: socket.socket) -> None:
        super().__init__(client.front)
        self.client, self.backend, self.sock = client, backend, sock

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.client.join(self)

    def take(self, data: bytes) -> bool:
        """Whether a client's first words came to the backend."""
        try:
            sent = self.sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False
        if sent < len(data):
            self.transport.write(data[sent:])
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None and self.other and not self.client.carried and not self.carried:
            self.client.leave(self)
        else:
            self.part(exc)


class Frontside(Side):
    """The connection of a client; dials until a backend takes it. It stands among `open` until it is gone, which `parted` is told."""

    direction = TO_BACKEND

    def __init__(self, front: Front, open_: "set[Frontside]", parted: Callable[[], None]) -> None:
        super().__init__(front)
        self.open, self.parted, self.is_welcome = open_, parted, not front.room.is_full
        self.tried: list[Backend] = []
        self.first = b""
        self.dialing: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if not self.is_welcome:
            self.front.count("turned_away_total")
            self.break_off()
            return
        self.front.room.taken += EACH
        self.front.count("connections_total")
        self.front.count("connections_open")
        self.open.add(self)
        self.begin()

    def begin(self) -> None:
        """Look for a backend; meanwhile the client has to wait."""
        self.transport.pause_reading()
        self.dialing = asyncio.get_running_loop().create_task(self._dial(self.transport.get_extra_info("peername")[0]))

    async def _dial(self, client: str) -> None:
        while not self.transport.is_closing():
            backend, patience = self.front.ask(client, self.tried)
            if backend is None:
                self.front.count("unanswered_total")
                self.transport.close()
            elif await self._reached(backend, patience):
                return

    async def _reached(self, backend: Backend, patience: float) -> bool:
        loop = asyncio.get_running_loop()
        family = socket.AF_INET6 if ":" in backend.address else socket.AF_INET
        try:
            sock = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            try:
                async with asyncio.timeout(patience):
                    await loop.sock_connect(sock, (backend.address, backend.port))
                await loop.create_connection(lambda: Backside(self, backend, sock), sock=sock)
            except BaseException:
                sock.close()
                raise
        except (OSError, TimeoutError):
            self._missed(backend)
            return False
        return True

    def _missed(self, backend: Backend) -> None:
        self.front.count("dial_failures_total", backend=backend)
        self.tried.append(backend)

    def join(self, side: Backside) -> None:
        """A backend is there: from now on they speak with each other."""
        if self.transport.is_closing():
            side.break_off()
            return
        self.other, side.other = side, self
        first, self.first = self.first, b""
        self.transport.resume_reading()
        if first:
            self.data_received(first)

    def data_received(self, data: bytes) -> None:
        if self.carried or not isinstance(self.other, Backside):
            super().data_received(data)
        elif self.other.take(data):
            self.carried += len(data)
        else:
            self.first = data
            self.leave(self.other)

    def leave(self, side: Backside) -> None:
        """A backend was gone before anything reached it: another is asked."""
        self.other = side.other = None
        side.break_off()
        self._missed(side.backend)
        if not self.transport.is_closing():
            self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.dialing:
            self.dialing.cancel()
        self.part(exc)
        if self.is_welcome:
            self.front.room.taken -= EACH
            self.front.count("connections_open", -1)
            self.open.discard(self)
            self.parted()


class Streams:
    """The TCP side of a service port: `sock` is bound to its local port; every connection finds its own backend."""

    def __init__(self, front: Front, sock: socket.socket, open_: set[Frontside], parted: Callable[[], None]) -> None:
        self.front, self.sock, self.open, self.parted = front, sock, open_, parted

    async def begin(self) -> None:
        """Accept from now on."""
        self.listener = await asyncio.get_running_loop().create_server(
            lambda: Frontside(self.front, self.open, self.parted), sock=self.sock, backlog=BACKLOG)

    def renew(self) -> None:
        """The backends have changed: who is connected stays so."""

    def close(self) -> None:
        """Accept nobody any more; what is open goes on."""
        self.listener.close()
