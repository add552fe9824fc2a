"""Set the account under which pods run"""

from minik.client import pod_templates as templates
from minik.command_line import flags, pod_templates, selection, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError


@flags.command(usage=f"{usages.FILES_OR_NAMES} SERVICE_ACCOUNT")
@selection.options(selection.ALL, selection.LOCAL_ONLY)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], chosen: Selection) -> None:
    """Set the account under which the pods of workloads run: TYPE NAME ACCOUNT.

    \b
    Examples:
      minik set serviceaccount deployment web default
    """
    if not words:
        raise ClientError("serviceaccount is required")
    *object_words, account = words
    if not object_words and not chosen.request.filenames:
        raise ClientError(selection.NO_RESOURCES)
    pod_templates.change_pod_specs(
        chosen,
        object_words,
        lambda spec: templates.with_service_account(spec, account),
        pod_templates.Messages("serviceaccount updated", "failed to patch ServiceAccountName"),
    )
