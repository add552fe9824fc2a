"""The history beside the state file: what each command changed, one JSON line a command, bounded. Losing it loses only the history."""
import json
import os
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple

from minik.errors import Refused
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.store import beside, layout

FILE = ".history"
ENTRIES = 200
BYTES = 32 << 20


class Entry(NamedTuple):
    """One command. `changes` holds [kind, namespace, name, before, after]; `settings` the settings before and after, if they changed.

    `undoes` and `redoes` name the serial whose changes this entry took back or did again; 0: it is a command of its own.
    `lineage` is that of the cluster that was changed.
    """

    serial: int
    time: str
    command: str
    changes: list[list[Any]]
    settings: list[Any] = []
    undoes: int = 0
    redoes: int = 0
    lineage: str = ""


class Noted(NamedTuple):
    """How long the history was before a command was added to it, and why it could not be added, if it could not."""

    length: int
    trouble: str = ""


def entry(after: Cluster, base: Cluster, command: str) -> Entry:
    """What the history keeps of a command: how the cluster differs from the one it began with. A new cluster has nothing before it."""
    time = after.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if after.lineage != base.lineage:
        return Entry(0, time, command, [])
    settings = [base.settings, after.settings] if base.settings != after.settings else []
    return Entry(0, time, command, [[*key, *pair] for key, pair in sorted(_difference(base, after).items())], settings)


def _difference(base: Cluster, after: Cluster) -> Mapping[Key, tuple[Object | None, Object | None]]:
    if after.source is base.source:
        pairs = {key: (base.source.one(key.kind, key.path), obj) for key, obj in after.changes.items()}
    else:
        old, new = _all(base), _all(after)
        pairs = {key: (old.get(key), new.get(key)) for key in {**old, **new}}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _all(cluster: Cluster) -> dict[Key, Object]:
    return {Key(kind, *_split(path)): obj for kind in cluster.kinds() for path, obj in cluster.table(kind).by_path.items()}


def _split(path: str) -> tuple[str, str]:
    namespace, _, name = path.rpartition("/")
    return namespace, name


def append(path: str, made: Entry) -> Noted:
    """Add a command to the history, whole or not at all."""
    try:
        handle = beside.plain(path + FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW)
        try:
            return Noted(_append(handle, _line(made).encode() + b"\n", path))
        finally:
            beside.close(handle)
    except OSError as error:
        return Noted(-1, f"{path}{FILE} cannot be written ({error.strerror}): minik undo will not take this back")


def _append(handle: int, line: bytes, path: str) -> int:
    length = os.fstat(handle).st_size
    if not length:
        beside.share(handle, path)
    half = bool(length) and os.pread(handle, 1, length - 1) != b"\n"  # a process that was killed left it
    try:
        beside.write(handle, b"\n" * half + line)
    except OSError:
        os.ftruncate(handle, length)
        raise
    return length


def withdraw(path: str, noted: Noted) -> None:
    """Take away what was added last: the command came to nothing."""
    if noted.trouble:
        return
    try:
        os.truncate(path + FILE, noted.length)
    except OSError:
        return


def _line(made: Entry) -> str:
    """One entry as JSON; its objects are written as the state file writes them."""
    fields = json.dumps({**made._asdict(), "changes": []}, separators=(",", ":"), ensure_ascii=False)
    changes = ("[" + ",".join((*map(quoted, change[:3]), *(_object(obj) for obj in change[3:]))) + "]" for change in made.changes)
    return fields.replace('"changes":[]', f'"changes":[{",".join(changes)}]', 1)


def _object(obj: Object | None) -> str:
    return "null" if obj is None else layout.encoded(obj)


def shorten(path: str, made: Entry) -> None:
    """Let the oldest commands go when there are many, or much was changed; `made` is the latest."""
    try:
        if os.stat(path + FILE).st_size > BYTES or made.serial % ENTRIES == 0:
            _shorten(path + FILE, path)
    except OSError:
        return


def _shorten(file: str, path: str) -> None:
    lines = beside.content(file).splitlines(keepends=True)[-ENTRIES:]
    while len(lines) > 1 and sum(map(len, lines)) > BYTES:
        lines.pop(0)
    handle = beside.fresh(file + ".tmp")
    try:
        beside.share(handle, path)
        beside.write(handle, b"".join(lines))
    finally:
        os.close(handle)
    os.rename(file + ".tmp", file)


def read(path: str) -> list[Entry]:
    """The history, oldest first; lines that are not whole are passed over, and those of commands that came to nothing."""
    return standing([found for line in lines(path) if (found := entry_of(line)) is not None])


def lines(path: str) -> list[bytes]:
    """The lines of the history, whole or not; the last one is empty where the history is whole."""
    try:
        return beside.content(os.path.realpath(path) + FILE).split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Refused(f"cannot read the history of {path}: {error.strerror}", hint="it may go: only undo, redo and log need it") from None


def entry_of(line: bytes) -> Entry | None:
    """The command on one line; nothing where the line is not whole. What a later minik says besides is passed over."""
    try:
        fields = json.loads(line)
        found = Entry(**{name: value for name, value in fields.items() if name in Entry._fields})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return found if all(map(isinstance, found, (int, str, str, list, list, int, int, str))) else None


def standing(entries: list[Entry]) -> list[Entry]:
    """The commands that became a state: a serial that stands there again was not reached the first time."""
    reached: dict[str, int] = {}
    found = []
    for entry in reversed(entries):
        if entry.serial < reached.get(entry.lineage, entry.serial + 1):
            found.append(entry)
            reached[entry.lineage] = entry.serial
    return found[::-1]


def of(entries: list[Entry], cluster: Cluster) -> list[Entry]:
    """Those of a cluster, as far as it has come. (Earlier versions did not write down whose they were.)"""
    return [entry for entry in entries if entry.lineage in ("", cluster.lineage) and entry.serial <= cluster.serial]


def undoable(entries: list[Entry], serial: int) -> tuple[list[Entry], list[Entry]]:
    """The commands that can be taken back, the latest last, and those that can be done again, of a cluster with this serial.

    There is nothing before a new cluster, nor before a change that the history has not got: a loss of power took it, or it was full.
    """
    done: list[Entry] = []
    undone: list[Entry] = []
    last = 0
    for found in entries:
        if found.serial != last + 1:
            done, undone = [], []
        last = found.serial
        if not found.changes and not found.settings:
            done, undone = [], []
        elif found.undoes and done:
            undone.append(done.pop())
        elif found.redoes and undone:
            done.append(undone.pop())
        else:
            done, undone = [*done, found], []
    return (done, undone) if last == serial else ([], [])


def summary(entry: Entry) -> str:
    """How much a command changed, in a few words."""
    words = {"made": 0, "changed": 0, "gone": 0}
    for *_, before, after in entry.changes:
        words["made" if before is None else "gone" if after is None else "changed"] += 1
    said = ", ".join(f"{count} {word}" for word, count in words.items() if count) or ("settings" if entry.settings else "a new cluster")
    return f"{said}; takes back {entry.undoes}" if entry.undoes else f"{said}; again {entry.redoes}" if entry.redoes else said


def taken_back(cluster: Cluster, done: Entry) -> Cluster:
    """The cluster as it was before a command; refused where other changes, not in the history, came in between."""
    return _exchanged(cluster, done, 4, 3, 0)


def done_again(cluster: Cluster, undone: Entry) -> Cluster:
    """The cluster as it was after a command that was taken back."""
    return _exchanged(cluster, undone, 3, 4, 1)


def _exchanged(cluster: Cluster, entry: Entry, there: int, wanted: int, settings: int) -> Cluster:
    draft = cluster.draft()
    for change in entry.changes:
        key = Key(*change[:3])
        if cluster.get(*key) != change[there]:
            raise Refused(f"{key.kind} {key.path} has been changed since by something that is not in the history; nothing was done",
                          hint="minik state shows what else is kept, and restores it: minik state restore --from FILE --force")
        draft.restore(key, change[wanted])
    after = draft.cluster()
    return after.with_settings(model_settings.from_json(_fields(entry.settings[settings]))) if entry.settings else after


def _fields(values: list[Any]) -> dict[str, Any]:
    return dict(zip(model_settings.Settings._fields, values, strict=False))
