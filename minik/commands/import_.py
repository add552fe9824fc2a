"""Make the cluster that a dump of a real one shows"""

import os
from collections.abc import Iterator, Sequence

from minik.bootstrap import new_cluster
from minik.command_line import flags, progress, state_access
from minik.controllers import hold, settle
from minik.dumps.importing import import_documents
from minik.dumps.summary import describe_kinds
from minik.errors import ClientError, Refused
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.object import key_of_path
from minik.sources import reading
from minik.store import journal, state


@flags.command()
@flags.filename
@flags.flag(
    "--settle",
    "let_go",
    help="Let the controllers change what they would change of a healthy cluster",
)
@flags.namespace
@flags.flag(
    "--with-secrets", help="With --live: also keep the values of Secrets, not only their keys"
)
@flags.flag("--force", help="Replace a cluster that was not imported; its file is kept as .bak")
def command(
    filenames: Sequence[str],
    recursive: bool,
    let_go: bool,
    force: bool,
    namespace: str,
    with_secrets: bool,
) -> None:
    """Make the state the cluster that a dump of a real one shows.

    Objects are kept to the letter, and stay as they were recorded: what controllers would change of
    them is held, not done (minik settle does it). What a person changes afterwards has its effects.
    Settings are inferred from the objects. What was in the state before is replaced.

    A dump is what kubectl get -o yaml or -o json printed (one file or many, with or without nodes),
    the text or the folder of kubectl cluster-info dump, a must-gather, a support bundle, a backup of
    Velero: as a folder, or packed as .tar.gz, .tar or .zip.

    \b
    Examples:
      kubectl get namespaces,nodes,services,endpointslices,pods,events -A -o yaml > dump.yaml
      minik import -f dump.yaml
      # A folder with everything that kubectl can tell about a cluster
      kubectl cluster-info dump -A --output-directory dump
      minik import -f dump
      # A live cluster, or one namespace of it
      minik import --live -n shop
      # A bundle as it came
      minik import -f support-bundle.tar.gz
    """
    live = state_access.live_session()
    if not filenames and live is None:
        raise ClientError("must specify one of -f and -k, or --live")
    dump = Copy(live, namespace, with_secrets) if live else reading.Dump(filenames, recursive)
    state_access.leave_live()
    take_in(dump, let_go=let_go, force=force)


def take_in(dump: Any, *, let_go: bool, force: bool) -> None:
    """Make the state the cluster that a dump shows, and tell what it holds."""
    with state_access.begin_change(unread=True) as session, progress.show("importing"):
        journal.require_unserved(session.path, force=force)
        if not force:
            require_replaceable(session.path)
        result = import_documents(dump.documents(), state_access.now(), dump.unknown, dump.only)
        cluster = hold(result.cluster)
        session.keep(settle(cluster.with_held(cluster.held.released())) if let_go else cluster)
    for warning in (*dump.passed_over, *result.warnings):
        state_access.tell(f"Warning: {warning}")
    if cluster.held.changes and not let_go:
        count = len(cluster.held.changes)
        state_access.note(
            f"held: {count} changes that controllers would make; minik settle lets go"
        )
    objects = "1 object" if result.number == 1 else f"{result.number} objects"
    state_access.say(f"imported {objects}: {describe_kinds(result.kinds)}")


class Copy:
    """A copy of a live cluster, in the shape of a dump."""

    passed_over: Sequence[str] = ()

    def __init__(self, live: Any, namespace: str, with_secrets: bool) -> None:
        self.only = namespace
        self.live, self.namespace, self.with_secrets = live, namespace, with_secrets
        self.home = namespace or state_access.namespace()
        self.unknown: list[str] = []

    def documents(self) -> Iterator[Document]:
        """Yield the objects of the cluster; then `unknown` are the kinds that may not be seen."""
        from minik.live import copying  # noqa: PLC0415 few copy a live cluster

        source = self.live.cluster(state_access.now(), self.home).source
        yield from copying.documents(source, self.namespace, with_secrets=self.with_secrets)
        self.unknown += source.forbidden


def require_replaceable(path: str) -> None:
    """Raise Refused if the state holds a cluster that somebody worked on: neither empty nor imported."""
    cluster = state.read(path, state_access.now()) if os.path.exists(path) else None
    if cluster and not cluster.held.imported and not is_empty(cluster):
        raise Refused(
            f"{path} holds a cluster that was not imported",
            hint="--force replaces it; work on another file: --state FILE",
        )


def is_empty(cluster: Cluster) -> bool:
    """Return whether a cluster holds only what every new one does."""
    new = new_cluster.create_cluster(cluster.settings, cluster.now, whole=True)
    created = settle(new)
    return all(
        created.get(*key_of_path(kind, path)) is not None
        for kind in cluster.kinds()
        if kind != "Event"
        for path in cluster.table(kind).by_path
    )
