"""The history beside the state file: what each command changed, one JSON line a command, bounded. Losing it loses only the history."""
import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

ENTRIES = 200
BYTES = 32 << 20


class Entry(NamedTuple):
    """One command. `changes` holds [kind, namespace, name, before, after]; `settings` the settings before and after, if they changed.

    `undoes` and `redoes` name the serial whose changes this entry took back or did again; 0: it is a command of its own.
    """

    serial: int
    time: str
    command: str
    changes: list[list[Any]]
    settings: list[Any] = []
    undoes: int = 0
    redoes: int = 0


def difference(before: Cluster | None, after: Cluster) -> Mapping[Key, tuple[Object | None, Object | None]]:
    """Key → object before and after, of every object that differs."""
    if before is not None and before.source is after.source:
        pairs = {key: (before.source.one(key.kind, key.path), obj) for key, obj in after.changes.items()}
    else:
        old = _all(before) if before is not None else {}
        new = _all(after)
        pairs = {key: (old.get(key), new.get(key)) for key in {**old, **new}}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _all(cluster: Cluster) -> dict[Key, Object]:
    return {Key(kind, *_split(path)): obj for kind in cluster.kinds() for path, obj in cluster.table(kind).by_path.items()}


def _split(path: str) -> tuple[str, str]:
    namespace, _, name = path.rpartition("/")
    return namespace, name


def entry(serial: int, before: Cluster | None, after: Cluster, command: str) -> Entry:
    """What the history keeps of a command. A new cluster is the beginning: there is nothing before it to go back to."""
    time = after.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if before is None:
        return Entry(serial, time, command, [])
    changes = [[*key, *pair] for key, pair in sorted(difference(before, after).items())]
    settings = [before.settings, after.settings] if before.settings != after.settings else []
    return Entry(serial, time, command, changes, settings)


def append(path: str, made: Entry) -> None:
    """Add a command to the history; a history that cannot be written is no reason to lose the command."""
    file = path + ".history"
    line = json.dumps(made._asdict(), separators=(",", ":"), ensure_ascii=False)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(line + "\n")
            size = stream.tell()
        if size > BYTES or made.serial % ENTRIES == 0:
            _shorten(file)
    except OSError:
        return


def _shorten(file: str) -> None:
    with open(file, encoding="utf-8") as stream:
        lines = stream.readlines()[-ENTRIES:]
    while len(lines) > 1 and sum(map(len, lines)) > BYTES:
        lines.pop(0)
    with open(file + ".tmp", "w", encoding="utf-8") as stream:
        stream.writelines(lines)
    os.replace(file + ".tmp", file)


def read(path: str) -> list[Entry]:
    """The history, oldest first; lines that are not whole are passed over."""
    try:
        with open(os.path.realpath(path) + ".history", encoding="utf-8", errors="replace") as stream:
            return [found for line in stream if (found := _entry(line)) is not None]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Refused(f"cannot read the history of {path}: {error.strerror}") from None


def _entry(line: str) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None


def undoable(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The commands that can be taken back, the latest last, and those that can be done again."""
    done: list[Entry] = []
    undone: list[Entry] = []
    for found in entries:
        if found.undoes and done:
            undone.append(done.pop())
        elif found.redoes and undone:
            done.append(undone.pop())
        else:
            done, undone = [*done, found], []
    return done, undone
