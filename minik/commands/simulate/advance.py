"""Let time pass"""

from minik.command_line import flags, simulated_scenario, state_access
from minik.simulation import clock


@flags.command()
@simulated_scenario.output_option
@flags.argument("duration")
def command(duration: str, output: str) -> None:
    """Move the cluster's own clock; whatever is due on the way happens at its moment.

    \b
    Examples:
      minik simulate advance 30s
      minik simulate advance 1h30m
    """
    length = clock.parse_length(duration)
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [cluster, *simulated_scenario.pass_time(cluster, clock.later(cluster, length))]
        simulated_scenario.save_end(session, moments)
    simulated_scenario.report(
        f"{duration} later: {moments[-1].now:%Y-%m-%d %H:%M:%S}", moments, output
    )
