"""Create a namespace with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.namespace import build_namespace


@click.command(cls=_options.Verb)
@_making.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], request: Request) -> None:
    """Create a namespace: NAME.

    It gets the service account `default` and the certificate of the cluster, as every namespace
    does.

    \b
    Examples:
      minik create namespace green
    """
    _making.make(build_namespace(_making.single_name(words)), request._replace(namespace=""))
