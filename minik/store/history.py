"""The history beside the state file: the changes of each command, one JSON line each, bounded.

Losing it affects only undo, redo and log.
"""

import os
from collections.abc import Mapping

from minik import light_json
from minik.errors import Refused
from minik.light_typing import Any, NamedTuple
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.object import Key, Object, key_of_path
from minik.store import held_changes, layout, private_files, state_file

FILE = ".history"
_encode, quoted = light_json.encoder(), light_json.quoted_ascii


class Entry(NamedTuple):
    """One command. `changes` holds [kind, namespace, name, before, after].

    `settings` holds the settings before and after, if they changed, `held` the held changes, as they
    stand in the state file. `undoes` and `redoes` name the serial of the command that this one undid
    or redid, 0 if none. `lineage` identifies the cluster.
    """

    serial: int
    time: str
    command: str
    changes: list[list[Any]]
    settings: list[Any] = []
    undoes: int = 0
    redoes: int = 0
    lineage: str = ""
    held: list[str] = []


class Appended(NamedTuple):
    """The length of the history before an entry was appended, and why it could not be, or ""."""

    length: int
    warning: str = ""


def make_entry(after: Cluster, base: Cluster, command: str) -> Entry:
    """Return the entry of a command: how the cluster differs from the one before.

    A new cluster has no changes: there is nothing before it to return to.
    """
    time = after.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if after.lineage != base.lineage:
        return Entry(0, time, command, [])
    settings = [base.settings, after.settings] if base.settings != after.settings else []
    return Entry(
        0,
        time,
        command,
        [[*key, *pair] for key, pair in sorted(_difference(base, after).items())],
        settings,
        held=_held(base, after) if after.has_new_held else [],
    )


def _held(*clusters: Cluster) -> list[str]:
    return [
        held_changes.section(cluster.held).decode("utf-8", "surrogatepass") for cluster in clusters
    ]


def _difference(base: Cluster, after: Cluster) -> Mapping[Key, tuple[Object | None, Object | None]]:
    if after.source is base.source:
        pairs = {
            key: (base.source.find(key.kind, key.path), obj) for key, obj in after.changes.items()
        }
    else:
        old, new = _objects_by_key(base), _objects_by_key(after)
        pairs = {key: (old.get(key), new.get(key)) for key in {**old, **new}}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _objects_by_key(cluster: Cluster) -> dict[Key, Object]:
    return {
        key_of_path(kind, path): obj
        for kind in cluster.kinds()
        for path, obj in cluster.table(kind).by_path.items()
    }


def append(path: str, new_entry: Entry) -> Appended:
    """Append an entry to the history, completely or not at all."""
    try:
        handle = private_files.open_regular(
            path + FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND | private_files.NOFOLLOW
        )
        try:
            return Appended(_append(handle, [*_pieces(new_entry), b"\n"], path))
        finally:
            private_files.close(handle)
    except OSError as error:
        return Appended(
            -1,
            f"{path}{FILE} cannot be written ({error.strerror}): minik undo will not take this back",
        )


def _append(handle: int, line: list[bytes], path: str) -> int:
    length = os.fstat(handle).st_size
    if not length:
        private_files.give_to_owner(handle, path)
    is_cut = (
        bool(length) and state_file.pread(handle, 1, length - 1) != b"\n"
    )  # a process that was killed left it
    try:
        private_files.write_pieces(handle, [b"\n" * is_cut, *line])
        private_files.sync(handle)  # so the line outlives a loss of power as the state does
    except OSError:
        os.ftruncate(handle, length)
        raise
    return length


def withdraw(path: str, appended: Appended) -> None:
    """Remove the entry appended last, because the command failed."""
    if appended.warning:
        return
    try:
        os.truncate(path + FILE, appended.length)
    except OSError:
        return


def _pieces(new_entry: Entry) -> list[bytes]:
    """Return an entry as JSON, in pieces; its objects are encoded as in the state file."""
    fields = _encode({**new_entry._asdict(), "changes": []}).encode()
    head, mark, tail = fields.partition(b'"changes":[')
    pieces = [head, mark]
    for kind, namespace, name, before, after in new_entry.changes:
        key = f"[{quoted(kind)},{quoted(namespace)},{quoted(name)},".encode()
        pieces += (key, _object(before), b",", _object(after), b"],")
    if new_entry.changes:
        pieces[-1] = b"]"
    return [*pieces, tail]


def _object(obj: Object | None) -> bytes:
    return b"null" if obj is None else layout.encode(obj)


def read(path: str) -> list[Entry]:
    """Return the entries, oldest first, without broken lines and failed commands."""
    return effective_entries(
        [parsed for line in read_lines(path) if (parsed := parse_entry(line)) is not None]
    )


def read_lines(path: str) -> list[bytes]:
    """Return the lines of the history, broken ones too; the last is empty if it is complete."""
    try:
        return private_files.read_all(os.path.realpath(path) + FILE).split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Refused(
            f"cannot read the history of {path}: {error.strerror}",
            hint="it may go: only undo, redo and log need it",
        ) from None


def parse_entry(line: bytes) -> Entry | None:
    """Return the entry of a line, or None if the line is broken.

    Fields that only a later minik knows are ignored.
    """
    try:
        fields = light_json.loads(line)
        if b"\\ud" in line.lower():  # half of a letter: no text can hold it
            _encode(fields).encode()
        parsed = Entry(**{name: value for name, value in fields.items() if name in Entry._fields})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    is_typed = all(map(isinstance, parsed, (int, str, str, list, list, int, int, str, list)))
    return parsed if is_typed and _is_whole(parsed) else None


def _is_whole(entry: Entry) -> bool:
    """Return whether undo can work with an entry: objects under their keys, possible settings."""
    if not all(map(_is_change, entry.changes)):
        return False
    if not (entry.settings or entry.held):
        return True
    try:
        for values in entry.settings:
            model_settings.from_json(named_settings(values))
        for section in entry.held:
            held_changes.parse_section(section.encode("utf-8", "surrogatepass"))
    except (ValueError, TypeError, AttributeError, KeyError):
        return False
    return len(entry.settings) in (0, 2) and len(entry.held) in (0, 2)


def _is_change(change: Any) -> bool:
    return (
        isinstance(change, list)
        and len(change) == 5
        and all(isinstance(word, str) for word in change[:3])
        and all(obj is None or _is_object_of(Key(*change[:3]), obj) for obj in change[3:])
    )


def _is_object_of(key: Key, obj: Any) -> bool:
    metadata = obj.get("metadata") if isinstance(obj, dict) else None
    return isinstance(metadata, dict) and key == (
        obj.get("kind"),
        metadata.get("namespace") or "",
        metadata.get("name"),
    )


def named_settings(values: list[Any]) -> dict[str, Any]:
    """Return settings by name; a history holds their values alone."""
    return dict(zip(model_settings.Settings._fields, values, strict=False))


def effective_entries(entries: list[Entry]) -> list[Entry]:
    """Return the entries that became a state.

    If a serial occurs again later, the earlier command did not reach the state file.
    """
    reached: dict[str, int] = {}
    effective = []
    for entry in reversed(entries):
        if entry.serial < reached.get(entry.lineage, entry.serial + 1):
            effective.append(entry)
            reached[entry.lineage] = entry.serial
    return effective[::-1]


def entries_of(entries: list[Entry], cluster: Cluster) -> list[Entry]:
    """Return the entries of a cluster up to its serial.

    (Entries of earlier versions have no lineage.)
    """
    return [
        entry
        for entry in entries
        if entry.lineage in ("", cluster.lineage) and entry.serial <= cluster.serial
    ]


def summary(entry: Entry) -> str:
    """Return in a few words how much a command changed."""
    words = {"made": 0, "changed": 0, "gone": 0}
    for *_, before, after in entry.changes:
        words["made" if before is None else "gone" if after is None else "changed"] += 1
    text = ", ".join(f"{count} {word}" for word, count in words.items() if count) or (
        "settings" if entry.settings else "what is held" if entry.held else "a new cluster"
    )
    return (
        f"{text}; takes back {entry.undoes}"
        if entry.undoes
        else f"{text}; again {entry.redoes}"
        if entry.redoes
        else text
    )
