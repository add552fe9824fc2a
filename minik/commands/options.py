"""List the options that every command takes"""

from minik.command_line import flags, global_options, invocation, streams


@flags.command()
def command() -> None:
    """List the options that every command takes, before it or after it.

    \b
    Examples:
      minik options
    """
    from minik.command_line import click_commands, click_root  # noqa: PLC0415 completion looks at this command, too

    root = click_root.context_of(invocation.current().root, ())
    formatter = root.make_formatter()
    options = map(click_commands.ClickOption, (*global_options.ROOT, *global_options.rare()))
    formatter.write_dl([record for one in options if (record := one.get_help_record(root))])
    streams.echo(
        f"The following options can be passed to any command:\n\n{formatter.getvalue()}", nl=False
    )
