"""Make the cluster that a dump of a real one shows"""

import os
from collections.abc import Sequence

from minik.bootstrap import new_cluster
from minik.command_line import flags, progress, state_access
from minik.controllers import hold, settle
from minik.dumps.importing import import_documents
from minik.dumps.summary import describe_kinds
from minik.errors import ClientError, Refused
from minik.model.cluster import Cluster
from minik.model.object import key_of_path
from minik.store import dump_sources, state


@flags.command()
@flags.filename
@flags.flag(
    "--settle",
    "let_go",
    help="Let the controllers change what they would change of a healthy cluster",
)
@flags.flag("--force", help="Replace a cluster that was not imported; its file is kept as .bak")
def command(filenames: Sequence[str], recursive: bool, let_go: bool, force: bool) -> None:
    """Make the state the cluster that a dump of a real one shows.

    Objects are kept to the letter, and stay as they were recorded: what controllers would change of
    them is held, not done (minik settle does it). What a person changes afterwards has its effects.
    Settings are inferred from the objects. What was in the state before is replaced.

    A dump is what kubectl get -o yaml or -o json printed (one file or many, with or without nodes),
    the text or the folder of kubectl cluster-info dump, a must-gather folder, or a support bundle's.

    \b
    Examples:
      kubectl get namespaces,nodes,services,endpointslices,pods,events -A -o yaml > dump.yaml
      minik import -f dump.yaml
      # A folder with everything that kubectl can tell about a cluster
      kubectl cluster-info dump -A --output-directory dump
      minik import -f dump
    """
    if not filenames:
        raise ClientError("must specify one of -f and -k")
    documents, passed_over = dump_sources.read(filenames, recursive)
    with state_access.begin_change(unread=True) as session, progress.show("importing"):
        if not force:
            require_replaceable(session.path)
        result = import_documents(documents, state_access.now())
        cluster = hold(result.cluster)
        session.keep(settle(cluster.with_held(cluster.held.released())) if let_go else cluster)
    for warning in (*passed_over, *result.warnings):
        state_access.tell(f"Warning: {warning}")
    if cluster.held.changes and not let_go:
        count = len(cluster.held.changes)
        state_access.note(
            f"held: {count} changes that controllers would make; minik settle lets go"
        )
    objects = "1 object" if result.number == 1 else f"{result.number} objects"
    state_access.say(f"imported {objects}: {describe_kinds(result.kinds)}")


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
