"""Replace objects by those in files"""

from functools import partial
from itertools import chain

from minik.client import requests
from minik.client.changes import Plan
from minik.command_line import (
    change_requests,
    deletion_flags,
    flags,
    printing,
    state_access,
    subresources,
)
from minik.errors import ClientError
from minik.light_typing import Any


@flags.command(usage="-f FILENAME")
@flags.filename
@flags.namespace
@flags.validate
@flags.dry_run
@printing.options
@flags.save_config
@deletion_flags.options
@subresources.option
@flags.raw
@flags.field_manager
def command(deletion: deletion_flags.Deletion, part: str, raw: str, **others: Any) -> None:
    """Put the objects in the files in the place of those of the same name.

    \b
    Examples:
      minik replace -f web.yaml
      minik replace --force -f web.yaml
      minik get svc web -o yaml | sed s/8080/9090/ | minik replace -f -
    """
    request = change_requests.Request(**others)
    if raw:
        from minik.command_line import raw_requests  # noqa: PLC0415 few send to paths

        raw_requests.check_options(raw, request)
        raw_requests.send("PUT", raw, request)
        return
    check(deletion, request)
    subresources.refuse_scale(part, "replace")
    with state_access.begin_change() as session:
        plan = partial(change_requests.plan, request, session.cluster)
        acts: Plan
        if deletion.force:
            plan = partial(
                plan, documents=list(change_requests.documents_of(request))
            )  # stdin: once
            acts = chain(
                plan(partial(requests.delete_existing, orphan=deletion.orphan, done="deleted")),
                plan(requests.recreate),
            )
        else:
            pretended = partial(requests.dry_run_client, done="replaced")
            acts = plan(
                pretended if request.dry_run == "client" else partial(requests.replace, part=part)
            )
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)


def check(deletion: deletion_flags.Deletion, request: change_requests.Request) -> None:
    """Raise ClientError for options that do not go together."""
    if deletion.grace >= 0 and not deletion.force:
        raise ClientError("--grace-period must have --force specified")
    if deletion.timed and not deletion.force:
        raise ClientError("--timeout must have --force specified")
    if deletion.force and request.dry_run:
        raise ClientError("--dry-run can not be used when --force is set")
