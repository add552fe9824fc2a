"""Take one step of what a change has set going"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _steps


@click.command(cls=_options.Verb)
def command() -> None:
    """Take one step of what `--step` left in the middle: one round of the controllers.

    \b
    Examples:
      minik simulate step
    """
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [cluster, _steps.run_controllers(cluster, (), step=True)]
        session.keep(moments[-1])
    more = "more to come" if moments[-1].settings.underway else "at rest"
    _session.say(f"one step taken: {more}\n")
    _playing.print_changes(moments)
