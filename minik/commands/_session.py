"""What every command does first and last: find the state file, read it, and, if it changed, save it."""
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from minik.errors import ClientError, MinikError, Several
from minik.model.cluster import Cluster
from minik.model.controls import visible_lines
from minik.model.duration import BadDuration, moment, seconds
from minik.model.settings import DEFAULT, Settings
from minik.store import state


class Session:
    """One command's hold on the state: `cluster` is what it reads; `keep` says what it shall be from now on."""

    def __init__(self, path: str, *, unread: bool = False) -> None:
        self.path = path
        self.before = None if unread else state.read(path, now())
        note(f"read {path}: serial {self.before.serial}" if self.before else f"no state is in {path} yet")
        self.base = self.cluster = timed(self.before) if self.before else new_cluster()
        self._kept = False
        self._undoes = self._redoes = 0

    def begin(self, settings: Settings) -> None:
        """The cluster that is only just being made is to be like this."""
        self.base = self.cluster = new_cluster(settings)

    def keep(self, cluster: Cluster, *, undoes: int = 0, redoes: int = 0) -> None:
        """This is the cluster from now on; `undoes` or `redoes` name the serial of the command that is taken back or done again."""
        self.cluster, self._kept, self._undoes, self._redoes = cluster, True, undoes, redoes

    def save(self, command: str) -> None:
        """Write what was kept, if it differs from what was read."""
        same = self.cluster.source is self.base.source and not self.cluster.changes and self.cluster.settings == self.base.settings
        if self._kept and not (same and self.before):
            from minik.store import committing, history  # noqa: PLC0415 only what changes the state writes it
            made = history.entry(self.cluster, self.base, command)._replace(undoes=self._undoes, redoes=self._redoes)
            trouble = committing.write(self.path, self.before, self.cluster, made)
            note(f"wrote {self.path}: {history.summary(made)}")
            if loudness() >= 2:
                from minik.render import _changed  # noqa: PLC0415 few want to know this much
                for line in _changed.lines(made.changes):
                    tell(line)
            if trouble:
                tell(f"Warning: {trouble}")


def now() -> datetime:
    """The time: real unless MINIK_NOW (RFC 3339) fixes it."""
    fixed = os.environ.get("MINIK_NOW")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return moment(fixed)
    except ValueError:
        raise ClientError(f'MINIK_NOW="{fixed}" is no time such as 2026-01-31T12:00:00Z') from None


def timed(cluster: Cluster) -> Cluster:
    """The cluster by its own clock, which may be ahead of ours."""
    return cluster.at(cluster.now + timedelta(seconds=cluster.settings.clock)) if cluster.settings.clock else cluster


def new_cluster(settings: Settings = DEFAULT) -> Cluster:
    """What stands where no state file is yet."""
    from minik.controllers import _new, settle  # noqa: PLC0415 only a first command needs the controllers to look at a cluster
    return settle(_new.cluster(settings, now())).at_rest()


def option(name: str) -> Any:
    """A global option's value, given before or after the verb."""
    context = click.get_current_context(silent=True)
    return context.find_root().meta.get(f"minik.{name}") if context else None


def state_path() -> str:
    """--state, else MINIK_STATE, else the current context's file."""
    return chosen()[0]


def chosen() -> tuple[str, str]:
    """The state file that is meant, and why that one."""
    if option("state"):
        return str(option("state")), "--state"
    if not option("context") and os.environ.get("MINIK_STATE"):
        return os.environ["MINIK_STATE"], "MINIK_STATE"
    from minik.store import contexts  # noqa: PLC0415 contexts are not even read where a file is named
    context = contexts.chosen(option("context") or "")
    return context.state, f"context {context.name}"


def namespace(given: str | None = None) -> str:
    """The namespace that is meant: -n, else that of the context."""
    chosen = given or option("namespace")
    if chosen:
        return str(chosen)
    from minik.store import contexts  # noqa: PLC0415
    return contexts.chosen(option("context") or "").namespace


def tell(text: str) -> None:
    """Say to the person what is no part of the result."""
    context = click.get_current_context(silent=True)
    if context and text.startswith("Warning: "):
        meta = context.find_root().meta
        meta["minik.warnings"] = meta.get("minik.warnings", 0) + 1
    click.echo(visible_lines(text), err=True)


def loudness() -> int:
    """How much is to be told (-v)."""
    return int(option("v") or 0)


def note(text: str) -> None:
    """Say what is told only to those who want to know more (-v)."""
    if loudness() >= 1:
        tell(text)


def say(text: str, *, nl: bool = True) -> None:
    """Print a line of the result, or several; `nl`: the last one has no end yet."""
    click.echo(visible_lines(text), nl=nl)


def patience(text: str) -> float:
    """How many seconds to wait for another process: `60s`, or just `60`."""
    try:
        return seconds(text + "s" * text.isdigit())
    except BadDuration as error:
        raise ClientError(f'invalid argument "{text}" for "--lock-timeout" flag: {error}') from None


def report(errors: Iterable[MinikError]) -> None:
    """Tell what was refused, all of it; nothing, where nothing was."""
    found = list(errors)
    if found:
        raise found[0] if len(found) == 1 else Several(found)


def reading() -> Cluster:
    """The cluster, for a command that only looks."""
    return Session(state_path()).cluster


def _is_rehearsal() -> bool:
    context: click.Context | None = click.get_current_context()
    while context is not None:
        if context.params.get("dry_run"):
            return True
        context = context.parent
    return False


@contextmanager
def changing(*, unread: bool = False) -> Iterator[Session]:
    """The cluster, for a command that changes it: read and written under one lock. `unread`: what is there is replaced, not looked at.

    A rehearsal (--dry-run) saves nothing and so waits for nobody: in `minik create --dry-run=client ... | minik apply -f -` the second
    holds the lock while it waits for the first.
    """
    if _is_rehearsal():
        yield Session(state_path(), unread=unread)
        return
    from minik.store import locking  # noqa: PLC0415 only what changes the state locks it
    path, verb = os.path.realpath(state_path()), click.get_current_context().command_path
    with locking.locked(path, timeout=patience(option("lock-timeout") or "10s"), command=verb, waiting=tell):
        session = Session(path, unread=unread)
        yield session
        session.save(verb)
