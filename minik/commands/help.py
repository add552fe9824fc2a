"""Tell what a command does, or about exit statuses and the environment"""

import click

from minik.command_line import flags, help_pages
from minik.command_line.help_topics import TOPICS
from minik.errors import ClientError
from minik.model import suggestions


@click.command(cls=flags.Verb)
@click.argument("words", nargs=-1, metavar="[COMMAND...|TOPIC]")
@click.pass_context
def command(context: click.Context, words: tuple[str, ...]) -> None:
    """Tell what a command does, as its -h does; without a command, which commands there are. The
    topics are exit-status and environment.

    \b
    Examples:
      minik help
      minik help create service
      minik help exit-status
    """
    if len(words) == 1 and words[0] in TOPICS:
        click.echo(TOPICS[words[0]])
        return
    target = context.find_root()
    for word in words:
        subcommand = (
            target.command.get_command(target, word)
            if isinstance(target.command, click.Group)
            else None
        )
        if subcommand is None:
            subcommands = (
                target.command.list_commands(target)
                if isinstance(target.command, click.Group)
                else []
            )
            raise ClientError(
                f"Unknown help topic [`{' '.join(words)}`]",
                hint=suggestions.suggest(word, [*subcommands, *TOPICS]),
            )
        target = click.Context(subcommand, info_name=word, parent=target)
    click.echo(help_pages.page(target))
