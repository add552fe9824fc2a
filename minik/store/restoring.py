"""Restore a lost or broken state from a backup, and redo the later commands of the history."""

import os
from datetime import datetime

from minik.errors import Refused
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.store import backup, checking, committing, history, object_checks, state, undoing
from minik.store.history import Entry
from minik.store.layout import Header


class Restoration(NamedTuple):
    """The restored cluster, its source, the redone commands, and the path of the replaced file."""

    cluster: Cluster
    source: str
    again: list[Entry]
    aside: str


def restore(path: str, source: str, now: datetime, *, force: bool) -> Restoration:
    """Restore the state at a path; raise Refused if it is not broken and `force` is not set."""
    path = os.path.realpath(path)
    flaw = _find_flaw(path)
    if flaw == "" and not force:
        raise Refused(
            f"{path} is whole; nothing was restored",
            hint="take back commands: minik undo; put a backup in its place all the same: minik state restore --force",
        )
    source = source or _choose_source(path, flaw)
    saved = state.read(source, now)
    if saved is None:
        raise Refused(f"there is no file {source}")
    if not force:
        _require_same_cluster(path, saved, source)
    cluster, redone = _redo_entries(saved, history.read(path))
    latest = max(
        (
            object_checks.resource_version(change[4])
            for entry in redone
            for change in entry.changes
            if change[4]
        ),
        default=0,
    )
    header = Header(
        cluster.lineage,
        saved.serial + len(redone),
        max(cluster.version, latest),
        cluster.settings._asdict(),
    )
    aside = committing.put_back(path, cluster, header, broken=bool(flaw))
    return Restoration(cluster, source, redone, aside)


def _find_flaw(path: str) -> str | None:
    """Return the first serious flaw of the state, "" if it has none, None if it is gone."""
    try:
        return next(
            (
                found_flaw.text
                for found_flaw in checking.check_state(path).flaws
                if found_flaw.wrong
            ),
            "",
        )
    except Refused:
        if not os.path.lexists(path):
            return None
        raise


def _choose_source(path: str, flaw: str | None) -> str:
    """Return the file to restore from; for an intact state only the cluster that it replaced."""
    order = (backup.ASIDE,) if flaw == "" else (backup.PREVIOUS, backup.ASIDE)
    backup_path = next((path + end for end in order if os.path.lexists(path + end)), None)
    if backup_path is None:
        raise Refused(
            f"nothing is kept from which {path} could be restored",
            hint="a new cluster: minik init --force",
        )
    return backup_path


def _require_same_cluster(path: str, saved: Cluster, source: str) -> None:
    """Raise Refused if the source belongs to another cluster than the state."""
    latest = next(
        (entry.lineage for entry in reversed(history.read(path)) if entry.lineage), saved.lineage
    )
    if latest != saved.lineage:
        raise Refused(
            f"{source} is not of the cluster that was in {path} last (lineage {saved.lineage}, not {latest})",
            hint="put it there all the same: minik state restore --force",
        )


def _redo_entries(cluster: Cluster, entries: list[Entry]) -> tuple[Cluster, list[Entry]]:
    """Return the cluster with the later commands of the history redone, and those commands."""
    redone: list[Entry] = []
    for entry in (
        entry
        for entry in entries
        if entry.lineage == cluster.lineage and entry.serial > cluster.serial
    ):
        if entry.serial != cluster.serial + len(redone) + 1:
            break
        cluster = undoing.redo_entry(cluster, entry)
        redone.append(entry)
    return cluster, redone
