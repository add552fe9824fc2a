"""Flags of kubectl that a verb accepts and ignores, as it is refused anyway."""

import click

from minik.command_line.flags import Option
from minik.light_typing import Any


def ignored_options(*names: str) -> Option:
    """Options that a verb accepts and ignores, as it is refused anyway; a name that ends in `=`
    takes a value.
    """

    def decorate(command: Any) -> Any:
        for name in names:
            plain = name.removesuffix("=")
            implied: dict[str, Any] = (
                {} if plain != name else {"is_flag": False, "flag_value": "true"}
            )
            option = click.option(
                plain,
                plain.strip("-").replace("-", "_"),
                expose_value=False,
                hidden=True,
                **implied,
            )
            command = option(command)
        return command

    return decorate
