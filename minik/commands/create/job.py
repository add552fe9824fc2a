"""Create a job with the specified name"""

from minik.client.generators.job import build_job, job_from_cron_job
from minik.command_line import creating, flags, resource_arguments, state_access, usages
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.model.object import Object


@flags.command(usage=f"NAME --image=image [--from=cronjob/name] {usages.COMMAND}")
@flags.text("--image", metavar="IMAGE", help="The image to run")
@flags.text("--from", "origin", metavar="cronjob/NAME", help="The CronJob whose work to do now")
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], image: str, origin: str, request: Request) -> None:
    """Create a job: NAME --image=IMAGE [-- COMMAND], or NAME --from=cronjob/NAME.

    Its pod is run until it has succeeded once, and started anew at most six times.

    \b
    Examples:
      minik create job once --image=busybox -- date
      minik create job tidy-now --from=cronjob/tidy
    """
    name, arguments = creating.split_command(words)
    if bool(image) == bool(origin):
        raise ClientError("either --image or --from must be specified")
    if origin and arguments:
        raise ClientError("cannot specify --from and command")
    new_job = (
        build_job(name, image, arguments)
        if image
        else job_from_cron_job(name, _origin(origin, request))
    )
    creating.make(new_job, request, "failed to create job")


def _origin(word: str, request: Request) -> Object:
    cluster = state_access.read_cluster()
    targets = resource_arguments.parse_targets([word], cluster)
    if len(targets) != 1 or not targets[0].name:
        raise ClientError("from must be an existing cronjob")
    source = cluster.get(
        targets[0].kind.key, state_access.namespace(request.namespace), targets[0].name
    )
    if source is None:
        raise resource_arguments.not_found(targets[0])
    if targets[0].kind.key != "CronJob":
        raise ClientError(f"unknown object type *v1.{targets[0].kind.name}")
    return source
