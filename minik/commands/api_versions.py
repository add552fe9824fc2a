"""List the versions of the API that the cluster knows"""
import click

from minik.commands import _options, _session
from minik.commands.api_resources import known
from minik.errors import ClientError


@click.command(cls=_options.Verb)
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> None:
    """List the versions of the API that the cluster knows: what may stand as apiVersion in a document.

    \b
    Examples:
      minik api-versions
    """
    if words:
        raise ClientError(f"unexpected arguments: [{' '.join(words)}]\nSee 'minik api-versions -h' for help and examples")
    found = {f"{kind.group}/{version}" if kind.group else version for kind in known(_session.reading()) for version in kind.versions}
    _session.say("\n".join(sorted(found)))
