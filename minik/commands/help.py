"""Tell what a command does, or about exit statuses and the environment"""

from minik.command_line import flags, invocation, streams
from minik.command_line.command_tree import has_subcommands
from minik.command_line.help_topics import TOPICS
from minik.errors import ClientError
from minik.model import suggestions


@flags.command()
@flags.argument("words", many=True, metavar="[COMMAND...|TOPIC]")
def command(words: tuple[str, ...]) -> None:
    """Tell what a command does, as its -h does; without a command, which commands there are. The
    topics are exit-status and environment.

    \b
    Examples:
      minik help
      minik help create service
      minik help exit-status
    """
    if len(words) == 1 and words[0] in TOPICS:
        streams.echo(TOPICS[words[0]])
        return
    from minik.command_line import click_root, help_pages  # noqa: PLC0415 completion looks at this command, too

    tree = invocation.current().root
    known = tree
    for word in words:
        subcommand = known.find(word) if has_subcommands(known) else None
        if subcommand is None:
            subcommands = known.names() if has_subcommands(known) else []
            raise ClientError(
                f"Unknown help topic [`{' '.join(words)}`]",
                hint=suggestions.suggest(word, [*subcommands, *TOPICS]),
            )
        known = subcommand
    streams.echo(help_pages.page(click_root.context_of(tree, words)))
