"""A command with subcommands: `rollout status`, `set image`; each is in a file of its own, loaded
only when called.
"""

from collections.abc import Mapping

import click

from minik import shelf
from minik.errors import ClientError


class CommandGroup(click.Group):
    """The subcommands in a package; `aliases` are other names for them.

    Without a subcommand it prints its help and exits with `status`.
    """

    def __init__(
        self,
        package: str,
        path: list[str],
        *,
        help: str,  # noqa: A002
        aliases: Mapping[str, str] | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(help=help, invoke_without_command=True, callback=self._help)
        self.package, self.path, self.aliases, self.status = package, path, aliases or {}, status

    def _help(self) -> None:
        if click.get_current_context().invoked_subcommand is None:
            self.alone()

    def alone(self) -> None:
        """Run the command without a subcommand."""
        context = click.get_current_context()
        click.echo(context.get_help(), err=bool(self.status))
        context.exit(self.status)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name.replace("_", "-") for name in shelf.names(self.path)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self.aliases.get(cmd_name, cmd_name)
        module = (
            shelf.find(self.package, name.replace("-", "_"))
            if name in self.list_commands(ctx)
            else None
        )
        return self.with_globals(module.command) if module else None

    def with_globals(self, command: click.Command) -> click.Command:
        """Return the subcommand with the global options added."""
        own_names = {name for param in command.params for name in param.opts}
        command.params += [
            param
            for param in self.params
            if not param.expose_value and not own_names & set(param.opts)
        ]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

            raise ClientError(
                f"unknown command \"{args[0]}\"\nSee '{ctx.command_path} -h' for help and examples",
                hint=suggestions.suggest(args[0], [*self.list_commands(ctx), *self.aliases]),
            )
        return super().resolve_command(ctx, [self.aliases.get(args[0], args[0]), *args[1:]])
