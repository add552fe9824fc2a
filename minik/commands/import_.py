"""Make the cluster that a dump of a real one shows"""

from collections.abc import Sequence

import click

from minik.command_line import flags, progress, state_access
from minik.controllers import settle
from minik.dumps.importing import import_documents
from minik.errors import ClientError
from minik.store import manifests


@click.command(cls=flags.Verb)
@flags.filename
def command(filenames: Sequence[str], recursive: bool) -> None:
    """Make the state the cluster that a dump of a real one shows.

    Objects are kept unchanged: uids, addresses, statuses; settings are inferred from them. What was
    in the state before is replaced.

    \b
    Examples:
      kubectl get namespaces,nodes,services,endpointslices,pods,servicecidrs -A -o yaml > dump.yaml
      minik import -f dump.yaml
    """
    if not filenames:
        raise ClientError("must specify one of -f and -k")
    documents = list(manifests.read(filenames, recursive, whole=True))
    with state_access.begin_change(unread=True) as session, progress.show("importing"):
        cluster, warnings, count = import_documents(documents, state_access.now())
        session.keep(settle(cluster))
    for warning in warnings:
        state_access.tell(f"Warning: {warning}")
    click.echo(f"imported {count} objects")
