"""TCP through the proxy: two sockets, each copied into the other.

Nothing is read from a client before its backend is connected, nor from one side while the other has
not taken the previous piece, so at most one piece per direction is buffered. End of input is passed
on while the other side may go on; a reset of one side resets the other. If a backend fails before
anything reached it, another backend gets what the client sent.

The event loop is given socket numbers: its errors about an unknown one would format the socket, at
two system calls each.
"""

import asyncio
import errno
import socket
import struct
from collections.abc import Callable

from minik.light_typing import Any
from minik.proxy.backends import Backend
from minik.serve.proxy_direction import Direction
from minik.serve.proxy_entry import SOCKETS_EACH, Entry

BACKLOG = 1024  # connections that may wait to be accepted
BATCH = 64  # connections accepted before others have their turn
PAUSE = 1.0  # seconds without accepting, where the system has no more sockets
TO_BACKEND, TO_CLIENT = "to_backend", "to_client"
RESET = struct.pack(
    "ii", 1, 0
)  # SO_LINGER: what is closed is broken off, so that nobody takes half an answer for a whole one


class Connection:
    """A client and its backend. It is in `open` until it ends, which `streams.on_leave` then
    reports.
    """

    def __init__(self, streams: "Streams", client: socket.socket, address: str) -> None:
        self.streams, self.entry, self.client, self.address = (
            streams,
            streams.entry,
            client,
            address,
        )
        self.loop = asyncio.get_running_loop()
        self.tried: list[Backend] = []
        self.unsent = b""
        self.backend: Backend | None = None
        self.sock: socket.socket | None = None
        self.to_backend: Direction | None = None
        self.to_client: Direction | None = None
        self.timer: asyncio.TimerHandle | None = None

    def dial(self) -> None:
        """Try one backend after the other until one accepts; close the client if none is left."""
        while True:
            self.backend, patience = self.entry.next_backend(self.address, self.tried)
            if self.backend is None:
                self.entry.count("unanswered_total")
                self.close()
                return
            error_code = self._start_connect(self.backend)
            if not error_code:
                self._start_copying()
                return
            if error_code == errno.EINPROGRESS and self.sock:
                self.timer = self.loop.call_later(patience, self._on_connect, False)
                self.loop.add_writer(self.sock.fileno(), self._on_connect, True)
                return
            self._count_failure()

    def _start_connect(self, backend: Backend) -> int:
        """Start to connect; return the errno, 0 if connected."""
        try:
            self.sock = socket.socket(
                socket.AF_INET6 if ":" in backend.address else socket.AF_INET, socket.SOCK_STREAM
            )
            prepare(self.sock)
            return self.sock.connect_ex((backend.address, backend.port))
        except OSError as error:
            return error.errno or errno.EIO

    def _on_connect(self, in_time: bool) -> None:
        """A backend accepted or refused, or the timeout passed."""
        assert self.sock and self.timer
        self.timer.cancel()
        self.loop.remove_writer(self.sock.fileno())
        if in_time and not self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._start_copying()
        else:
            self._count_failure()
            self.dial()

    def _count_failure(self) -> None:
        assert self.backend
        self.entry.count("dial_failures_total", backend=self.backend)
        self.tried.append(self.backend)
        if self.sock:
            self.sock.close()
        self.sock = None

    def _start_copying(self) -> None:
        """The backend is connected: copy in both directions."""
        assert self.sock
        self.to_backend = Direction(self.client, self.sock, self._close_if_over, self._on_failure)
        self.to_client = Direction(self.sock, self.client, self._close_if_over, self._on_failure)
        unsent, self.unsent = self.unsent, b""
        if unsent:
            self.to_backend.write(unsent)

    def _close_if_over(self) -> bool:
        """Close the connection if both directions have ended, and return whether they have."""
        is_over = bool(
            self.to_backend
            and self.to_client
            and self.to_backend.is_ended
            and self.to_client.is_ended
        )
        if is_over:
            self.close()
        return is_over

    def _on_failure(self, broken: socket.socket, piece: bytes) -> None:
        """A side was reset: reset the other too; but if nothing had reached the backend, try the
        next one.
        """
        assert self.to_backend and self.to_client
        if broken is self.sock and not self.to_backend.carried and not self.to_client.carried:
            self.unsent = piece
            self._stop_copying()
            self._count_failure()
            self.dial()
        else:
            self.entry.count("broken_total")
            self.reset()

    def _stop_copying(self) -> None:
        """Stop copying in both directions."""
        for sock in (self.client, self.sock):
            if sock:
                self.loop.remove_reader(sock.fileno())
                self.loop.remove_writer(sock.fileno())
        self.to_backend = self.to_client = None

    def reset(self) -> None:
        """Reset both sides."""
        for sock in (self.client, self.sock):
            if sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.close()

    def close(self) -> None:
        """Close both sides."""
        if self.timer:
            self.timer.cancel()
        for direction, name in ((self.to_backend, TO_BACKEND), (self.to_client, TO_CLIENT)):
            if direction and direction.carried:
                self.entry.count("bytes_total", direction.carried, direction=name)
        self._stop_copying()
        self.client.close()
        if self.sock:
            self.sock.close()
        self.streams.forget(self)


class Streams:
    """The TCP side of a service port. `sock` is bound to its local port; every connection gets its
    own backend.
    """

    def __init__(
        self,
        entry: Entry,
        sock: socket.socket,
        open_: set[Connection],
        on_leave: Callable[[], None],
    ) -> None:
        self.entry, self.sock, self.open, self.on_leave = entry, sock, open_, on_leave
        self.loop = asyncio.get_running_loop()

    def begin(self) -> None:
        """Start to accept."""
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
            self._add_client(client, address)

    def _add_client(self, client: socket.socket, address: Any) -> None:
        if self.entry.room.is_full:
            self.entry.count("turned_away_total")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            client.close()
            return
        client.setblocking(False)
        self.entry.room.taken += SOCKETS_EACH
        self.entry.count("connections_total")
        self.entry.count("connections_open")
        connection = Connection(self, client, address[0])
        self.open.add(connection)
        connection.dial()

    def forget(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        self.open.discard(connection)
        self.entry.room.taken -= SOCKETS_EACH
        self.entry.count("connections_open", -1)
        self.on_leave()

    def renew(self) -> None:
        """The backends have changed: open connections keep theirs."""

    def close(self) -> None:
        """Accept no new connections; open ones go on."""
        self.loop.remove_reader(self.sock.fileno())
        self.sock.close()


def prepare(sock: socket.socket) -> None:
    """Set a socket to non-blocking, send at once (TCP_NODELAY) and detect dead peers
    (SO_KEEPALIVE).
    """
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
