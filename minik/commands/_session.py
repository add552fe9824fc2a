"""What every command does first and last: find the state file, read it, and, if it changed, settle and save it."""
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click

from minik.controllers import _new
from minik.errors import MinikError
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.settings import Settings
from minik.store import state


class Session:
    """One command's hold on the state: `cluster` is what it reads, and what will be saved if `keep` is called."""

    def __init__(self, path: str) -> None:
        self.path = path
        found = state.read(path, now())
        self.fresh = found is None
        self.cluster = found.at(now() + timedelta(seconds=found.settings.clock)) if found else new_cluster()
        self._kept: Cluster | None = None

    def keep(self, cluster: Cluster) -> None:
        """This is what the cluster should be from now on."""
        self.cluster = self._kept = cluster

    def save(self) -> None:
        if self._kept is not None:
            state.write(self.path, self._kept)


def now() -> datetime:
    """The time: real unless MINIK_NOW fixes it."""
    fixed = os.environ.get("MINIK_NOW")
    return moment(fixed) if fixed else datetime.now(UTC).replace(microsecond=0)


def new_cluster() -> Cluster:
    from minik.controllers import settle  # only a state that is not there yet needs the controllers
    return settle(_new.cluster(Settings(), now()))


def state_path(context: click.Context) -> str:
    """--state, else MINIK_STATE, else the current context's file."""
    chosen = context.find_root().params.get("state") or os.environ.get("MINIK_STATE")
    return chosen or os.path.join(os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state"), "minik", "default.json")


def reading() -> Cluster:
    """The cluster, for a command that only looks."""
    return Session(state_path(click.get_current_context())).cluster


@contextmanager
def changing() -> Iterator[Session]:
    """The cluster, for a command that changes it: under the lock, settled and saved at the end."""
    path = state_path(click.get_current_context())
    with state.locked(path, 10):
        session = Session(path)
        yield session
        session.save()


def report(errors: Iterable[MinikError]) -> None:
    """Gathered refusals, one after the other; the command ends with 1."""
    from minik import cli
    found = list(errors)
    for error in found:
        click.echo(cli.message(error), err=True)
    if found:
        raise SystemExit(1)
