"""The userspace proxy: a local port for each service port, TCP and UDP, as the cluster in a state file has them from moment to moment."""
import asyncio
import resource
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from minik.errors import ClientError, MinikError
from minik.proxy.local_ports import Name, Place
from minik.proxy.metrics import Sample
from minik.serve.proxy_datagrams import Datagrams
from minik.serve.proxy_front import Front, Room
from minik.serve.proxy_streams import BACKLOG, Connection, Streams, prepare

GLANCE = 0.1  # seconds between two looks at the state
FILES = 65536  # that the process asks the system for, where it has fewer


class Followed(Protocol):
    """Where to listen, as the state has it."""

    def is_stale(self) -> bool:
        """Whether there is something new to be read; costs nothing."""

    def places(self) -> Sequence[Place]:
        """Where to listen now; may take its time, and is asked in a thread."""


class Listening(NamedTuple):
    """A service port as it is served: where it was to be, who is asked, what listens, and where that is."""

    place: Place
    front: Front
    side: Streams | Datagrams
    here: str

    def is_moved(self, place: Place) -> bool:
        """Whether it has to listen elsewhere from now on."""
        return place.fixed != self.place.fixed or (place.fixed and place.number != self.place.number)


class Changes(NamedTuple):
    """What is served no more, what is newly served, and why what should be served is not."""

    gone: list[Listening]
    begun: list[Listening]
    amiss: list[str]


class Voice(Protocol):
    """Who tells a person."""

    def table(self, served: Sequence[Listening]) -> None:
        """All that is served, at the beginning."""

    def news(self, text: str) -> None:
        """Something has changed."""

    def warn(self, text: str) -> None:
        """Something is amiss."""

    def talk(self, text: str) -> None:
        """Something is going on."""


class Server:
    """All that listens at one address, with what was counted. `idle` is how many seconds a UDP client may be silent."""

    def __init__(self, address: str, idle: float) -> None:
        self.address, self.idle = address, idle
        self.counts, self.room = Counter[Sample](), Room(files())
        self.served, self.amiss = dict[Name, Listening](), dict[Name, str]()
        self.open, self.leaving = set[Connection](), set[Datagrams]()
        self.quiet = asyncio.Event()

    def renew(self, places: Sequence[Place]) -> Changes:
        """Listen at these places: what is new begins, what is gone ends, what stays learns of its backends."""
        wanted = {place.name: place for place in places}
        gone = [self.served.pop(name) for name, one in list(self.served.items()) if name not in wanted or one.is_moved(wanted[name])]
        for one in gone:
            self._end(one)
        before, self.amiss = self.amiss, {}
        begun: list[Listening] = []
        for place in sorted(places, key=lambda place: not place.fixed):
            if place.name in self.served:
                self.served[place.name].front.port = place.port
                self.served[place.name].side.renew()
            else:
                begun += self._begin(place)
        return Changes(gone, begun, [text for name, text in self.amiss.items() if before.get(name) != text])

    def _begin(self, place: Place) -> Iterator[Listening]:
        try:
            sock = bound(place, self.address)
        except OSError as error:
            self.amiss[place.name] = f"cannot listen on {self._reason(place, error)}"
            return
        front = Front(place.port, self.counts, self.room)
        side = (Streams(front, sock, self.open, self._parted) if place.port.protocol == "TCP"
                else Datagrams(front, sock, self.idle, self._parted))
        one = self.served[place.name] = Listening(place, front, side, joined(self.address, sock.getsockname()[1]))
        side.begin()
        yield one

    def _reason(self, place: Place, error: OSError) -> str:
        here = joined(self.address, place.number)
        others = (one.front.name for one in self.served.values() if (one.here, one.front.port.protocol) == (here, place.port.protocol))
        why = next((f"{other} is served there" for other in others), error.strerror or str(error))
        return f"{here} for {place.port.name}/{place.port.protocol}: {why}"

    def _end(self, one: Listening) -> None:
        one.side.close()
        if isinstance(one.side, Datagrams):
            self.leaving.add(one.side)
            self._parted()

    def _parted(self) -> None:
        """A client has gone, or a service port."""
        for side in [side for side in self.leaving if not side.clients]:
            self.leaving.remove(side)
            side.end()
        if not self.open and not self.leaving:
            self.quiet.set()

    async def drain(self, patience: float, hurry: asyncio.Event) -> None:
        """Take in nobody any more, and let those who are there finish: for so long at most, or until somebody is in a hurry."""
        self.quiet.clear()
        for one in self.served.values():
            self._end(one)
        self._parted()
        waiting = [asyncio.ensure_future(event.wait()) for event in (self.quiet, hurry)]
        await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        for side in list(self.open):
            side.break_off()
        for datagrams in list(self.leaving):
            datagrams.empty()

    @property
    def clients(self) -> int:
        """How many are there now."""
        return len(self.open) + sum(len(one.side.clients) for one in self.served.values() if isinstance(one.side, Datagrams))


def bound(place: Place, address: str) -> socket.socket:
    """A socket at the place; where that is not fixed and taken, at any that is free."""
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


def joined(address: str, port: int) -> str:
    """`127.0.0.1:8080`, `[::1]:8080`."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def files() -> int:
    """How many files the process may have open: as many as the system lets it, up to a measure that is plenty."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, FILES if hard == resource.RLIM_INFINITY else min(hard, FILES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


async def serve(server: Server, followed: Followed, voice: Voice, patience: float, ended: Callable[[Callable[[], None]], None]) -> None:
    """Serve until told to end, then drain; `ended` is given what ends it and, called once more, ends the draining."""
    over = asyncio.Event()
    ended(over.set)
    asyncio.get_running_loop().set_exception_handler(lambda _, context: voice.warn(amiss(context)))
    server.renew(followed.places())
    try:
        if server.amiss:
            raise ClientError(next(iter(server.amiss.values())))
        voice.table([server.served[name] for name in sorted(server.served)])
        following = asyncio.ensure_future(follow(server, followed, voice))
        ending = asyncio.ensure_future(over.wait())
        await asyncio.wait((following, ending), return_when=asyncio.FIRST_COMPLETED)
        following.cancel()
        if following.done() and not following.cancelled():
            following.result()
        over.clear()
        if server.clients:
            voice.talk(f"waiting for {server.clients} {'client' if server.clients == 1 else 'clients'} to leave; once more to end at once")
    finally:
        await server.drain(patience, over)


async def follow(server: Server, followed: Followed, voice: Voice) -> None:
    """Look at the state again and again, and tell what changes."""
    while True:
        await asyncio.sleep(GLANCE)
        if not followed.is_stale():
            continue
        try:
            changes = server.renew(await asyncio.to_thread(followed.places))
        except MinikError as error:
            voice.warn(error.message)
            continue
        for one in changes.gone:
            voice.news(f"{one.front.name} is served no more at {one.here}")
        for one in changes.begun:
            voice.news(f"{one.front.name} is served at {one.here}")
        for text in changes.amiss:
            voice.warn(text)


def amiss(context: dict[str, Any]) -> str:
    """What went wrong in the event loop, in a line."""
    error = context.get("exception")
    return f"{context['message']}: {error}" if error else str(context["message"])
