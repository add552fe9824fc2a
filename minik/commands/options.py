"""List the options that every command takes"""

import click

from minik.command_line import flags


@click.command(cls=flags.Verb)
@click.pass_context
def command(context: click.Context) -> None:
    """List the options that every command takes, before it or after it.

    \b
    Examples:
      minik options
    """
    root = context.find_root()
    parameters = [*root.command.params, *root.command.rare()]  # type: ignore[attr-defined]
    formatter = root.make_formatter()
    formatter.write_dl([record for param in parameters if (record := param.get_help_record(root))])
    click.echo(
        f"The following options can be passed to any command:\n\n{formatter.getvalue()}", nl=False
    )
