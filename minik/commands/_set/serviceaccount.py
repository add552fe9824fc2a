"""Set the account under which pods run"""

from functools import partial

import click

from minik.commands import _chosen, _options
from minik.commands._chosen import Selection
from minik.commands._set import _pods
from minik.errors import ClientError
from minik.intake import templates


@click.command(cls=_options.Verb)
@partial(_chosen.options, more=(_chosen.ALL, _chosen.LOCAL_ONLY))
@click.argument("words", nargs=-1)
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
        raise ClientError(_chosen.NO_RESOURCES)
    _pods.change_pod_specs(
        chosen,
        object_words,
        lambda spec: templates.with_service_account(spec, account),
        _pods.Messages("serviceaccount updated", "failed to patch ServiceAccountName"),
    )
