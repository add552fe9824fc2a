"""Create objects from files"""
import click

from minik.commands import _session
from minik.controllers import settle
from minik.intake import admission, validation
from minik.intake.parsing import parse
from minik.model import object as objects


@click.command()
@click.option("-f", "--filename", multiple=True)
@click.option("-n", "--namespace", default="default")
def command(filename: tuple[str, ...], namespace: str) -> None:
    """Create objects from files."""
    with _session.changing() as session:
        draft = session.cluster.draft()
        for path in filename:
            with open(path, encoding="utf-8") as file:
                for document in parse(file.read(), path):
                    kind = validation.recognised(document)
                    obj = validation.decode(document, kind)
                    if kind.namespaced and not objects.namespace(obj):
                        obj = objects.write(obj, "metadata.namespace", namespace)
                    stored, warnings = admission.create(draft, kind, obj)
                    for warning in warnings:
                        click.echo(f"Warning: {warning}", err=True)
                    click.echo(f"{kind.singular}/{objects.name(stored)} created")
        session.keep(settle(draft.cluster()))
