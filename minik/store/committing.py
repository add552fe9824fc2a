"""Commit the result of a command: the state file, one serial further, and a line of the history."""

import os
import time
from collections.abc import Mapping
from datetime import datetime

from minik.errors import Refused
from minik.light_typing import TypeAlias
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.store import (
    backup,
    following,
    held_changes,
    history,
    history_length,
    layout,
    saving,
    state_file,
)
from minik.store.history import Entry
from minik.store.layout import Header
from minik.store.saving import Piece
from minik.store.state_file import StateFile

Changes: TypeAlias = Mapping[Key, Object | None]


def write(
    path: str,
    before: Cluster | None,
    after: Cluster,
    entry: Entry | None,
    journal: str = "",
    unwritten: Changes | None = None,
) -> str:
    """Write `after` to the state file, one serial further; `before` was read under the same lock.

    `entry` is the line of the history; it gets the serial of this commit. Without one the cluster is the
    same, and so is its serial: only the file is written anew. `journal` is the name of the
    journal that follows the file. `unwritten` is all in which `after` differs from the file, where that is
    known. Returns a warning or "":
    the history could not be written, or a state file that once existed was gone.
    """
    path = os.path.realpath(path)
    state_file.require_plain(path)
    if before is not None:
        _require_unchanged(path, before)
    try:
        return _write_changes(path, before, after, entry, journal, unwritten)
    finally:
        layout.forget_encodings()


def _write_changes(
    path: str,
    before: Cluster | None,
    after: Cluster,
    entry: Entry | None,
    journal: str,
    unwritten: Changes | None,
) -> str:
    header, held = _with_held(_header(before, after, journal), after)
    if entry is None:
        header = header._replace(serial=header.serial - 1)
    if unwritten is None and before and before.source is after.source:
        unwritten = after.changes
    source = before.source if before and before.lineage == after.lineage else None
    old_file = source if isinstance(source, StateFile) and unwritten is not None else None
    body = list(saving.splice(old_file, unwritten or {})) if old_file else _all_lines(after)
    saving.prepare(path, header, body, old_file, _stamp_time(after.now), held)
    warning = ""
    if entry is None:
        saving.exchange(path)
    else:
        named = entry._replace(serial=header.serial, lineage=header.lineage)
        warning = _replace_state(path, before, named)
    saving.sync_folder(path)
    return warning


def put_back(path: str, cluster: Cluster, header: Header, *, broken: bool) -> str:
    """Restore a cluster with this header; return where the replaced file is kept, or ""."""
    state_file.require_plain(path)
    old_header = getattr(cluster.source, "header", None)
    if isinstance(old_header, Header):
        header = header._replace(
            settings={**old_header.settings, **header.settings}, other=old_header.other
        )
    header, held = _with_held(header, cluster)
    saving.prepare(path, header, _all_lines(cluster), None, _stamp_time(cluster.now), held)
    layout.forget_encodings()
    try:
        aside = backup.set_aside(path, backup.BROKEN if broken else backup.ASIDE)
        saving.exchange(path)
    except Refused:
        saving.discard(path)
        raise
    saving.sync_folder(path)
    return aside


# The history first, then the state: a process that is killed between the two leaves a line above
# the state's serial, which nobody heeds; the other way round it would leave a change that nothing
# can take back.
def _replace_state(path: str, before: Cluster | None, entry: Entry) -> str:
    appended, warning = None, ""
    try:
        if before is not None and before.lineage == entry.lineage:
            backup.keep_previous(path)
        elif not backup.set_aside(path):
            warning = backup.set_aside_previous(path)
        appended = history.append(path, entry)
        saving.exchange(path)
    except Refused:
        saving.discard(path)
        if appended:
            history.withdraw(path, appended)
        raise
    history_length.shorten(path, entry)
    return appended.warning or warning


def _header(before: Cluster | None, after: Cluster, journal: str) -> Header:
    """Return the new header, with the fields of the old one that only a later minik knows.

    The journal of the old one is part of the new file.
    """
    serial = (before.serial if before else after.serial) + 1
    old_header = (
        getattr(before.source, "header", None)
        if before and before.lineage == after.lineage
        else None
    )
    settings, other = (
        (old_header.settings, old_header.other) if isinstance(old_header, Header) else ({}, {})
    )
    other = {name: value for name, value in other.items() if name != layout.JOURNAL}
    if journal:
        other[layout.JOURNAL] = journal
    return Header(
        after.lineage, serial, after.version, {**settings, **after.settings._asdict()}, other=other
    )


def _with_held(header: Header, cluster: Cluster) -> tuple[Header, bytes]:
    """Return the header and the section of held changes; unchanged ones are not parsed."""
    source = cluster.source
    if isinstance(source, StateFile) and not cluster.has_new_held:
        held = source.part(source.end, source.end + max(source.header.held, 0))
        return header._replace(held=source.header.held), held
    held = held_changes.section(cluster.held)
    return header._replace(held=len(held) if cluster.held.imported else -1), held


def _stamp_time(now: datetime) -> int:
    """Return the mtime to set, in even seconds, which every file system can store.

    With MINIK_NOW it follows that clock, so the same commands give the same bytes.
    """
    moment = int(now.timestamp()) if os.environ.get("MINIK_NOW") else int(time.time())
    return moment // 2 * 2


def _all_lines(cluster: Cluster) -> list[Piece]:
    lines = [
        (layout.key_bytes(kind, path), obj)
        for kind in cluster.kinds()
        for path, obj in cluster.table(kind).by_path.items()
    ]
    return [layout.object_line(key, obj) for key, obj in sorted(lines, key=lambda line: line[0])]


def _require_unchanged(path: str, before: Cluster) -> None:
    """Raise Refused if another program changed the file since it was read."""
    facts = getattr(before.source, "facts", None)
    try:
        same = not isinstance(facts, os.stat_result) or following.stamp_of(
            facts
        ) == following.stamp_of(os.stat(path))
    except FileNotFoundError:
        same = False
    except OSError as error:
        raise state_file.read_error(path, error) from None
    if not same:
        raise Refused(
            f"{path} was changed by another program in the meantime; nothing was written: try again"
        )
