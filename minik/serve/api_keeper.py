"""What keeps a served cluster: in memory, or in the state file with its journal.

Changes of one moment are written together (group commit) and answered when they are safe. The state
file is brought up to date every few seconds and at the end. Other minik processes may change it
meanwhile: their changes are taken over before the next request, and told to who watches.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from minik.api.exchange import Answer, Request
from minik.errors import MinikError, Refused
from minik.light_typing import NamedTuple, Protocol
from minik.model import packing
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.model.outside import Unasked
from minik.serve.api_cluster import READING, ServedCluster
from minik.serve.asking import Asking
from minik.serve.turns import Turn
from minik.store import committing, following, history, locking, state
from minik.store.journal import Journal, JournalChange, server_of

COMPACT_AFTER = 2.0  # seconds of rest, or of writing, after which the state file is renewed
SHARE = 20  # times as long as renewing took, it is not renewed again
AT_ONCE = 0.0005  # seconds: a disk that is faster is waited for
LOOK = 0.1  # seconds after which it is looked whether another process has written
TICK = 1.0  # seconds after which it is looked whether something is due
PATIENCE = 30.0  # seconds that a request waits for another process


class Keeper(Protocol):
    """Answers requests and keeps what they change; `asking` asks webhooks."""

    asking: Asking

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a request, once what it changed is kept."""

    async def run(self) -> None:
        """Do what is to be done beside the answers, until cancelled."""

    def close(self) -> None:
        """Leave everything as the next process wants to find it."""


class Waiting(NamedTuple):
    """A request that waits for its commit, and who waits for its answer."""

    request: Request
    future: "asyncio.Future[Answer]"
    turn: Turn


class FileKeeper:
    """Keeps the cluster in a state file, and what is new in its journal."""

    def __init__(
        self,
        path: str,
        served: ServedCluster,
        tell: Callable[[str], None],
        seen: following.Stamp | None,
    ) -> None:
        """Begin to keep a cluster that was read from a state file when its stamp was `seen`.

        Raises Refused where another server does.
        """
        self.path, self.served, self.tell = path, served, tell
        self.asking = Asking(served)
        self.waiting: list[Waiting] = []
        self.wakened = asyncio.Event()
        self.syncs = False
        self.resumes = False  # controllers go on whose webhooks have answered
        self.ticked = self.renewed = 0.0
        self.pause = COMPACT_AFTER
        self.sync_time = AT_ONCE  # seconds that the disk needed the last time
        self.journal: Journal | None = None
        self.stamp: following.Stamp | None = None
        with self._lock():
            server = server_of(path)
            if server:
                raise Refused(
                    f"{path} is served already, by {server}",
                    hint="another cluster: --state FILE; a copy of this one: --in-memory",
                )
            found = self._read() if following.stamp(path) != seen else None
            if found is not None:  # it was written since it was read
                served.replace(found)
            saved = self._read(replays=False)
            # what differs from the state file, by key; None: all of it may
            self.unwritten: dict[Key, Object | None] | None = None
            if saved is not None and saved.version == served.cluster.version:
                saved, self.unwritten = served.cluster, {}
            self.saved = saved or served.cluster
            self._renew()

    def _read(self, *, replays: bool = True) -> Cluster | None:
        """Return the cluster of the state file, None without one."""
        now = self.served.clock()
        found = state.read(self.path, now, replays=replays, pack=packing.packed)
        return following.close_when_unused(found) if found else None

    def _lock(self) -> AbstractContextManager[None]:
        return locking.hold_lock(
            self.path, timeout=PATIENCE, command="minik serve", report=self.tell
        )

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a request: a look at once, a change once it is safe."""
        if request.method in READING:
            self._look()
            return await self.asking.converse(request)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._put(
            Waiting(request, future, self.served.turns.new(self.served.cluster, request.path))
        )
        return await future

    def _put(self, waiting: Waiting) -> None:
        self.waiting.append(waiting)
        self.wakened.set()

    def _look(self) -> None:
        """Take over what another process has written, so that everybody hears of it; not while the
        journal is being synced, which would be closed.
        """
        if not self.syncs and following.stamp(self.path) != self.stamp:
            with self._lock():
                self._take_over()

    async def run(self) -> None:
        """Commit what waits, let time pass, and renew the state file now and then."""
        loop = asyncio.get_running_loop()
        self.ticked = self.renewed = loop.time()
        self._wake_again(loop)
        while True:
            await self.wakened.wait()
            self.wakened.clear()
            batch, self.waiting = self.waiting, []
            is_late = loop.time() - self.ticked >= TICK
            ticks = is_late and not batch and self.served.is_due()
            if batch or ticks or self.resumes:
                await self._commit(batch, ticks=ticks)
            elif is_late:
                self.served.ticked = self.served.clock()  # nothing is due
            self.ticked = loop.time() if is_late and not batch else self.ticked
            try:
                self._look()
                self._compact(loop.time())
            except MinikError as error:  # it is tried again
                self.tell(f"Warning: {error}")

    def _wake_again(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake up every now and then."""
        self.wakened.set()
        loop.call_later(LOOK, self._wake_again, loop)

    def _compact(self, now: float) -> None:
        """Bring the state file up to date, now and then."""
        if self.journal and self.journal.size > 0 and now - self.renewed > self.pause:
            begun = time.monotonic()
            if self.served.cluster.version != self.saved.version:
                with self._lock():
                    self._take_over()
                    self._renew()
            self.renewed = now
            # a large state is written less often, so that writing takes a small part of the time
            self.pause = max(COMPACT_AFTER, SHARE * (time.monotonic() - begun))

    async def _commit(self, batch: Sequence[Waiting], *, ticks: bool = False) -> None:
        """Answer requests together: their changes are written and synced once."""
        answers: list[tuple[asyncio.Future[Answer], Answer]] = []
        try:
            with self._lock():
                self._take_over()
                if ticks:
                    self.served.tick()
                if self.resumes:
                    self.resumes = False
                    self.served.resume()
                answers = list(self._answers(batch))
                changed = bool(self.served.unsaved)
                self._append()
            if self.journal and changed:
                await self._sync(self.journal)
        except MinikError as error:
            for waiting in batch:
                if not waiting.future.done():
                    waiting.future.set_exception(error)
            return
        for future, answer in answers:
            if not future.done():
                future.set_result(answer)
        self.asking.follow(self._resume)

    def _answers(
        self, batch: Sequence[Waiting]
    ) -> Iterator[tuple["asyncio.Future[Answer]", Answer]]:
        """Yield the answers to requests; those whose webhooks must be asked come back later."""
        for waiting in batch:
            try:
                yield waiting.future, self.served.answer(waiting.request, waiting.turn)
            except Unasked as unasked:
                self.asking.begin(self._ask(waiting, unasked))
            except Exception as error:  # one request that fails leaves the others alone
                waiting.future.set_exception(error)

    async def _ask(self, waiting: Waiting, unasked: Unasked) -> None:
        try:
            await waiting.turn.ask(self.asking.caller, unasked)
        except MinikError as error:
            waiting.future.set_exception(error)
            return
        self._put(waiting)

    def _resume(self) -> None:
        self.resumes = True
        self.wakened.set()

    def _append(self) -> None:
        """Write what is new into the journal. Raises Refused; then it is written the next time."""
        unsaved = self.served.unsaved
        if unsaved and self.journal:
            changes = (JournalChange(e.version, e.key, e.after) for e in unsaved)
            self.journal.append(changes, self.served.cluster.version)
        if self.unwritten is not None:
            self.unwritten.update((e.key, e.after) for e in unsaved)
        self.served.unsaved = []

    async def _sync(self, journal: Journal) -> None:
        """Wait until the journal is safe; beside a slow disk others are answered meanwhile. Where the
        disk says no, what it holds may be lost, so the state file is written anew; raises Refused where
        that fails, too.
        """
        loop = asyncio.get_running_loop()
        self.syncs, begun = True, loop.time()
        try:
            if self.sync_time < AT_ONCE:
                journal.sync()
            else:
                await loop.run_in_executor(None, journal.sync)
            self.sync_time = loop.time() - begun
        except OSError:
            with self._lock():
                self._take_over()
                self._renew()
        finally:
            self.syncs = False

    def _take_over(self) -> None:
        """Take over what another process has written, under the lock."""
        if following.stamp(self.path) == self.stamp:
            return
        found = self._read()
        if found is None:  # somebody removed the file: what is known is kept
            self._renew()
            return
        self.served.replace(found)
        self.saved = self.served.cluster
        self.unwritten = {} if found.version == self.saved.version else None
        self._renew()

    def _renew(self) -> None:
        """Write the state file anew, with a new journal behind it."""
        name = f"{self.served.cluster.lineage}/{self.served.cluster.version}/{time.time_ns()}"
        self._write(name)
        if self.journal:
            self.journal.close()
        self.journal = Journal(self.path, name)
        self.served.unsaved.clear()

    def _write(self, journal: str) -> None:
        """Write the state file; the history gets what has changed since it was written last."""
        if self.unwritten is not None:
            self.unwritten.update((event.key, event.after) for event in self.served.unsaved)
        before = self._read(replays=False)
        cluster = self.served.cluster.with_serial(before.serial if before else 0)
        made = history.make_entry(cluster, self.saved, "minik serve")
        entry = made if made.changes or made.settings or before is None else None
        trouble = committing.write(self.path, before, cluster, entry, journal, self.unwritten)
        if trouble:
            self.tell(f"Warning: {trouble}")
        self.stamp, self.saved = following.stamp(self.path), cluster
        self.unwritten = {}

    def close(self) -> None:
        """Write the state file a last time, without a journal."""
        with self._lock():
            self._take_over()
            self._write("")
            if self.journal:
                self.journal.close()
