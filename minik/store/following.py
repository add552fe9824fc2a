"""A state file that is followed while a process runs: read anew when another process has written it."""
import os
from collections.abc import Callable

from minik.errors import MinikError
from minik.model.cluster import Cluster

Stamp = tuple[int, int, int]


class Following:
    """The cluster in a state file as it is now; one that cannot be read stays what it was. `turn` counts how often it was read."""

    def __init__(self, path: str, read: Callable[[], Cluster]) -> None:
        self.path, self.read, self.turn = path, read, 0
        self.stamp = stamp(path)
        self.known = read()

    def cluster(self) -> Cluster:
        """The cluster as the file holds it now."""
        seen = stamp(self.path)
        if seen != self.stamp:
            self.stamp = seen
            self._renew()
        return self.known

    def is_stale(self) -> bool:
        """Whether the file has been written since it was read."""
        return stamp(self.path) != self.stamp

    def _renew(self) -> None:
        try:
            found = self.read()
        except MinikError:
            return
        close(self.known)
        self.known, self.turn = found, self.turn + 1


def stamp(path: str) -> Stamp | None:
    """What changes whenever the file does; nothing where there is none."""
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return stamped(facts)


def stamped(facts: os.stat_result) -> Stamp:
    """What changes whenever the file does, of a file whose facts are known."""
    return facts.st_mtime_ns, facts.st_ino, facts.st_size


def close(cluster: Cluster) -> None:
    """Let go of the file from which a cluster was read, which nobody asks any more."""
    handle = getattr(cluster.source, "handle", None)
    if isinstance(handle, int):
        os.close(handle)
