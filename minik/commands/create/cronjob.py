"""Create a cron job with the specified name"""

from minik.client.generators.cron_job import build_cron_job
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --image=image --schedule='0/5 * * * ?' {usages.COMMAND}")
@flags.text("--image", metavar="IMAGE", help="The image to run")
@flags.text("--schedule", metavar="SCHEDULE", help="When to run, as cron writes it")
@flags.text("--restart", metavar="POLICY", help="When to restart the container: OnFailure, Never")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], image: str, schedule: str, restart: str, request: Request
) -> None:
    """Create a cron job: NAME --image=IMAGE --schedule='0/5 * * * ?' [-- COMMAND].

    Whenever the schedule says so a job is made, whose pod runs the command, or what the image runs.

    \b
    Examples:
      minik create cronjob nightly --image=busybox --schedule='*/15 * * * *' -- sh -c 'echo tidy'
    """
    creating.require(image=image, schedule=schedule)
    name, arguments = creating.split_command(words)
    creating.make(
        build_cron_job(name, image, schedule, arguments, restart=restart),
        request,
        "failed to create cronjob",
    )
