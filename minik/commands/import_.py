"""Make the cluster that a dump of a real one shows"""
import click

from minik.commands import _changes, _options, _session
from minik.controllers import settle
from minik.intake.importing import imported


@click.command(cls=_options.Verb)
@_options.filename
def command(filenames: tuple[str, ...], recursive: bool) -> None:
    """Make the state the cluster that a dump shows (kubectl get ... -o yaml or json): objects to the letter, settings read off them."""
    documents = list(_changes.documents(_changes.Request(filenames, recursive)))
    with _session.changing(unread=True) as session:
        cluster, warnings = imported(documents, _session.now())
        session.keep(settle(cluster))
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)
    count = sum(len(cluster.of(kind)) for kind in cluster.kinds())
    click.echo(f"{count} objects imported")
