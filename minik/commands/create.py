"""Create objects from files or from a few words"""
import click

from minik.commands import _changes, _options, _session
from minik.controllers import settle
from minik.errors import ClientError
from minik.intake import admission, applying
from minik.kinds import of_key


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.dry_run
@_options.output
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, namespace: str, dry_run: str, output: str) -> None:
    """Create objects from files or from a few words."""
    if words and words[0] in ("ns", "namespace") and len(words) == 2:
        with _session.changing() as session:
            draft = session.cluster.draft()
            obj = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": words[1]}}
            stored, _ = admission.create(draft, of_key("Namespace"), obj)
            session.keep(settle(draft.cluster(), {"Namespace"}))
        click.echo(f"namespace/{stored['metadata']['name']} created")
        return
    if words:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]\nSee 'minik create -h' for help and examples")
    _changes.carry_out(_changes.Request(filenames, recursive, namespace, dry_run, output), applying.create, "create")
