"""Tell what a command does, or about exit statuses and the environment"""

import click

from minik.command_line import flags
from minik.errors import ClientError
from minik.model import suggestions

TOPICS = {
    "exit-status": """\
0    done; diff, proxy diff: nothing differs; check, validate: nothing wrong
1    refused, misspelt or not found; resolve, why, wait: no answer;
     diff, proxy diff: something differs; check, validate: something wrong
>1   diff, proxy diff, check: the answer could not be determined
130  interrupted
141  the reader closed the pipe (SIGPIPE)""",
    "environment": """\
MINIK_STATE            the state file, instead of the current context's
MINIK_NOW              the time, fixed (RFC 3339)
MINIK_DEBUG            show where a defect of minik is
NO_COLOR               no colour on a terminal
KUBE_EDITOR, EDITOR    the editor of edit
KUBECTL_EXTERNAL_DIFF  the program with which diff compares
XDG_CONFIG_HOME        where the contexts are kept
XDG_STATE_HOME         where the state files of contexts are kept""",
}


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
    click.echo(target.get_help())
