"""Replace objects by those in files"""

from functools import partial
from itertools import chain
from typing import Any

import click

from minik.commands import _changes, _deletion, _options, _printing, _session, _subresources
from minik.errors import ClientError
from minik.intake import requests


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.validate
@_options.dry_run
@_printing.options
@_options.save_config
@_deletion.options
@_subresources.option
@_options.raw
@_options.field_manager
def command(deletion: _deletion.Deletion, part: str, raw: str, **others: Any) -> None:
    """Put the objects in the files in the place of those of the same name.

    \b
    Examples:
      minik replace -f web.yaml
      minik replace --force -f web.yaml
      minik get svc web -o yaml | sed s/8080/9090/ | minik replace -f -
    """
    request = _changes.Request(**others)
    if raw:
        from minik.commands import _raw_writing  # noqa: PLC0415 few send to paths

        _raw_writing.check_options(raw, request)
        _raw_writing.put(raw, request)
        return
    check(deletion, request)
    _subresources.refuse_scale(part, "replace")
    with _session.begin_change() as session:
        plan = partial(_changes.plan, request, session.cluster)
        acts: _changes.Plan
        if deletion.force:
            acts = chain(
                plan(partial(requests.delete_existing, orphan=deletion.orphan, done=deletion.done)),
                plan(requests.recreate),
            )
        else:
            pretended = partial(requests.dry_run_client, done="replaced")
            acts = plan(
                pretended if request.dry_run == "client" else partial(requests.replace, part=part)
            )
        result = _changes.carry_out(session, acts, request)
        text = _changes.result_text(result, request)
    _changes.say(text, result)


def check(deletion: _deletion.Deletion, request: _changes.Request) -> None:
    """Raise ClientError for options that do not go together."""
    if deletion.grace >= 0 and not deletion.force:
        raise ClientError("--grace-period must have --force specified")
    if deletion.timed and not deletion.force:
        raise ClientError("--timeout must have --force specified")
    if deletion.force and request.dry_run:
        raise ClientError("--dry-run can not be used when --force is set")
