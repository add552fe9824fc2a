"""Let time pass"""

import click

from minik.command_line import flags, simulated_scenario, state_access
from minik.simulation import clock


@click.command(cls=flags.Verb)
@click.argument("duration")
def command(duration: str) -> None:
    """Move the cluster's own clock; whatever is due on the way happens at its moment.

    \b
    Examples:
      minik simulate advance 30s
      minik simulate advance 1h30m
    """
    length = clock.parse_length(duration)
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [cluster, *simulated_scenario.pass_time(cluster, cluster.now + length)]
        simulated_scenario.save_end(session, moments)
    state_access.say(f"{duration} later: {moments[-1].now:%Y-%m-%d %H:%M:%S}\n")
    simulated_scenario.print_changes(moments)
