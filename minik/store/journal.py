"""The journal of a state file: what a server has written since the file was brought up to date.

One line of JSON a change, then one that ends the group: `{"end":VERSION}`. What
follows the last such line was cut off while it was written, and never acknowledged. The first line
names the journal; a state file whose header names another one, or none, has nothing to do with it.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress

from minik import light_json
from minik.errors import Refused
from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.model.source import Objects
from minik.store import private_files
from minik.store.layout import Header

SUFFIX = ".journal"
LONGEST_HEAD = 1024  # bytes of the line that names it
_encode = light_json.encoder()


class JournalChange(NamedTuple):
    """A change of one object: the version that it made, and the object after it, None if it is gone."""

    version: int
    key: Key
    object: Object | None


class Replayed(Objects):
    """Objects of a state file and its journal, with the file's header and status."""

    header: Header
    facts: os.stat_result


class Journal:
    """A journal that is open for writing."""

    def __init__(self, path: str, name: str) -> None:
        self.path, self.name = path + SUFFIX, name
        self.handle = private_files.create(self.path)
        private_files.give_to_owner(self.handle, path)
        with suppress(OSError):  # so that others see that somebody serves the state
            private_files.lock(self.handle)
        self.size = 0
        self._write([{"journal": name, "pid": os.getpid()}])
        os.fsync(self.handle)

    def append(self, changes: Iterable[JournalChange], version: int) -> None:
        """Write a group of changes; it is safe once `sync` has returned."""
        lines: list[Any] = [
            {"version": change.version, "key": list(change.key), "object": change.object}
            for change in changes
        ]
        self._write([*lines, {"end": version}])

    def _write(self, lines: Iterable[Any]) -> None:
        data = "".join(_encode(line) + "\n" for line in lines).encode("utf-8", "surrogatepass")
        try:
            private_files.write_all(self.handle, data)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self.handle, self.size)
                os.lseek(self.handle, self.size, os.SEEK_SET)
            raise Refused(f"cannot write {self.path}: {error.strerror}") from None
        self.size += len(data)

    def sync(self) -> None:
        """Wait until all that was written outlives a loss of power."""
        if os.environ.get("MINIK_FSYNC") != "0":
            os.fsync(self.handle)

    def close(self) -> None:
        """Close and remove it: the state file holds all of it."""
        private_files.close(self.handle)
        with suppress(OSError):
            os.unlink(self.path)


def server_of(path: str) -> str:
    """Return which process serves a state file: `process 17`; "" for none that is alive."""
    try:
        handle = private_files.open_regular(path + SUFFIX, os.O_RDONLY)
    except OSError:
        return ""
    try:
        private_files.lock(handle)
        return ""
    except BlockingIOError:
        first = os.read(handle, LONGEST_HEAD).partition(b"\n")[0]
    except OSError:
        return ""
    finally:
        private_files.close(handle)
    try:
        return f"process {light_json.loads(first)['pid']}"
    except (ValueError, KeyError, TypeError):
        return "another process"


def require_unserved(path: str, *, force: bool) -> None:
    """Raise Refused where a server holds the state that is to be replaced, unless it is forced: then all
    its watches end.
    """
    server = server_of(path)
    if server and not force:
        raise Refused(
            f"{path} is served by {server}, whose clients would lose their cluster",
            hint=f"end it first: {_end(server)}; or --force: then all its watches end",
        )


def _end(server: str) -> str:
    return f"kill {server.removeprefix('process ')}" if server.startswith("process ") else "Ctrl-C"


def replayed(path: str, cluster: Cluster, name: str) -> Cluster:
    """Return the cluster of a state file after the changes of its journal. Raises Refused where the
    journal cannot be read.
    """
    try:
        data = private_files.read_all(path + SUFFIX)
    except FileNotFoundError:
        return cluster
    except OSError as error:
        raise Refused(f"cannot read {path}{SUFFIX}: {error.strerror}") from None
    changes: dict[Key, Object | None] = {}
    version = cluster.version
    for group, end in groups(data, name):
        if end > version:
            changes.update((change.key, change.object) for change in group)
            version = end
    return _with(cluster, changes, version) if changes else cluster


def _with(cluster: Cluster, changes: dict[Key, Object | None], version: int) -> Cluster:
    """Return the cluster with changes, as if they stood in its file."""
    changed = Cluster(
        cluster.source,
        cluster.settings,
        cluster.now,
        serial=cluster.serial,
        version=version,
        lineage=cluster.lineage,
        changes=changes,
    ).as_baseline()
    source = Replayed({kind: changed.source.all(kind) for kind in changed.source.kinds()})
    own: Any = cluster.source
    source.header, source.facts = own.header, own.facts
    changed.source = source
    return changed


def groups(data: bytes, name: str) -> Iterator[tuple[list[JournalChange], int]]:
    """Yield each whole group of a journal of this name, with the version that it leads to."""
    group: list[JournalChange] = []
    for number, line in enumerate(data.split(b"\n")[:-1]):
        try:
            fields = light_json.loads(line)
            if number == 0:
                if fields.get("journal") != name:
                    return
            elif "end" in fields:
                yield group, int(fields["end"])
                group = []
            else:
                group.append(
                    JournalChange(fields["version"], Key(*fields["key"]), fields["object"])
                )
        except (ValueError, KeyError, TypeError, AttributeError):
            return
