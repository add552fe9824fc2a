"""Create a cron job with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.cron_job import build_cron_job


@click.command(cls=_options.Verb)
@_options.text("--image", metavar="IMAGE", help="The image to run")
@_options.text("--schedule", metavar="SCHEDULE", help="When to run, as cron writes it")
@_options.text(
    "--restart", metavar="POLICY", help="When to restart the container: OnFailure, Never"
)
@_making.options
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...], image: str, schedule: str, restart: str, request: Request
) -> None:
    """Create a cron job: NAME --image=IMAGE --schedule='0/5 * * * ?' [-- COMMAND].

    Whenever the schedule says so a job is made, whose pod runs the command, or what the image runs.

    \b
    Examples:
      minik create cronjob nightly --image=busybox --schedule='*/15 * * * *' -- sh -c 'echo tidy'
    """
    _making.require(image=image, schedule=schedule)
    name, arguments = _making.split_command(words)
    _making.make(
        build_cron_job(name, image, schedule, arguments, restart=restart),
        request,
        "failed to create cronjob",
    )
