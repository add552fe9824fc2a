"""Deny a request for a certificate: needs a signer, and minik has none"""

import click

from minik.command_line import container_refusal, flags, ignored_flags, printing
from minik.light_typing import NoReturn


@click.command(cls=flags.Verb)
@flags.filename
@printing.options
@ignored_flags.ignored_options("--force")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], filenames: tuple[str, ...], **_: object) -> NoReturn:
    """Not supported: nobody would have signed the request. It says so in one line, and exits with
    1.

    \b
    Examples:
      minik get certificatesigningrequests
    """
    container_refusal.refuse_certificate("deny", words, filenames)
