"""The userspace proxy: a local port, TCP or UDP, for each service port in a state file, which may
change at any time.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from minik.errors import ClientError, MinikError
from minik.light_typing import Any, NamedTuple, Protocol
from minik.model.wording import pluralize
from minik.proxy.addresses import address_with_port
from minik.proxy.local_ports import Name, Place
from minik.proxy.metrics import Sample
from minik.serve.proxy_datagrams import Datagrams
from minik.serve.proxy_entry import Entry, Room
from minik.serve.proxy_streams import BACKLOG, Connection, Streams, prepare

POLL_INTERVAL = 0.1  # seconds between two looks at the state
FEW_FILES = 512  # that a process has where the system has no limits to ask for
FILE_LIMIT = 65536  # that the process asks the system for, where it has fewer


class PlaceSource(Protocol):
    """Where to listen, according to the state."""

    def is_stale(self) -> bool:
        """Return whether the state has changed; cheap."""

    def places(self) -> Sequence[Place]:
        """Return where to listen now; may be slow, so it is called in a thread."""


class Listener(NamedTuple):
    """A service port as it is served: where it should listen, its entry, its sockets, and its
    actual address.
    """

    place: Place
    entry: Entry
    side: Streams | Datagrams
    address: str

    def is_moved(self, place: Place) -> bool:
        """Return whether it must listen at another port from now on."""
        return place.fixed != self.place.fixed or (
            place.fixed and place.number != self.place.number
        )


class Changes(NamedTuple):
    """The listeners that ended, those that began, and why the others could not begin."""

    ended: list[Listener]
    begun: list[Listener]
    problems: list[str]


class Reporter(Protocol):
    """Report to the user."""

    def table(self, served: Sequence[Listener]) -> None:
        """Report all listeners, at the start."""

    def news(self, text: str) -> None:
        """Report a change."""

    def warn(self, text: str) -> None:
        """Report a problem."""

    def talk(self, text: str) -> None:
        """Report progress."""


class Server:
    """All listeners at one address, with the counters. `idle` is how many seconds a UDP client may
    be silent.
    """

    def __init__(self, address: str, idle: float) -> None:
        self.address, self.idle = address, idle
        self.counts, self.room = Counter[Sample](), Room(raise_file_limit())
        self.served, self.problems = dict[Name, Listener](), dict[Name, str]()
        self.open, self.draining = set[Connection](), set[Datagrams]()
        self.drained = asyncio.Event()

    def renew(self, places: Sequence[Place]) -> Changes:
        """Listen at these places: new ones begin, missing ones end, the others get their new
        backends.
        """
        wanted = {place.name: place for place in places}
        ended = [
            self.served.pop(name)
            for name, listener in list(self.served.items())
            if name not in wanted or listener.is_moved(wanted[name])
        ]
        for listener in ended:
            self._end(listener)
        old_problems, self.problems = self.problems, {}
        begun: list[Listener] = []
        for place in sorted(places, key=lambda place: not place.fixed):
            if place.name in self.served:
                self.served[place.name].entry.port = place.port
                self.served[place.name].side.renew()
            else:
                begun += self._begin(place)
        return Changes(
            ended,
            begun,
            [text for name, text in self.problems.items() if old_problems.get(name) != text],
        )

    def _begin(self, place: Place) -> Iterator[Listener]:
        try:
            sock = bind_socket(place, self.address)
        except OSError as error:
            self.problems[place.name] = f"cannot listen on {self._reason(place, error)}"
            return
        entry = Entry(place.port, self.counts, self.room)
        side = (
            Streams(entry, sock, self.open, self._client_left)
            if place.port.protocol == "TCP"
            else Datagrams(entry, sock, self.idle, self._client_left)
        )
        listener = self.served[place.name] = Listener(
            place, entry, side, address_with_port(self.address, sock.getsockname()[1])
        )
        side.begin()
        yield listener

    def _reason(self, place: Place, error: OSError) -> str:
        address = address_with_port(self.address, place.number)
        names_there = (
            listener.entry.name
            for listener in self.served.values()
            if (listener.address, listener.entry.port.protocol) == (address, place.port.protocol)
        )
        cause = next(
            (f"{name} is served there" for name in names_there), error.strerror or str(error)
        )
        return f"{address} for {place.port.name}/{place.port.protocol}: {cause}"

    def _end(self, listener: Listener) -> None:
        listener.side.close()
        if isinstance(listener.side, Datagrams):
            self.draining.add(listener.side)
            self._client_left()

    def _client_left(self) -> None:
        """A client or a service port has gone."""
        for side in [side for side in self.draining if not side.clients]:
            self.draining.remove(side)
            side.end()
        if not self.open and not self.draining:
            self.drained.set()

    async def drain(self, patience: float, hurry: asyncio.Event) -> None:
        """Accept no new clients and let the others finish, for `patience` seconds at most or until
        `hurry` is set.
        """
        self.drained.clear()
        for listener in self.served.values():
            self._end(listener)
        self._client_left()
        waiting = [asyncio.ensure_future(event.wait()) for event in (self.drained, hurry)]
        await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        for side in list(self.open):
            side.reset()
        for datagrams in list(self.draining):
            datagrams.forget_all()

    @property
    def clients(self) -> int:
        """Return how many clients there are now."""
        return len(self.open) + sum(
            len(listener.side.clients)
            for listener in self.served.values()
            if isinstance(listener.side, Datagrams)
        )


def bind_socket(place: Place, address: str) -> socket.socket:
    """Return a socket bound at the place; if the place is not fixed and the port is taken, at any
    free port.
    """
    kind = socket.SOCK_STREAM if place.port.protocol == "TCP" else socket.SOCK_DGRAM
    for number in (place.number,) if place.fixed else (place.number, 0):
        sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
        sock.setblocking(False)
        try:
            if kind == socket.SOCK_STREAM:
                prepare(sock)  # and with it all that it accepts
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address, number))
            if kind == socket.SOCK_STREAM:
                sock.listen(BACKLOG)
        except OSError:
            sock.close()
            if not number or place.fixed:
                raise
        else:
            return sock
    raise AssertionError("the last attempt returns or raises")


def raise_file_limit() -> int:
    """Raise the limit of open files as far as the system allows, up to FILES, and return it."""
    try:
        import resource  # noqa: PLC0415 not every system has limits
    except ImportError:
        return FEW_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = max(soft, FILE_LIMIT if hard == resource.RLIM_INFINITY else min(hard, FILE_LIMIT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    return limit


async def serve(
    server: Server,
    source: PlaceSource,
    reporter: Reporter,
    patience: float,
    on_stop: Callable[[Callable[[], None]], None],
) -> None:
    """Serve until stopped, then drain. `on_stop` receives the function that stops it; calling that
    again ends the draining.
    """
    stopped = asyncio.Event()
    on_stop(stopped.set)
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: reporter.warn(describe_loop_error(context))
    )
    server.renew(source.places())
    try:
        if server.problems:
            raise ClientError(next(iter(server.problems.values())))
        reporter.table([server.served[name] for name in sorted(server.served)])
        following = asyncio.ensure_future(follow(server, source, reporter))
        ending = asyncio.ensure_future(stopped.wait())
        await asyncio.wait((following, ending), return_when=asyncio.FIRST_COMPLETED)
        following.cancel()
        if following.done() and not following.cancelled():
            following.result()
        stopped.clear()
        if server.clients:
            reporter.talk(
                f"waiting for {pluralize(server.clients, 'client')} to leave; once more to end at once"
            )
    finally:
        await server.drain(patience, stopped)


async def follow(server: Server, source: PlaceSource, reporter: Reporter) -> None:
    """Poll the state, and report what changes."""
    while True:
        await asyncio.sleep(POLL_INTERVAL)
        if not source.is_stale():
            continue
        try:
            changes = server.renew(await asyncio.to_thread(source.places))
        except MinikError as error:
            reporter.warn(error.message)
            continue
        for listener in changes.ended:
            reporter.news(f"{listener.entry.name} is served no more at {listener.address}")
        for listener in changes.begun:
            reporter.news(f"{listener.entry.name} is served at {listener.address}")
        for text in changes.problems:
            reporter.warn(text)


def describe_loop_error(context: dict[str, Any]) -> str:
    """Return an error of the event loop as one line."""
    error = context.get("exception")
    return f"{context['message']}: {error}" if error else str(context["message"])
