"""Take one step of what a change has set going"""

import click

from minik.command_line import flags, simulated_scenario, state_access
from minik.simulation import rounds


@click.command(cls=flags.Verb)
def command() -> None:
    """Take one step of what `--step` left in the middle: one round of the controllers.

    \b
    Examples:
      minik simulate step
    """
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [cluster, rounds.run_controllers(cluster, (), step=True)]
        session.keep(moments[-1])
    more = "more to come" if moments[-1].settings.underway else "at rest"
    state_access.say(f"one step taken: {more}\n")
    simulated_scenario.print_changes(moments)
