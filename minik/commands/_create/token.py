"""Request a service account token"""
import click

from minik.commands import _options
from minik.errors import ClientError


@click.command(cls=_options.Verb)
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> None:
    """Request a service account token: minik has nothing that would check one."""
    raise ClientError("minik issues no tokens: there is no server that would ask for one")
