"""Flags of kubectl that a verb accepts and ignores, as it is refused anyway."""

from minik.command_line.declarations import Option, option, together


def ignored_options(*names: str) -> Option:
    """Options that a verb accepts and ignores, as it is refused anyway; a name that ends in `=`
    takes a value.
    """
    return together(
        *(
            option(
                name.removesuffix("="),
                name.strip("-=").replace("-", "_"),
                kept=False,
                hidden=True,
                implied="" if name.endswith("=") else "true",
            )
            for name in names
        )
    )
