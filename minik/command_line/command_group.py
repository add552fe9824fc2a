"""A command with subcommands: `rollout status`, `set image`; each is in a file of its own, loaded
only when called.
"""

from collections.abc import Mapping, Sequence

from minik import shelf
from minik.command_line import parsing
from minik.command_line.options import Command, Option
from minik.light_typing import TypeAlias


class CommandGroup:
    """The subcommands in a package; `aliases` are other names for them.

    `usage` is what its usage line says after its name. `alone` runs where the first word names no subcommand; without it the help is printed, and the
    exit status is `status`.
    """

    def __init__(
        self,
        package: str,
        path: list[str],
        *,
        usage: str = "",
        help: str = "",  # noqa: A002
        alone: Command | None = None,
        aliases: Mapping[str, str] | None = None,
        status: int = 0,
    ) -> None:
        self.package, self.path, self.alone = package, path, alone
        self.aliases, self.status = aliases or {}, status
        self.usage = usage or (alone.usage if alone else "")
        self.help = help or (alone.help if alone else "")
        self.options = alone.options if alone else ()

    def names(self) -> list[str]:
        """Return the names of the subcommands."""
        return [name.replace("_", "-") for name in shelf.names(self.path)]

    def find(self, word: str) -> "AnyCommand | None":
        """Return the subcommand that a word names, or None."""
        name = self.aliases.get(word, word).replace("-", "_")
        public = name.isidentifier() and not name.startswith("_")
        module = shelf.find(self.package, name) if public else None
        return module.command if module else None

    def place(self, options: Sequence[Option], args: Sequence[str]) -> int | None:
        """Return the index of the word that names the subcommand, or of the first one; None where
        there is none.

        An option that only the subcommand knows may be a switch: `config --minify view`.
        """
        place = parsing.first_word(options, args)
        if place is not None and self.find(args[place]):
            return place
        known = {name for option in options for name in option.names}
        before = args[: args.index("--")] if "--" in args else args
        after_unknown = (
            index
            for index, (option, word) in enumerate(zip(before, before[1:], strict=False), 1)
            if option.startswith("-") and option not in known and self.find(word)
        )
        return next(after_unknown, place)


AnyCommand: TypeAlias = Command | CommandGroup
