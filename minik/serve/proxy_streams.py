"""TCP through the proxy: two sockets led into each other.

Nothing is read from a client before a backend is there, and from neither side while the other has not taken what came before, so all that
is kept is one piece a direction. The end of one side's words is passed on and the other may go on speaking; a side that breaks off breaks
the other off. A backend that is gone before anything reached its socket is left for another, and what the client said meanwhile goes there.

The event loop is given the numbers of sockets: its words about one that it does not know spell a socket out, at two system calls each.
"""
import asyncio
import errno
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from minik.proxy.backends import Backend
from minik.serve.proxy_front import EACH, Front

BACKLOG = 1024  # connections that may wait to be accepted
BATCH = 64  # connections accepted before others have their turn
PIECE = 65536
PAUSE = 1.0  # seconds without accepting, where the system has no more sockets
TO_BACKEND, TO_CLIENT = "to_backend", "to_client"
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what is closed is broken off, so that nobody takes half an answer for a whole one


class Direction:
    """What comes from one socket goes into the other. `carried` is how many bytes came, `silent` that no more will come.

    `is_all` is asked at the end whether that was all, `failed` is told which socket is broken and the piece that it would not take.
    """

    def __init__(self, source: socket.socket, target: socket.socket, is_all: Callable[[], bool],
                 failed: Callable[[socket.socket, bytes], None]) -> None:
        self.source, self.target, self.is_all, self.failed = source, target, is_all, failed
        self.kept, self.carried, self.silent = b"", 0, False
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(source.fileno(), self._read)

    def _read(self) -> None:
        try:
            piece = self.source.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            self.failed(self.source, b"")
            return
        if piece:
            self.write(piece)
        else:
            self._end()

    def _end(self) -> None:
        self.silent = True
        self.loop.remove_reader(self.source.fileno())
        if not self.is_all():
            with suppress(OSError):  # where it is gone already, its own direction finds out
                self.target.shutdown(socket.SHUT_WR)

    def write(self, piece: bytes) -> None:
        """Pass a piece on; while any of it is left, nothing more is read."""
        try:
            sent = self.target.send(piece)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.failed(self.target, piece)
            return
        self.carried += len(piece)
        if sent < len(piece):
            self.kept = piece[sent:]
            self.loop.remove_reader(self.source.fileno())
            self.loop.add_writer(self.target.fileno(), self._go_on)

    def _go_on(self) -> None:
        try:
            self.kept = self.kept[self.target.send(self.kept):]
        except BlockingIOError:
            return
        except OSError:
            self.failed(self.target, self.kept)
            return
        if not self.kept:
            self.loop.remove_writer(self.target.fileno())
            self.loop.add_reader(self.source.fileno(), self._read)


class Connection:
    """A client, and the backend that takes it. It stands among `open` until it is gone, which `parted` is told."""

    def __init__(self, streams: "Streams", client: socket.socket, address: str) -> None:
        self.streams, self.front, self.client, self.address = streams, streams.front, client, address
        self.loop = asyncio.get_running_loop()
        self.tried: list[Backend] = []
        self.first = b""
        self.backend: Backend | None = None
        self.sock: socket.socket | None = None
        self.there: Direction | None = None
        self.back: Direction | None = None
        self.timer: asyncio.TimerHandle | None = None

    def dial(self) -> None:
        """Ask one backend after the other until one takes the client, or nobody is left."""
        while True:
            self.backend, patience = self.front.ask(self.address, self.tried)
            if self.backend is None:
                self.front.count("unanswered_total")
                self.close()
                return
            said = self._reach(self.backend)
            if not said:
                self._join()
                return
            if said == errno.EINPROGRESS and self.sock:
                self.timer = self.loop.call_later(patience, self._reached, False)
                self.loop.add_writer(self.sock.fileno(), self._reached, True)
                return
            self._miss()

    def _reach(self, backend: Backend) -> int:
        """Begin to connect; gives the system's word."""
        try:
            self.sock = socket.socket(socket.AF_INET6 if ":" in backend.address else socket.AF_INET, socket.SOCK_STREAM)
            prepare(self.sock)
            return self.sock.connect_ex((backend.address, backend.port))
        except OSError as error:
            return error.errno or errno.EIO

    def _reached(self, in_time: bool) -> None:
        """A backend has said yes or no, or nothing for too long."""
        assert self.sock and self.timer
        self.timer.cancel()
        self.loop.remove_writer(self.sock.fileno())
        if in_time and not self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._join()
        else:
            self._miss()
            self.dial()

    def _miss(self) -> None:
        assert self.backend
        self.front.count("dial_failures_total", backend=self.backend)
        self.tried.append(self.backend)
        if self.sock:
            self.sock.close()
        self.sock = None

    def _join(self) -> None:
        """A backend is there: from now on they speak with each other."""
        assert self.sock
        self.there = Direction(self.client, self.sock, self._is_all, self._failed)
        self.back = Direction(self.sock, self.client, self._is_all, self._failed)
        first, self.first = self.first, b""
        if first:
            self.there.write(first)

    def _is_all(self) -> bool:
        """Whether both have said all; then it ends."""
        both = bool(self.there and self.back and self.there.silent and self.back.silent)
        if both:
            self.close()
        return both

    def _failed(self, broken: socket.socket, piece: bytes) -> None:
        """A side broke off: the other is broken off too, unless nothing had reached a backend that was gone."""
        assert self.there and self.back
        if broken is self.sock and not self.there.carried and not self.back.carried:
            self.first = piece
            self._forget()
            self._miss()
            self.dial()
        else:
            self.front.count("broken_total")
            self.break_off()

    def _forget(self) -> None:
        """The two are led into each other no more."""
        for sock in (self.client, self.sock):
            if sock:
                self.loop.remove_reader(sock.fileno())
                self.loop.remove_writer(sock.fileno())
        self.there = self.back = None

    def break_off(self) -> None:
        """End both sides without their proper end."""
        for sock in (self.client, self.sock):
            if sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.close()

    def close(self) -> None:
        """End both sides."""
        if self.timer:
            self.timer.cancel()
        for direction, name in ((self.there, TO_BACKEND), (self.back, TO_CLIENT)):
            if direction and direction.carried:
                self.front.count("bytes_total", direction.carried, direction=name)
        self._forget()
        self.client.close()
        if self.sock:
            self.sock.close()
        self.streams.lose(self)


class Streams:
    """The TCP side of a service port: `sock` is bound to its local port; every connection finds its own backend."""

    def __init__(self, front: Front, sock: socket.socket, open_: set[Connection], parted: Callable[[], None]) -> None:
        self.front, self.sock, self.open, self.parted = front, sock, open_, parted
        self.loop = asyncio.get_running_loop()

    def begin(self) -> None:
        """Accept from now on."""
        if self.sock.fileno() >= 0:
            self.loop.add_reader(self.sock.fileno(), self._accept)

    def _accept(self) -> None:
        for _ in range(BATCH):
            try:
                client, address = self.sock.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    self.loop.remove_reader(self.sock.fileno())
                    self.loop.call_later(PAUSE, self.begin)
                return
            self._take_in(client, address)

    def _take_in(self, client: socket.socket, address: Any) -> None:
        if self.front.room.is_full:
            self.front.count("turned_away_total")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            client.close()
            return
        client.setblocking(False)
        self.front.room.taken += EACH
        self.front.count("connections_total")
        self.front.count("connections_open")
        connection = Connection(self, client, address[0])
        self.open.add(connection)
        connection.dial()

    def lose(self, connection: Connection) -> None:
        """A connection is no more."""
        self.open.discard(connection)
        self.front.room.taken -= EACH
        self.front.count("connections_open", -1)
        self.parted()

    def renew(self) -> None:
        """The backends have changed: who is connected stays so."""

    def close(self) -> None:
        """Accept nobody any more; what is open goes on."""
        self.loop.remove_reader(self.sock.fileno())
        self.sock.close()


def prepare(sock: socket.socket) -> None:
    """What is written goes out at once; a side that vanished is noticed in the end."""
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
