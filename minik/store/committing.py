"""A commit: what a command made of the cluster becomes the state file, one serial further, and a line of the history."""
import os
import time
from datetime import datetime

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.store import backup, following, history, layout, saving, state_file
from minik.store.history import Entry
from minik.store.layout import Header
from minik.store.saving import Piece
from minik.store.state_file import StateFile


def write(path: str, before: Cluster | None, after: Cluster, made: Entry) -> str:
    """Make `after` the cluster in the file, one serial further; `before` is what was read there under the same lock.

    `made` is what the history keeps of it; it gets the serial under which this is saved. Gives what a person should know besides:
    that the history could not be written, which is no reason to lose the command, or that a state was there once.
    """
    path = os.path.realpath(path)
    if before is not None:
        _still_there(path, before)
    header = _header(before, after)
    old = before.source if before and before.source is after.source and isinstance(before.source, StateFile) else None
    body = list(saving.spliced(old, after.changes)) if old else _whole(after)
    saving.prepare(path, header, body, old, _stamp_time(after.now))
    trouble = _exchange(path, before, made._replace(serial=header.serial, lineage=header.lineage))
    saving.sync_folder(path)
    return trouble


def put_back(path: str, cluster: Cluster, header: Header, *, broken: bool) -> str:
    """Make the state again what it was, serial and all; gives where what is there now is kept, if anything is."""
    old = getattr(cluster.source, "header", None)
    if isinstance(old, Header):
        header = header._replace(settings={**old.settings, **header.settings}, other=old.other)
    saving.prepare(path, header, _whole(cluster), None, _stamp_time(cluster.now))
    try:
        aside = backup.set_aside(path, backup.BROKEN if broken else backup.ASIDE)
        saving.exchange(path)
    except Refused:
        saving.discard(path)
        raise
    saving.sync_folder(path)
    return aside


# The history first, then the state: a process that is killed between the two leaves a line above the state's serial, which nobody
# heeds; the other way round it would leave a change that nothing can take back.
def _exchange(path: str, before: Cluster | None, made: Entry) -> str:
    noted, gone = None, ""
    try:
        if before is not None and before.lineage == made.lineage:
            backup.keep(path)
        elif not backup.set_aside(path):
            gone = backup.remember(path)
        noted = history.append(path, made)
        saving.exchange(path)
    except Refused:
        saving.discard(path)
        if noted:
            history.withdraw(path, noted)
        raise
    history.shorten(path, made)
    return noted.trouble or gone


def _header(before: Cluster | None, after: Cluster) -> Header:
    """The new header, with all that a later minik keeps in the old one."""
    serial = (before.serial if before else after.serial) + 1
    old = getattr(before.source, "header", None) if before and before.lineage == after.lineage else None
    settings, other = (old.settings, old.other) if isinstance(old, Header) else ({}, {})
    return Header(after.lineage, serial, after.version, {**settings, **after.settings._asdict()}, other=other)


def _stamp_time(now: datetime) -> int:
    """The mtime to be: even seconds, which every file system can keep; of a fixed clock, so that the same commands give the same bytes."""
    moment = int(now.timestamp()) if os.environ.get("MINIK_NOW") else int(time.time())
    return moment // 2 * 2


def _whole(cluster: Cluster) -> list[Piece]:
    lines = [(layout.key_bytes(kind, path), obj) for kind in cluster.kinds() for path, obj in cluster.table(kind).by_path.items()]
    return [layout.object_line(key, obj) for key, obj in sorted(lines, key=lambda line: line[0])]


def _still_there(path: str, before: Cluster) -> None:
    """Refuse to write over what was not read: someone without our lock was faster."""
    facts = getattr(before.source, "facts", None)
    try:
        same = not isinstance(facts, os.stat_result) or following.stamped(facts) == following.stamped(os.stat(path))
    except FileNotFoundError:
        same = False
    except OSError as error:
        raise state_file.unreadable(path, error) from None
    if not same:
        raise Refused(f"{path} was changed by another program in the meantime; nothing was written: try again")
