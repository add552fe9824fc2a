"""Make the cluster new, with the settings that it has"""

import sys

import click

from minik.commands import _options, _progress, _session
from minik.controllers import _new, settle
from minik.intake import planning


@click.command(cls=_options.Verb)
@_options.flag("-y", "--yes", help="Do not ask")
def command(yes: bool) -> None:
    """Make the cluster new, with the settings and as many nodes as it began with; all else is gone.
    On a terminal it asks first.

    \b
    Examples:
      minik reset --yes
    """
    with _session.begin_change() as session:
        if not yes and sys.stdin.isatty():
            click.confirm(
                f"All objects in {session.path} will be gone. Go on?", abort=True, err=True
            )
        settings = session.cluster.settings._replace(clock=0)
        with _progress.show("settling"):
            session.keep(settle(_new.create_cluster(settings, _session.now())))
    _session.say(f"cluster reset: {planning.describe_settings(settings)}")
