"""Create a job with the specified name"""

import click

from minik.commands import _options, _session, _targets
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.errors import ClientError
from minik.intake.generators.job import build_job, job_from_cron_job
from minik.model.object import Object


@click.command(cls=_options.Verb)
@_options.text("--image", metavar="IMAGE", help="The image to run")
@_options.text("--from", "origin", metavar="cronjob/NAME", help="The CronJob whose work to do now")
@_making.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], image: str, origin: str, request: Request) -> None:
    """Create a job: NAME --image=IMAGE [-- COMMAND], or NAME --from=cronjob/NAME.

    Its pod is run until it has succeeded once, and started anew at most six times.

    \b
    Examples:
      minik create job once --image=busybox -- date
      minik create job tidy-now --from=cronjob/tidy
    """
    name, arguments = _making.split_command(words)
    if bool(image) == bool(origin):
        raise ClientError("either --image or --from must be specified")
    if origin and arguments:
        raise ClientError("cannot specify --from and command")
    new_job = (
        build_job(name, image, arguments)
        if image
        else job_from_cron_job(name, _origin(origin, request))
    )
    _making.make(new_job, request, "failed to create job")


def _origin(word: str, request: Request) -> Object:
    cluster = _session.read_cluster()
    targets = _targets.parse_targets([word], cluster)
    if len(targets) != 1 or not targets[0].name:
        raise ClientError("from must be an existing cronjob")
    source = cluster.get(
        targets[0].kind.key, _session.namespace(request.namespace), targets[0].name
    )
    if source is None:
        raise _targets.not_found(targets[0])
    if targets[0].kind.key != "CronJob":
        raise ClientError(f"unknown object type *v1.{targets[0].kind.name}")
    return source
