"""Take one step of what a change has set going"""

from minik.command_line import flags, simulated_scenario, state_access
from minik.simulation import rounds


@flags.command()
@simulated_scenario.output_option
def command(output: str) -> None:
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
    simulated_scenario.report(f"one step taken: {more}", moments, output)
