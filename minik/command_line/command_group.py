"""A command with subcommands: `rollout status`, `set image`; each is in a file of its own, loaded
only when called.
"""

from collections.abc import Mapping

import click

from minik import shelf
from minik.command_line import parsing
from minik.errors import ClientError
from minik.light_typing import Any


class CommandGroup(click.Group):
    """The subcommands in a package; `aliases` are other names for them.

    `alone` runs where the first word names no subcommand; without it the help is printed, and the
    exit status is `status`.
    """

    def __init__(
        self,
        package: str,
        path: list[str],
        *,
        help: str = "",  # noqa: A002
        alone: click.Command | None = None,
        aliases: Mapping[str, str] | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(
            help=help or (alone and alone.help),
            params=[param for param in alone.params if isinstance(param, click.Option)]
            if alone
            else None,
            invoke_without_command=True,
            callback=self._show_help,
        )
        self.package, self.path, self.alone = package, path, alone
        self.aliases, self.status, self.own = aliases or {}, status, list(self.params)
        words = [param.metavar for param in self._words() if param.metavar]
        self.subcommand_metavar = " ".join([*words, *["|"] * bool(words), "COMMAND [ARGS]..."])

    def _words(self) -> list[click.Argument]:
        """Return the arguments that the command takes alone."""
        params = self.alone.params if self.alone else ()
        return [param for param in params if isinstance(param, click.Argument)]

    def _show_help(self, **_: Any) -> None:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            from minik.command_line import help_pages  # noqa: PLC0415 only help needs it

            click.echo(help_pages.page(context), err=bool(self.status))
            context.exit(self.status)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name.replace("_", "-") for name in shelf.names(self.path)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self.aliases.get(cmd_name, cmd_name).replace("-", "_")
        public = name.isidentifier() and not name.startswith("_")
        module = shelf.find(self.package, name) if public else None
        return self.with_globals(module.command) if module else None

    def with_globals(self, command: click.Command) -> click.Command:
        """Return the command with the options that every command takes."""
        own_names = {name for param in command.params for name in param.opts}
        command.params += [
            param
            for param in self.params
            if param not in self.own and not own_names & set(param.opts)
        ]
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return the context of the subcommand that the first word names, whatever options stand
        before it; else that of the command alone.
        """
        place = self._place(args)
        word = "" if place is None else self.aliases.get(args[place], args[place])
        nested = self.get_command(click.Context(self), word) if word else None
        if nested and place is not None:
            rest = [*args[:place], *args[place + 1 :]]
            return nested.make_context(f"{info_name} {word}", rest, parent, **extra)
        if self.alone is None or (word and not self._words()):
            return super().make_context(info_name, args, parent, **extra)
        if {"-h", "--help"}.intersection(args):
            return super().make_context(info_name, ["--help"], parent, **extra)
        return self.with_globals(self.alone).make_context(info_name, args, parent, **extra)

    def _place(self, args: list[str]) -> int | None:
        """Return the index of the word that names the subcommand, or of the first one; None where
        there is none.

        An option that only the subcommand knows may be a switch: `config --minify view`.
        """
        place = parsing.first_word(self.params, args)
        if place is not None and self._names_command(args[place]):
            return place
        known = {name for param in self.params for name in param.opts}
        before = args[: args.index("--")] if "--" in args else args
        after_unknown = (
            index
            for index, (option, word) in enumerate(zip(before, before[1:], strict=False), 1)
            if option.startswith("-") and option not in known and self._names_command(word)
        )
        return next(after_unknown, place)

    def _names_command(self, word: str) -> bool:
        return self.aliases.get(word, word) in self.list_commands(click.Context(self))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

            raise ClientError(
                f"unknown command \"{args[0]}\"\nSee '{ctx.command_path} -h' for help and examples",
                hint=suggestions.suggest(args[0], [*self.list_commands(ctx), *self.aliases]),
            )
        return super().resolve_command(ctx, args)
