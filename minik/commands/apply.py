"""Apply a configuration to the cluster"""
from functools import partial
from typing import Any

import click

from minik.commands import _changes, _deletion, _options, _session
from minik.errors import ClientError
from minik.intake import applying


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.selector
@_options.validate
@_options.dry_run
@_options.output
@_options.step
@_options.flag("--overwrite", default=True, help="Lay the file over what others have changed since it was last applied")
@_deletion.options
@_options.not_yet("--server-side", "--prune", "--all", "--prune-allowlist=", "--applyset=", "--force-conflicts")
@_options.accepted("--field-manager=", "--openapi-patch", "--show-managed-fields", "--allow-missing-template-keys")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], overwrite: bool, deletion: _deletion.Deletion, **others: Any) -> None:
    """Make the cluster what the files say, and keep what others have added to it.

    \b
    Examples:
      minik apply -f web.yaml
      minik apply -R -f manifests/ -n blue
      kustomize build . | minik apply -f - --dry-run=server
    """
    request = _changes.Request(**others)
    _changes.no_words(words, "apply")
    if deletion.force and request.dry_run == "server":
        raise ClientError("--dry-run=server cannot be used with --force")
    manner = applying.Manner(overwrite, deletion.force)
    verb = applying.pretended if request.dry_run == "client" else partial(applying.apply, manner=manner)
    with _session.changing() as session:
        acts = _changes.refusals_first(_changes.first_plan(request, session, verb))
        if not acts:
            raise ClientError("no objects passed to apply")
        result = _changes.carry_out(session, acts, request)
        text = _changes.shown(result, request, as_list=True)
    _changes.say(text, result)
