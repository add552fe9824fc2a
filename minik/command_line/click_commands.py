"""Commands of click, made from the records of commands: for help pages, and to word misuse."""

import functools
from collections.abc import Sequence

import click

from minik.command_line import global_options, help_pages, invocation, parsing, streams
from minik.command_line.command_group import AnyCommand, CommandGroup
from minik.command_line.options import Argument, Command, Option, missing
from minik.errors import ClientError, MinikError
from minik.light_typing import Any


class ClickOption(click.Option):
    """An option of click, and the record of which it was made."""

    def __init__(self, record: Option) -> None:
        self.record = record
        super().__init__(
            [*record.names, record.parameter],
            metavar=record.metavar,
            help=record.help,
            hidden=record.hidden,
            expose_value=record.kept and not record.stops,
            callback=self._convert,
            **self._presence(),
        )

    def _presence(self) -> dict[str, Any]:
        """Return of what type it is, and its value where it is absent; one that may stand alone comes
        with its implied value (`normalize_arguments`).
        """
        if self.record.stops:
            return {"is_flag": True, "is_eager": True}
        kind = {str: click.STRING, bool: click.BOOL, int: click.INT}[self.record.kind]
        if self.record.multiple:
            return {"multiple": True, "type": kind}
        return {"default": self.record.default, "type": kind}

    def _convert(self, context: click.Context, _: click.Parameter, value: Any) -> Any:
        invocation.current().path = context.command_path
        if self.record.stops and value:
            answer(self.record, context)
            context.exit()
        return self.record.convert(self.record, value) if self.record.convert else value


def answer(option: Option, context: click.Context) -> None:
    """Print what --help or --version asks for."""
    if option is global_options.VERSION:
        from minik.api import versions  # noqa: PLC0415 few ask

        streams.echo(versions.in_one_line())
    else:
        streams.echo(help_pages.page(context))


def click_argument(record: Argument) -> click.Argument:
    """Return click's argument of a record."""
    default = {} if record.default is None else {"default": record.default}
    return click.Argument(
        [record.parameter],
        nargs=-1 if record.many else 1,
        required=record.required,
        metavar=record.metavar,
        **default,
    )


class ClickCommand(click.Command):
    """A command whose arguments are parsed by Go's rules: `--flag=false`, `-Rf x`, options
    anywhere, kubectl's words for misuse.

    `given` are the options that its group takes for all its commands.
    """

    def __init__(self, record: Command, given: Sequence[Option]) -> None:
        self.record, self.records = record, [*record.options, *missing(record.options, given)]
        super().__init__(
            None,
            callback=record.run,
            help=record.help,
            params=[*map(click_argument, record.arguments), *map(ClickOption, self.records)],
            add_help_option=False,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, normalize_arguments(self, self.records, ctx, args))
        except MinikError as error:
            error.status = self.record.error_status
            raise

    def invoke(self, ctx: click.Context) -> Any:
        line = invocation.current()
        line.path, line.values = ctx.command_path, ctx.params
        line.options = self.records
        if line.global_options:
            from minik.command_line import impersonation  # noqa: PLC0415 few options are global

            impersonation.check()
        return super().invoke(ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return help_pages.usage_pieces(self.record, super().collect_usage_pieces(ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the summary in one line; where it is too long, the part before the colon."""
        summary = super().get_short_help_str(10 * limit).removesuffix(".")
        return (
            summary
            if len(summary) <= limit
            else super().get_short_help_str(limit)
            if ": " not in summary
            else summary.partition(": ")[0]
        )


class ClickGroup(click.Group):
    """A command with subcommands."""

    def __init__(self, record: CommandGroup, given: Sequence[Option]) -> None:
        self.record, self.given = record, missing(record.options, given)
        self.records = [*record.options, *self.given]
        super().__init__(
            None,
            help=record.help,
            params=[ClickOption(option) for option in self.records],
            invoke_without_command=True,
            callback=self._show_help,
            add_help_option=False,
        )
        alone = record.alone.arguments if record.alone else ()
        words = [argument.metavar for argument in alone if argument.metavar]
        self.subcommand_metavar = " ".join([*words, *["|"] * bool(words), "COMMAND [ARGS]..."])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return help_pages.usage_pieces(self.record, super().collect_usage_pieces(ctx))

    def _show_help(self, **_: Any) -> None:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            streams.echo(help_pages.page(context), err=bool(self.record.status))
            context.exit(self.record.status)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self.record.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = self.record.find(cmd_name)
        return click_command(found, self.given) if found else None

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
        place = self.record.place(self.records, args)
        word = "" if place is None else self.record.aliases.get(args[place], args[place])
        nested = self.get_command(click.Context(self), word) if word else None
        if nested and place is not None:
            rest = [*args[:place], *args[place + 1 :]]
            return nested.make_context(f"{info_name} {word}", rest, parent, **extra)
        alone = self.record.alone
        if alone is None or (word and not alone.arguments):
            return super().make_context(info_name, args, parent, **extra)
        if {"-h", "--help"}.intersection(args):
            return super().make_context(info_name, ["--help"], parent, **extra)
        return ClickCommand(alone, self.given).make_context(info_name, args, parent, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

            names = [*self.record.names(), *self.record.aliases]
            raise ClientError(
                f"unknown command \"{args[0]}\"\nSee '{ctx.command_path} -h' for help and examples",
                hint=suggestions.suggest(args[0], names),
            )
        return super().resolve_command(ctx, args)


def click_command(record: AnyCommand, given: Sequence[Option]) -> click.Command:
    """Return click's command of a record; it also takes the options that are given to all."""
    if isinstance(record, CommandGroup):
        return ClickGroup(record, given)
    return ClickCommand(record, given)


def normalize_arguments(
    command: click.Command, records: Sequence[Option], ctx: click.Context, args: Sequence[str]
) -> list[str]:
    """Return the command line with every option in the form click parses."""
    end = args.index("--") if "--" in args else len(args)
    after = list(args[end + 1 :])
    line = invocation.current()
    line.after = after
    unlisted = functools.partial(find_unlisted, command, ctx)
    try:
        items = list(parsing.parse(records, args[:end], unlisted))
    except ClientError as error:
        message, suggestion = (
            f"{error.message}\nSee '{ctx.command_path} --help' for usage.",
            near_options(records, error.message),
        )
        raise ClientError(message, hint=suggestion) from None
    options = [item.option for item in items if isinstance(item, parsing.Given)]
    line.given = {option.parameter for option in options if not option.stops}
    normalized = [word for item in items for word in written(item)]
    line.normalized = normalized
    return [*normalized, *(["--", *after] if after else [])]


def written(item: parsing.Given | str) -> list[str]:
    """Return a word as click parses it; an option that is switched off is left out."""
    if isinstance(item, str):
        return [item]
    if item.option.stops:
        return [item.name] * (item.value in parsing.TRUE)
    return [f"{item.option.longest}={item.value}"]


def near_options(options: Sequence[Option], message: str) -> str:
    """Return the similar options for an unknown one, as a hint; "" for other errors."""
    from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

    unknown = message.removeprefix("unknown flag: --")
    names = (name for option in options if not option.hidden for name in option.names)
    return (
        suggestions.suggest(f"--{unknown}", (name for name in names if name.startswith("--")))
        if unknown != message
        else ""
    )


def find_unlisted(command: click.Command, ctx: click.Context, name: str) -> Option | None:
    """Return a global option that the command does not list; None if there is none.

    Raises ClientError for a flag of kubectl that minik does not have.
    """
    from minik.command_line import unsupported_flags  # noqa: PLC0415 most command lines hold no such option

    path = ctx.command_path.partition(" ")[2]
    option = next((one for one in global_options.rare() if name in one.names), None)
    if option is None and name == "--record":
        from minik.command_line import change_cause  # noqa: PLC0415 it is deprecated

        option = change_cause.option_of(path)
    if option and option.parameter not in {param.name for param in command.params}:
        # `minik options` tells of it, help stays as it is
        command.params.append(ClickOption(option._replace(hidden=True)))
    elif not option and (why := unsupported_flags.reason(path, name)):
        raise ClientError(f"minik does not have kubectl's {name}: {why}")
    return option
