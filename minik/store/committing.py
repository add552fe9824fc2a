"""A commit: what a command made of the cluster becomes the state file, one serial further, and a line of the history."""
import os
import time
from datetime import datetime

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.store import history, layout, saving, state_file
from minik.store.history import Entry
from minik.store.layout import Header
from minik.store.state_file import StateFile


def write(path: str, before: Cluster | None, after: Cluster, made: Entry) -> None:
    """Make `after` the cluster in the file, one serial further; `before` is what was read there under the same lock.

    `made` is what the history keeps of it; it gets the serial under which this is saved.
    """
    path = os.path.realpath(path)
    changes = after.changes
    if before is not None:
        _still_there(path, before)
    else:
        _set_aside(path)
    header = Header(after.lineage, (before.serial if before else after.serial) + 1, after.version, after.settings._asdict())
    old = before.source if before and before.source is after.source and isinstance(before.source, StateFile) else None
    body = list(saving.spliced(old, changes)) if old else _whole(after)
    saving.write(path, header, body, old, _stamp_time(after.now))
    history.append(path, made._replace(serial=header.serial))


def _stamp_time(now: datetime) -> int:
    """The mtime to be: even seconds, which every file system can keep; of a fixed clock, so that the same commands give the same bytes."""
    moment = int(now.timestamp()) if os.environ.get("MINIK_NOW") else int(time.time())
    return moment // 2 * 2


def _whole(cluster: Cluster) -> list[saving.Piece]:
    lines = [(layout.key_bytes(kind, path), obj) for kind in cluster.kinds() for path, obj in cluster.table(kind).by_path.items()]
    return [layout.object_line(key, obj) for key, obj in sorted(lines, key=lambda line: line[0])]


def _still_there(path: str, before: Cluster) -> None:
    """Refuse to write over what was not read: someone without our lock was faster."""
    found = state_file.opened(path)
    if found is None:
        return
    handle, facts = found
    ours = state_file.stamped(path, handle, facts)
    os.close(handle)
    if ours and (ours.header.lineage, ours.header.serial) != (before.lineage, before.serial):
        raise Refused(f"{path} was changed by another program in the meantime; nothing was written: try again")


def _set_aside(path: str) -> None:
    """What a new cluster replaces, whole or not, stays beside it as `.bak`."""
    try:
        os.replace(path, path + ".bak")
    except FileNotFoundError:
        return
    except OSError as error:
        raise Refused(f"cannot set aside {path}: {error.strerror}") from None
