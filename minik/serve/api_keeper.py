"""What keeps a served cluster: in memory, or in the state file with its journal.

Changes of one moment are written together (group commit) and answered when they are safe. The state
file is brought up to date every few seconds and at the end. Other minik processes may change it
meanwhile: their changes are taken over before the next request, and told to who watches.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

from minik.api.exchange import Answer, Request
from minik.errors import MinikError
from minik.light_typing import Protocol
from minik.serve.api_cluster import READING, ServedCluster
from minik.store import committing, following, history, locking, state
from minik.store.journal import Journal, JournalChange

COMPACT_AFTER = 2.0  # seconds of rest, or of writing, after which the state file is renewed
PATIENCE = 30.0  # seconds that a request waits for another process


class Keeper(Protocol):
    """Answers requests and keeps what they change."""

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a request, once what it changed is kept."""

    async def run(self) -> None:
        """Do what is to be done beside the answers, until cancelled."""

    def close(self) -> None:
        """Leave everything as the next process wants to find it."""


class MemoryKeeper:
    """Keeps nothing: the cluster is gone when the server ends."""

    def __init__(self, served: ServedCluster) -> None:
        self.served = served

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a request."""
        answer = self.served.answer(request)
        self.served.unsaved.clear()
        return answer

    async def run(self) -> None:
        """Let time pass."""
        while True:
            await asyncio.sleep(1)
            self.served.tick()
            self.served.unsaved.clear()

    def close(self) -> None:
        """Do nothing."""


class ReadOnlyKeeper:
    """Answers looks alone: a cluster as evidence, in which nothing moves."""

    def __init__(self, served: ServedCluster) -> None:
        self.served = served

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a look; a change is refused."""
        if request.method in READING:
            return self.served.answer(request)
        return self.served.refuse(request)

    async def run(self) -> None:
        """Do nothing, until cancelled."""
        await asyncio.Event().wait()

    def close(self) -> None:
        """Do nothing."""


class FileKeeper:
    """Keeps the cluster in a state file, and what is new in its journal."""

    def __init__(self, path: str, served: ServedCluster, tell: Callable[[str], None]) -> None:
        self.path, self.served, self.tell = path, served, tell
        self.waiting: list[tuple[Request, asyncio.Future[Answer]]] = []
        self.wakened = asyncio.Event()
        self.journal: Journal | None = None
        self.stamp: following.Stamp | None = None
        self.saved = state.read(path, served.clock(), replays=False) or served.cluster
        with self._lock():
            self._renew()

    def _lock(self) -> AbstractContextManager[None]:
        return locking.hold_lock(
            self.path, timeout=PATIENCE, command="minik serve", report=self.tell
        )

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a request: a look at once, a change once it is safe."""
        if request.method in READING:
            if following.stamp(self.path) != self.stamp:
                with self._lock():
                    self._take_over()
            return self.served.answer(request)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.waiting.append((request, future))
        self.wakened.set()
        return await future

    async def run(self) -> None:
        """Commit what waits, let time pass, and renew the state file now and then."""
        loop = asyncio.get_running_loop()
        renewed = loop.time()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wakened.wait(), 1.0)
            self.wakened.clear()
            batch, self.waiting = self.waiting, []
            if batch:
                await self._commit(batch)
            else:
                self.served.tick()
                if self.served.unsaved:
                    await self._commit([])
            if self.journal and self.journal.size > 0 and loop.time() - renewed > COMPACT_AFTER:
                if self.served.cluster.version != self.saved.version:
                    with self._lock():
                        self._take_over()
                        self._renew()
                renewed = loop.time()

    async def _commit(self, batch: list[tuple[Request, "asyncio.Future[Answer]"]]) -> None:
        """Answer requests together: their changes are written and synced once."""
        answers: list[tuple[asyncio.Future[Answer], Answer]] = []
        try:
            with self._lock():
                self._take_over()
                for request, future in batch:
                    answers.append((future, self.served.answer(request)))
                self._append()
            if self.journal and any(answer.steps for _, answer in answers):
                await asyncio.get_running_loop().run_in_executor(None, self.journal.sync)
        except MinikError as error:
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for future, answer in answers:
            if not future.done():
                future.set_result(answer)

    def _append(self) -> None:
        unsaved, self.served.unsaved = self.served.unsaved, []
        if unsaved and self.journal:
            changes = (JournalChange(e.version, e.key, e.after) for e in unsaved)
            cluster = self.served.cluster
            self.journal.append(changes, cluster.version)

    def _take_over(self) -> None:
        """Take over what another process has written, under the lock."""
        if following.stamp(self.path) == self.stamp:
            return
        found = state.read(self.path, self.served.clock())
        if found is None:  # somebody removed the file: what is known is kept
            self._renew()
            return
        self.served.replace(found)
        self.saved = self.served.cluster
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
        before = state.read(self.path, self.served.clock())
        cluster = self.served.cluster.with_serial(before.serial if before else 0)
        made = history.make_entry(cluster, self.saved, "minik serve")
        entry = made if made.changes or made.settings or before is None else None
        trouble = committing.write(self.path, before, cluster, entry, journal)
        if trouble:
            self.tell(f"Warning: {trouble}")
        self.stamp, self.saved = following.stamp(self.path), cluster

    def close(self) -> None:
        """Write the state file a last time, without a journal."""
        with self._lock():
            self._take_over()
            self._write("")
            if self.journal:
                self.journal.close()
