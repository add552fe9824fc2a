"""Follow a live cluster: watches on all that a question has read tell when to ask it again."""

import time
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Semaphore, Thread

from minik.errors import Expired, MinikError
from minik.live.client import Client

RESTLESS = ("/events", "/leases")  # they change all the time, and answers hardly with them
CALM = 0.3  # seconds without a change before the question is asked again
TURN = 240  # seconds that one watch lasts; then it goes on from where it was
PATIENCE = 10.0  # seconds for a watch to begin
PAUSE = 2.0  # seconds before a watch that failed is tried again


class Watches:
    """Watches on paths of the API that somebody asked for."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.changed: SimpleQueue[str] = SimpleQueue()
        self.paths: set[str] = set()

    def follow(self, paths: Sequence[str]) -> bool:
        """Watch these paths from now on, unless they are watched already; return whether any is new:
        what changed before its watch began was missed.
        """
        new = [
            path
            for path in dict.fromkeys(paths)
            if path not in self.paths and not path.endswith(RESTLESS)
        ]
        begun = Semaphore(0)
        for path in new:
            self.paths.add(path)
            Thread(target=self._watch, args=(path, begun), daemon=True).start()
        for _ in new:
            begun.acquire(timeout=PATIENCE)
        return bool(new)

    def wait(self, limit: float) -> bool:
        """Wait for a change, and until it is calm again; return whether there was one within so many
        seconds (0: for ever).
        """
        try:
            self.changed.get(timeout=limit or None)
        except Empty:
            return False
        while True:
            try:
                self.changed.get(timeout=CALM)
            except Empty:
                return True

    def _watch(self, path: str, begun: Semaphore) -> None:
        """Put the path into the queue whenever something below it has changed."""
        while True:
            try:
                listed, chosen = self._beginning(path)
                begun.release()
                version = str(listed["metadata"]["resourceVersion"])
                for _ in self._events(_split(path)[0], chosen, version):
                    self.changed.put(path)
            except Expired:
                self.changed.put(path)
            except (MinikError, KeyError, TypeError):
                begun.release()
                time.sleep(PAUSE)

    def _beginning(self, path: str) -> tuple[dict[str, dict[str, str]], list[tuple[str, str]]]:
        """Return what is at the beginning of a watch: the newest version, and what to choose by."""
        collection, name = _split(path)
        chosen = [("fieldSelector", f"metadata.name={name}")] if name else []
        return self.client.get(collection, [*chosen, ("limit", "1")]), chosen

    def _events(
        self, collection: str, chosen: list[tuple[str, str]], version: str
    ) -> Iterator[str]:
        """Yield the version of each change; bookmarks are none. Raises Expired."""
        query = [*chosen, ("watch", "true"), ("timeoutSeconds", str(TURN))]
        while True:
            from_here = [*query, ("resourceVersion", version), ("allowWatchBookmarks", "true")]
            for event in self.client.lines(collection, from_here, TURN + 10):
                if event.get("type") == "ERROR":
                    raise Expired(str(event.get("object", {}).get("message") or "the watch ended"))
                version = str(event["object"]["metadata"]["resourceVersion"])
                if event["type"] != "BOOKMARK":
                    yield version


def _split(path: str) -> tuple[str, str]:
    """Return the path of a list, and the name of the one object of it that is meant, "" for all."""
    parts = path.strip("/").split("/")
    rest = parts[2:] if parts[0] == "api" else parts[3:]
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        rest = rest[2:]
    if len(rest) < 2:
        return path, ""
    return path.rpartition("/")[0], rest[1]
