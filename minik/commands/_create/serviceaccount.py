"""Create a service account with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.service_account import build_service_account


@click.command(cls=_options.Verb)
@_making.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], request: Request) -> None:
    """Create a service account: NAME.

    Pods that name it speak to the API as it.

    \b
    Examples:
      minik create serviceaccount deployer
    """
    _making.make(
        build_service_account(_making.single_name(words)),
        request,
        "failed to create serviceaccount",
    )
