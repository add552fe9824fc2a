"""UDP through the proxy: each client has its own socket to its backend, until it has been silent
for a while.

If a backend refuses the first datagram, the next backend gets it. What a socket cannot take at once
is dropped, as UDP may; so only one datagram per client is buffered, and the number of clients is
limited.
"""

import asyncio
import socket
from collections.abc import Callable

from minik.light_typing import Any, TypeAlias
from minik.proxy.backends import Backend
from minik.serve.proxy_entry import Entry
from minik.serve.proxy_streams import TO_BACKEND, TO_CLIENT

LARGEST = 65535
BATCH = 64  # datagrams read from one socket before the others have their turn
MAX_CLIENTS = 1000  # of one service port at once; beyond that the one that has been silent longest is forgotten

Address: TypeAlias = tuple[Any, ...]


class Client:
    """One client of a service port: its backend and the socket to it. `first` is its first
    datagram, until the backend has answered.
    """

    def __init__(self, owner: "Datagrams", address: Address, datagram: bytes) -> None:
        self.owner, self.address = owner, address
        self.first: bytes | None = datagram
        self.tried: list[Backend] = []
        self.backend: Backend | None = None
        self.sock: socket.socket | None = None
        self.last = owner.loop.time()
        self.timer = owner.loop.call_later(owner.idle, self._check_idle)

    def connect(self) -> bool:
        """Connect to the next backend; False if none is left."""
        entry = self.owner.entry
        self.backend, _ = entry.next_backend(self.address[0], self.tried)
        if self.backend is None:
            entry.count("unanswered_total")
            return False
        try:
            self.sock = socket.socket(
                socket.AF_INET6 if ":" in self.backend.address else socket.AF_INET,
                socket.SOCK_DGRAM,
            )
            self.sock.setblocking(False)
            self.sock.connect((self.backend.address, self.backend.port))
        except OSError:
            return self._try_next()
        self.owner.loop.add_reader(self.sock, self._read)
        return True

    def _try_next(self) -> bool:
        assert self.backend
        self.owner.entry.count("dial_failures_total", backend=self.backend)
        self.tried.append(self.backend)
        self._close_socket()
        return self.connect()

    def send(self, datagram: bytes) -> None:
        """Send a datagram to the backend; if it refused the previous one, to the next backend, with
        the first one again.
        """
        self.last = self.owner.loop.time()
        try:
            if self.sock:
                self.sock.send(datagram)
                self.owner.entry.count("bytes_total", len(datagram), direction=TO_BACKEND)
        except ConnectionRefusedError:
            self._resend(*(() if self.first in (None, datagram) else (self.first,)), datagram)
        except OSError:
            self.owner.entry.count("datagrams_dropped_total")

    def _read(self) -> None:
        for _ in range(BATCH):
            try:
                datagram = self.sock.recv(LARGEST) if self.sock else b""
            except ConnectionRefusedError:
                self._resend(*(() if self.first is None else (self.first,)))
                return
            except OSError:
                return
            self.first, self.last = None, self.owner.loop.time()
            self.tried.clear()
            self.owner.answer(self, datagram)

    def _resend(self, *datagrams: bytes) -> None:
        """The backend refused: send these datagrams to the next one."""
        if not self._try_next():
            self.owner.forget(self)
        for datagram in datagrams:
            self.send(datagram)

    def _check_idle(self) -> None:
        remaining = self.last + self.owner.idle - self.owner.loop.time()
        if remaining > 0:
            self.timer = self.owner.loop.call_later(remaining, self._check_idle)
        else:
            self.owner.forget(self)

    def _close_socket(self) -> None:
        if self.sock:
            self.owner.loop.remove_reader(self.sock)
            self.sock.close()
        self.sock = None

    def end(self) -> None:
        """Close the socket to the backend."""
        self.timer.cancel()
        self._close_socket()


class Datagrams:
    """The UDP side of a service port. `sock` is bound to its local port; `idle` is how many seconds
    a client may be silent.
    """

    def __init__(
        self, entry: Entry, sock: socket.socket, idle: float, on_leave: Callable[[], None]
    ) -> None:
        self.entry, self.sock, self.idle, self.on_leave = entry, sock, idle, on_leave
        self.clients = dict[Address, Client]()
        self.is_closed = False
        self.loop = asyncio.get_running_loop()

    def begin(self) -> None:
        """Start to receive."""
        self.loop.add_reader(self.sock, self._read)

    def _read(self) -> None:
        for _ in range(BATCH):
            try:
                datagram, address = self.sock.recvfrom(LARGEST)
            except OSError:  # nothing more, or word of a client that is gone
                return
            client = self.clients.pop(address, None)
            if client:
                self.clients[address] = client  # the latest is the last
                client.send(datagram)
            elif not self.is_closed:
                self._add_client(address, datagram)

    def _add_client(self, address: Address, datagram: bytes) -> None:
        if len(self.clients) >= MAX_CLIENTS:
            self.forget(next(iter(self.clients.values())))
        if self.entry.room.is_full:
            self.entry.count("turned_away_total")
            return
        self.entry.room.taken += 1
        self.entry.count("connections_total")
        self.entry.count("connections_open")
        client = self.clients[address] = Client(self, address, datagram)
        if client.connect():
            client.send(datagram)
        else:
            self.forget(client)

    def answer(self, client: Client, datagram: bytes) -> None:
        """Send a backend's datagram to its client, from the port that the client knows."""
        try:
            self.sock.sendto(datagram, client.address)
            self.entry.count("bytes_total", len(datagram), direction=TO_CLIENT)
        except OSError:
            self.entry.count("datagrams_dropped_total")

    def forget(self, client: Client) -> None:
        """Forget a client that is silent or has no backend."""
        if self.clients.pop(client.address, None):
            client.end()
            self.entry.room.taken -= 1
            self.entry.count("connections_open", -1)
            self.on_leave()

    def renew(self) -> None:
        """The backends have changed: forget clients whose backend is gone; their next datagram gets
        another one.
        """
        ready_backends = {(backend.address, backend.port) for backend in self.entry.port.ready}
        for client in list(self.clients.values()):
            if (
                client.backend
                and (client.backend.address, client.backend.port) not in ready_backends
            ):
                self.forget(client)

    def close(self) -> None:
        """Accept no new clients; those that are there go on."""
        self.is_closed = True

    def forget_all(self) -> None:
        """Forget every client."""
        for client in list(self.clients.values()):
            self.forget(client)

    def end(self) -> None:
        """Close the socket."""
        self.loop.remove_reader(self.sock)
        self.sock.close()
