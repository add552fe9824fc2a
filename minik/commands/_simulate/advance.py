"""Let time pass"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _clock


@click.command(cls=_options.Verb)
@click.argument("duration")
def command(duration: str) -> None:
    """Move the cluster's own clock; whatever is due on the way happens at its moment.

    \b
    Examples:
      minik simulate advance 30s
      minik simulate advance 1h30m
    """
    length = _clock.parse_length(duration)
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [cluster, *_playing.pass_time(cluster, cluster.now + length)]
        _playing.save_end(session, moments)
    _session.say(f"{duration} later: {moments[-1].now:%Y-%m-%d %H:%M:%S}\n")
    _playing.print_changes(moments)
