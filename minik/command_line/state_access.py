"""What every command does first and last: find the state file, read it, and save it if it changed."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from minik.command_line import invocation, streams
from minik.errors import ClientError, MinikError, Several
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.controls import escape_lines
from minik.model.duration import BadDuration, after, parse_duration, parse_time
from minik.model.settings import DEFAULT, Settings
from minik.model.source import Objects
from minik.store import state

LIVE = ("live", "kubeconfig", "server")  # the options that name a live cluster
PLAIN = {"state", "context", "namespace", "lock-timeout", "v", "quiet"}
LONGEST_LINE = 200  # characters of a command line that are remembered


class Session:
    """One command's access to the state: `cluster` is what it reads; `keep` replaces it."""

    def __init__(self, path: str, *, unread: bool = False) -> None:
        self.path = path
        self.before = None if unread else state.read(path, now())
        if path:
            note(
                f"read {path}: serial {self.before.serial}"
                if self.before
                else f"no state is in {path} yet"
            )
        self.base = self.cluster = (
            at_own_clock(self.before)
            if self.before
            else Cluster(Objects())  # it is replaced without a look
            if unread
            else new_cluster()
        )
        self._kept = False
        self._undoes = self._redoes = 0

    @classmethod
    def on(cls, cluster: Cluster) -> "Session":
        """Return a session on a cluster that no state file holds."""
        session = cls("", unread=True)
        session.before = session.base = session.cluster = cluster
        return session

    def begin(self, settings: Settings) -> None:
        """Set the settings of a cluster that is only being created."""
        self.base = self.cluster = new_cluster(settings)

    def keep(self, cluster: Cluster, *, undoes: int = 0, redoes: int = 0) -> None:
        """Replace the cluster; `undoes` or `redoes` is the serial of the command that is undone or
        redone.
        """
        self.cluster, self._kept, self._undoes, self._redoes = cluster, True, undoes, redoes

    def save(self, command: str) -> None:
        """Write the cluster that was kept, if it differs from the one read."""
        same = (
            self.cluster.source is self.base.source
            and not self.cluster.changes
            and self.cluster.settings == self.base.settings
            and not self.cluster.has_new_held
        )
        if self._kept and not (same and self.before):
            from minik.store import committing, history  # noqa: PLC0415 only what changes the state writes it

            entry = history.make_entry(self.cluster, self.base, command)._replace(
                undoes=self._undoes, redoes=self._redoes
            )
            trouble = committing.write(self.path, self.before, self.cluster, entry)
            note(f"wrote {self.path}: {history.summary(entry)}")
            if verbosity() >= 2:
                from minik.render import state_changes  # noqa: PLC0415 few want to know this much

                for line in state_changes.lines(entry.changes):
                    tell(line)
            if trouble:
                tell(f"Warning: {trouble}")


def now() -> datetime:
    """Return the time: real unless MINIK_NOW (RFC 3339) fixes it."""
    fixed = os.environ.get("MINIK_NOW")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return parse_time(fixed)
    except ValueError:
        raise ClientError(f'MINIK_NOW="{fixed}" is no time such as 2026-01-31T12:00:00Z') from None


def at_own_clock(cluster: Cluster) -> Cluster:
    """Return the cluster at its own time, which may be ahead of ours."""
    ahead = cluster.settings.clock
    return cluster.at(after(cluster.now, ahead)) if ahead else cluster


# The settings of a cluster that nobody initialised: it has accounts, as those of `init` have.
FIRST = DEFAULT._replace(disabled_admission_plugins=())


def new_cluster(settings: Settings = FIRST) -> Cluster:
    """Return the cluster for a state file that does not exist yet."""
    from minik.bootstrap import new_cluster as _new  # noqa: PLC0415 only a first command needs the controllers to look at a cluster
    from minik.controllers import settle  # noqa: PLC0415

    return settle(_new.create_cluster(settings, now())).as_baseline()


def option(name: str) -> Any:
    """Return the value of a global option, given before or after the verb."""
    return invocation.current().global_options.get(name)


def live_session() -> Any:
    """Return the session with the live cluster that the command line or its context names; None where
    it works on a state file. Raises ClientError.
    """
    line = invocation.current()
    if line.live is None and not line.keeps_state:
        asks_context = not option("state") and (option("context") or not has_state())
        context = _context() if asks_context and not is_live_option() else None
        if line.global_options.keys() - PLAIN or context and context.live:
            from minik.command_line import live_cluster  # noqa: PLC0415 few ask a live cluster

            line.live = live_cluster.open_session(context, tell)
    return line.live


def has_state() -> bool:
    """Return whether the environment names a state file."""
    return bool(os.environ.get("MINIK_STATE"))


def leave_live() -> None:
    """Work on the state file from here on, although the command line names a live cluster, too."""
    line = invocation.current()
    if line.live is not None:
        line.live, line.keeps_state = None, True
        line.global_options.pop("context", None)


def is_live_option() -> bool:
    """Return whether an option names the live cluster, and not a context of minik's own."""
    return any(option(name) for name in LIVE)


def _context() -> Any:
    from minik.store import contexts  # noqa: PLC0415 contexts are not even read where a file is named

    return contexts.find_context(option("context") or "")


def refuse_live() -> None:
    """Raise Refused where the command line names a live cluster, which is only read."""
    if live_session() is not None:
        from minik.command_line import live_cluster  # noqa: PLC0415 only a refusal needs it

        raise live_cluster.refusal(namespace())


def state_path() -> str:
    """Return the path of the state file: --state, else MINIK_STATE, else the current context's."""
    return find_state()[0]


def find_state() -> tuple[str, str]:
    """Return the path of the state file, and where it comes from."""
    refuse_live()
    if option("state"):
        return str(option("state")), "--state"
    if not option("context") and has_state():
        return os.environ["MINIK_STATE"], "MINIK_STATE"
    context = _context()
    return context.state, f"context {context.name}"


def namespace(given: str | None = None) -> str:
    """Return the namespace in effect: -n, else the context's."""
    name = given or option("namespace")
    if name:
        return str(name)
    live = live_session()
    own = "default" if live and is_live_option() else _context().namespace
    return live.namespace if live and own == "default" else own


def tell(text: str) -> None:
    """Print a message to stderr: it is no part of the result."""
    if text.startswith("Warning: "):
        count_warnings(1)
    if not option("quiet"):
        streams.tell(escape_lines(text))


def count_warnings(number: int) -> None:
    """Add to the warnings that --warnings-as-errors makes errors of."""
    invocation.current().warnings += number


def verbosity() -> int:
    """Return how much is to be told (-v)."""
    return int(option("v") or 0)


def note(text: str) -> None:
    """Tell something only with -v."""
    if verbosity() >= 1:
        tell(text)


def say(text: str, *, nl: bool = True) -> None:
    """Print a line of the result, or several; `nl`: end the last one."""
    streams.echo(escape_lines(text), nl=nl)


def parse_timeout(text: str) -> float:
    """Return a timeout in seconds: `60s`, or just `60`. Raises ClientError."""
    try:
        return parse_duration(text + "s" * text.isdigit())
    except BadDuration as error:
        raise ClientError(f'invalid argument "{text}" for "--lock-timeout" flag: {error}') from None


def report(errors: Iterable[MinikError]) -> None:
    """Raise the errors, several as one; do nothing where there are none."""
    refusals = list(errors)
    if refusals:
        raise refusals[0] if len(refusals) == 1 else Several(refusals)


def read_cluster() -> Cluster:
    """Return the cluster, for a command that only reads: that of files named with -f, or the state's."""
    return read_session().cluster


def read_session(*, whole: bool = False) -> Session:
    """Return a session that is never saved, on the cluster that `read_cluster` returns; `whole`: for
    changes that are supposed, so a live cluster is read with all that is in it.
    """
    line = invocation.current()
    if line.elsewhere:
        return Session.on(line.elsewhere())
    live = live_session()
    if live is None:
        return Session(state_path())
    read = live.whole_cluster if whole else live.cluster
    return Session.on(read(now(), namespace(line.values.get("namespace"))))


def typed_line() -> str:
    """Return the command line as it is remembered: quoted, without secrets, not without end."""
    from minik.command_line import secret_options  # noqa: PLC0415 only changes are remembered

    invoked = invocation.current()
    words = ["minik", *secret_options.remembered_words(invoked.typed, invoked.options)]
    line = " ".join(words) if invoked.typed else invoked.path
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 3]}..."


@contextmanager
def begin_change(*, unread: bool = False) -> Iterator[Session]:
    """Read the cluster, and write it afterwards, under one lock.

    `unread`: the state is replaced without being read.

    A dry run saves nothing and so waits for nobody: in `minik create --dry-run=client ... | minik
    apply -f -` the second holds the lock while it waits for the first.
    """
    refuse_live()
    if invocation.current().elsewhere:
        raise ClientError(
            "files named with -f are looked at, not changed: minik import -f keeps them"
        )
    if invocation.current().values.get("dry_run"):
        yield Session(state_path(), unread=unread)
        return
    from minik.store import locking, state_file  # noqa: PLC0415 only what changes the state locks it

    path, verb = os.path.realpath(state_path()), invocation.current().path
    state_file.require_plain(path)
    with locking.hold_lock(
        path, timeout=parse_timeout(option("lock-timeout") or "10s"), command=verb, report=tell
    ):
        session = Session(path, unread=unread)
        invocation.hold(session)
        yield session
        session.save(typed_line())
