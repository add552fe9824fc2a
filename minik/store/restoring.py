"""Bring back a state that was thrown away or broken: the state before the last command, and on it what the history knows of since."""
import os
from datetime import datetime
from typing import NamedTuple

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.store import backup, checking, committing, history, judging, state
from minik.store.history import Entry
from minik.store.layout import Header


class Restored(NamedTuple):
    """The cluster that is there again: from which file, by doing which commands again, and where what was there before is kept."""

    cluster: Cluster
    source: str
    again: list[Entry]
    aside: str


def restored(path: str, source: str, now: datetime, *, force: bool) -> Restored:
    """Make the state again what it was. Refused: the state is whole, and it is not said that it shall go all the same."""
    path = os.path.realpath(path)
    trouble = _trouble(path)
    if trouble == "" and not force:
        raise Refused(f"{path} is whole; nothing was restored",
                      hint="take back commands: minik undo; put a backup in its place all the same: minik state restore --force")
    source = source or _source(path, trouble)
    found = state.read(source, now)
    if found is None:
        raise Refused(f"there is no file {source}")
    if not force:
        _same(path, found, source)
    cluster, again = _done_again(found, history.read(path))
    latest = max((judging.version(change[4]) for made in again for change in made.changes if change[4]), default=0)
    header = Header(cluster.lineage, found.serial + len(again), max(cluster.version, latest), cluster.settings._asdict())
    aside = committing.put_back(path, cluster, header, broken=bool(trouble))
    return Restored(cluster, source, again, aside)


def _trouble(path: str) -> str | None:
    """Why the state is of no use: it is gone (None), or what is wrong with it; empty: nothing is."""
    try:
        return next((flaw.text for flaw in checking.proof(path).flaws if flaw.wrong), "")
    except Refused:
        if not os.path.lexists(path):
            return None
        raise


def _source(path: str, trouble: str | None) -> str:
    """The file to restore from: of a state that is whole it can only be the cluster that it replaced."""
    order = (backup.ASIDE,) if trouble == "" else (backup.PREVIOUS, backup.ASIDE)
    found = next((path + end for end in order if os.path.lexists(path + end)), None)
    if found is None:
        raise Refused(f"nothing is kept from which {path} could be restored", hint="a new cluster: minik init --force")
    return found


def _same(path: str, found: Cluster, source: str) -> None:
    """Refuse to take for the state what is of another cluster."""
    latest = next((made.lineage for made in reversed(history.read(path)) if made.lineage), found.lineage)
    if latest != found.lineage:
        raise Refused(f"{source} is not of the cluster that was in {path} last (lineage {found.lineage}, not {latest})",
                      hint="put it there all the same: minik state restore --force")


def _done_again(cluster: Cluster, entries: list[Entry]) -> tuple[Cluster, list[Entry]]:
    """A cluster with the commands that came after it done again, and which these are."""
    again: list[Entry] = []
    for made in (made for made in entries if made.lineage == cluster.lineage and made.serial > cluster.serial):
        if made.serial != cluster.serial + len(again) + 1:
            break
        cluster = history.done_again(cluster, made)
        again.append(made)
    return cluster, again
