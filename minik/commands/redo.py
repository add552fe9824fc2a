"""Do again what was last taken back"""
import click

from minik.commands import _options, _session
from minik.errors import Refused
from minik.store import history


@click.command(cls=_options.Verb)
def command() -> None:
    """Do again what was last taken back.

    \b
    Examples:
      minik redo
    """
    with _session.changing() as session:
        found = history.undoable(history.of(history.read(session.path), session.cluster), session.cluster.serial)[1]
        if not found:
            raise Refused("nothing to redo", hint="minik log shows the history")
        session.keep(history.done_again(session.cluster, found[-1]), redoes=found[-1].serial)
    _session.say(f"redone: {found[-1].command} ({history.summary(found[-1])})")
