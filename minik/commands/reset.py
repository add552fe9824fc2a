"""Make the cluster new, with the settings that it has"""

import sys

from minik.bootstrap import init_options, new_cluster
from minik.command_line import flags, progress, state_access
from minik.controllers import settle
from minik.store import journal


@flags.command()
@flags.flag("-y", "--yes", help="Do not ask")
@flags.flag("--force", help="Also while minik serve serves the cluster: then all its watches end")
def command(yes: bool, force: bool) -> None:
    """Make the cluster new, with the settings and as many nodes as it began with; all else is gone.
    On a terminal it asks first.

    \b
    Examples:
      minik reset --yes
    """
    with state_access.begin_change() as session:
        journal.require_unserved(session.path, force=force)
        if not yes and sys.stdin.isatty():
            import click  # noqa: PLC0415 scripts say --yes

            click.confirm(
                f"All objects in {session.path} will be gone. Go on?", abort=True, err=True
            )
        settings = session.cluster.settings._replace(clock=0)
        with progress.show("settling"):
            new = new_cluster.create_cluster(settings, state_access.now(), whole=True)
            session.keep(settle(new))
    state_access.say(f"cluster reset: {init_options.describe_settings(settings)}")
