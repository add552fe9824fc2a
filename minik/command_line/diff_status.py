"""The exit status of verbs that compare: 1 means that something differs, so errors end with 2."""

import click

from minik.command_line import flags
from minik.errors import MinikError


class Diff(flags.Verb):
    """A command whose exit status 1 means a difference: errors end with a higher status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except MinikError as error:
            raise as_failure(error) from None


def as_failure(error: MinikError) -> MinikError:
    """Return the error with exit status 2, as 1 means that something differs."""
    error.status = 2
    return error
