"""Approve or deny a request for a certificate: needs a signer, and minik has none"""

from typing import NoReturn

import click

from minik.command_line import creating, flags, ignored_flags, printing
from minik.errors import ClientError


@click.command("approve", cls=flags.Verb)
@flags.filename
@printing.options
@ignored_flags.ignored_options("--force")
@click.argument("words", nargs=-1)
def approve(words: tuple[str, ...], filenames: tuple[str, ...], **_: object) -> NoReturn:
    """Not supported: nobody would sign the request. It says so in one line, and exits with 1.

    \b
    Examples:
      minik get certificatesigningrequests
    """
    refuse("approve", words, filenames)


@click.command("deny", cls=flags.Verb)
@flags.filename
@printing.options
@ignored_flags.ignored_options("--force")
@click.argument("words", nargs=-1)
def deny(words: tuple[str, ...], filenames: tuple[str, ...], **_: object) -> NoReturn:
    """Not supported: nobody would have signed the request. It says so in one line, and exits with
    1.

    \b
    Examples:
      minik get certificatesigningrequests
    """
    refuse("deny", words, filenames)


def refuse(verb: str, words: tuple[str, ...], filenames: tuple[str, ...]) -> NoReturn:
    """Raise ClientError: minik has no signer."""
    if not words and not filenames:
        raise ClientError("one or more CSRs must be specified as <name> or -f <filename>")
    raise ClientError(
        f"certificate {verb} needs a signer, and minik has none; what it knows instead: minik describe csr {' '.join(words)}"
    )


HELP = """Approve or deny a request for a certificate: needs a signer, and minik has none.

    \b
    Examples:
      minik get certificatesigningrequests
    """
command = creating.Family("certificate", commands=[approve, deny], help=HELP, status=0)
