"""UDP through the proxy: each client has a socket of its own to its backend, until it has been silent for a while.

A first datagram that a backend refuses (nobody listens there) goes to the next one. What a socket cannot take at once is let fall, as UDP
may; so nothing is kept but one datagram a client, and only so many clients.
"""
import asyncio
import socket
from collections.abc import Callable
from typing import Any, TypeAlias

from minik.proxy.backends import Backend
from minik.serve.proxy_front import Front
from minik.serve.proxy_streams import TO_BACKEND, TO_CLIENT

LARGEST = 65535
BATCH = 64  # datagrams read from one socket before the others have their turn
CLIENTS = 1000  # of one service port at once; beyond that the one that has been silent longest is forgotten

Address: TypeAlias = tuple[Any, ...]


class Client:
    """One client of a service port: its backend and its socket there. `first` is its first datagram, until its backend has answered."""

    def __init__(self, owner: "Datagrams", address: Address, datagram: bytes) -> None:
        self.owner, self.address = owner, address
        self.first: bytes | None = datagram
        self.tried: list[Backend] = []
        self.backend: Backend | None = None
        self.sock: socket.socket | None = None
        self.last = owner.loop.time()
        self.timer = owner.loop.call_later(owner.idle, self._look)

    def lead(self) -> bool:
        """Give it its next backend; false where nobody is left."""
        front = self.owner.front
        self.backend, _ = front.ask(self.address[0], self.tried)
        if self.backend is None:
            front.count("unanswered_total")
            return False
        try:
            self.sock = socket.socket(socket.AF_INET6 if ":" in self.backend.address else socket.AF_INET, socket.SOCK_DGRAM)
            self.sock.setblocking(False)
            self.sock.connect((self.backend.address, self.backend.port))
        except OSError:
            return self._missed()
        self.owner.loop.add_reader(self.sock, self._read)
        return True

    def _missed(self) -> bool:
        assert self.backend
        self.owner.front.count("dial_failures_total", backend=self.backend)
        self.tried.append(self.backend)
        self._let_go()
        return self.lead()

    def send(self, datagram: bytes) -> None:
        """To the backend; if that refused what came before, to the next, and the first again."""
        self.last = self.owner.loop.time()
        try:
            if self.sock:
                self.sock.send(datagram)
                self.owner.front.count("bytes_total", len(datagram), direction=TO_BACKEND)
        except ConnectionRefusedError:
            self._go_on(*(() if self.first in (None, datagram) else (self.first,)), datagram)
        except OSError:
            self.owner.front.count("datagrams_dropped_total")

    def _read(self) -> None:
        for _ in range(BATCH):
            try:
                datagram = self.sock.recv(LARGEST) if self.sock else b""
            except ConnectionRefusedError:
                self._go_on(*(() if self.first is None else (self.first,)))
                return
            except OSError:
                return
            self.first, self.last = None, self.owner.loop.time()
            self.tried.clear()
            self.owner.answer(self, datagram)

    def _go_on(self, *datagrams: bytes) -> None:
        """The backend refused: say this to the next."""
        if not self._missed():
            self.owner.forget(self)
        for datagram in datagrams:
            self.send(datagram)

    def _look(self) -> None:
        left = self.last + self.owner.idle - self.owner.loop.time()
        if left > 0:
            self.timer = self.owner.loop.call_later(left, self._look)
        else:
            self.owner.forget(self)

    def _let_go(self) -> None:
        if self.sock:
            self.owner.loop.remove_reader(self.sock)
            self.sock.close()
        self.sock = None

    def end(self) -> None:
        """It has a backend no more."""
        self.timer.cancel()
        self._let_go()


class Datagrams:
    """The UDP side of a service port: `sock` is bound to its local port, `idle` how many seconds a client may be silent."""

    def __init__(self, front: Front, sock: socket.socket, idle: float, parted: Callable[[], None]) -> None:
        self.front, self.sock, self.idle, self.parted = front, sock, idle, parted
        self.clients = dict[Address, Client]()
        self.is_closed = False
        self.loop = asyncio.get_running_loop()

    def begin(self) -> None:
        """Carry from now on."""
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
                self._take_in(address, datagram)

    def _take_in(self, address: Address, datagram: bytes) -> None:
        if len(self.clients) >= CLIENTS:
            self.forget(next(iter(self.clients.values())))
        if self.front.room.is_full:
            self.front.count("turned_away_total")
            return
        self.front.room.taken += 1
        self.front.count("connections_total")
        self.front.count("connections_open")
        client = self.clients[address] = Client(self, address, datagram)
        if client.lead():
            client.send(datagram)
        else:
            self.forget(client)

    def answer(self, client: Client, datagram: bytes) -> None:
        """What a backend says goes to its client, from the port that the client knows."""
        try:
            self.sock.sendto(datagram, client.address)
            self.front.count("bytes_total", len(datagram), direction=TO_CLIENT)
        except OSError:
            self.front.count("datagrams_dropped_total")

    def forget(self, client: Client) -> None:
        """A client has been silent, or nobody is there for it."""
        if self.clients.pop(client.address, None):
            client.end()
            self.front.room.taken -= 1
            self.front.count("connections_open", -1)
            self.parted()

    def renew(self) -> None:
        """The backends have changed: who was led to one that is gone begins anew with its next datagram."""
        there = {(backend.address, backend.port) for backend in self.front.port.ready}
        for client in list(self.clients.values()):
            if client.backend and (client.backend.address, client.backend.port) not in there:
                self.forget(client)

    def close(self) -> None:
        """Take in nobody any more; who is there goes on."""
        self.is_closed = True

    def empty(self) -> None:
        """Nobody is there any more."""
        for client in list(self.clients.values()):
            self.forget(client)

    def end(self) -> None:
        """No more of it."""
        self.loop.remove_reader(self.sock)
        self.sock.close()
