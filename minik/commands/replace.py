"""Replace objects by those in files"""
import click

from minik.commands import _changes, _options
from minik.intake import applying


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.dry_run
@_options.output
def command(filenames: tuple[str, ...], recursive: bool, namespace: str, dry_run: str, output: str) -> None:
    """Replace objects by those in files."""
    _changes.carry_out(_changes.Request(filenames, recursive, namespace, dry_run, output), applying.replace, "replace")
