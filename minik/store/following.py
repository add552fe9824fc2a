"""A state file that a long-running command follows: read again when another process writes it."""

import os
import weakref
from collections.abc import Callable

from minik.errors import MinikError
from minik.model.cluster import Cluster
from minik.store import private_files
from minik.store.state_file import StateFile

Stamp = tuple[int, int, int]


class FollowedState:
    """The current cluster of a state file; `turn` counts how often it was read again.

    While the file is gone or cannot be read, the last cluster stays, and `report` is told why.
    """

    def __init__(
        self, path: str, read: Callable[[], Cluster], report: Callable[[str], object] = len
    ) -> None:
        self.path, self.read, self.report, self.turn = path, read, report, 0
        self.stamp = stamp(path)
        self.known = close_when_unused(read())

    def cluster(self) -> Cluster:
        """Return the cluster that the file holds now."""
        current = stamp(self.path)
        if current != self.stamp:
            was, self.stamp = self.stamp, current
            if current is None and was is not None:
                self.report(f"Warning: {self.path} is gone; what it held last is kept")
            else:
                self._renew()
        return self.known

    def is_stale(self) -> bool:
        """Return whether the file has changed since it was read."""
        return stamp(self.path) != self.stamp

    def _renew(self) -> None:
        try:
            renewed = close_when_unused(self.read())
        except MinikError as error:
            self.report(f"Warning: {error}; what it held last is kept")
            return
        self.known, self.turn = renewed, self.turn + 1


def close_when_unused(cluster: Cluster) -> Cluster:
    """Return the cluster; its file is closed when nobody holds it any more, nor what was made of it.

    A command reads once and ends. Who reads a state again and again would run out of files.
    """
    if isinstance(cluster.source, StateFile):
        handle = cluster.source.handle
        weakref.finalize(cluster.source, private_files.close, handle).atexit = False
    return cluster


def stamp(path: str) -> Stamp | None:
    """Return a value that differs after every write to the file; None if there is no file."""
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return stamp_of(facts)


def stamp_of(facts: os.stat_result) -> Stamp:
    """Return the same from the file's status."""
    return facts.st_mtime_ns, facts.st_ino, facts.st_size
