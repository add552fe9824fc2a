"""Create a pod from an image"""

from minik.client.generators import exposure, pod
from minik.command_line import creating, flags, override_flags, usages
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.light_typing import Any

UNSET = "\0"


@flags.command(
    usage='NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] '
    f"[--overrides=inline-json] [--command] {usages.COMMAND}"
)
@flags.text("--image", default=UNSET, metavar="IMAGE", help="The image to run")
@flags.number("--port", help="The port that the container opens")
@flags.text("-l", "--labels", metavar="LABELS", help="The labels of the pod: a=b,c=d")
@flags.repeatable("--annotations", metavar="KEY=VALUE", help="An annotation of the pod")
@flags.repeatable(
    "--env", "environment", metavar="NAME=VALUE", help="An environment variable of the container"
)
@flags.text(
    "--restart",
    default="Always",
    metavar="POLICY",
    help="When to restart the container: Always, OnFailure, Never",
)
@flags.text(
    "--image-pull-policy",
    "pull",
    metavar="POLICY",
    help="When to pull the image: Always, IfNotPresent, Never",
)
@override_flags.options
@flags.flag("--command", "as_command", help="What follows -- is the command, not its arguments")
@flags.flag("--privileged", help="Run in privileged mode")
@flags.flag("--expose", help="Also create a Service of the same name, for the --port")
@flags.no_op("-q", "--quiet", why="nothing is asked")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    image: str,
    overrides: str,
    override_type: str,
    expose: bool,
    request: Request,
    **wishes: Any,
) -> None:
    """Create a pod: NAME --image=IMAGE [--port=PORT] [-- ARGUMENTS].

    \b
    Examples:
      minik run web --image=nginx --port=80 --labels=app=web
      minik run web --image=nginx --expose --port=80
      minik run once --image=busybox --restart=Never -- sh -c 'exit 3'
    """
    creating.require(image=image != UNSET)
    if not words:
        raise ClientError("NAME is required for run")
    if not image:
        raise ClientError("--image is required")
    name, arguments = creating.split_command(words, mixed=True)
    check(expose, wishes)
    new_pod = override_flags.apply_overrides(
        pod.build_pod(name, image, arguments, **wishes), overrides, override_type
    )
    service = (
        exposure.build_service(new_pod, exposure.ExposeOptions(port=str(wishes["port"])))
        if expose
        else None
    )
    creating.make_all(
        [new_pod, {**service, "metadata": {"name": name}}] if service else [new_pod], request
    )


def check(expose: bool, wishes: dict[str, Any]) -> None:
    """Raise ClientError for options that do not go together and for unknown values."""
    if expose and wishes["port"] < 1:
        raise ClientError("--port must be set when exposing a service")
    if wishes["restart"] not in pod.POLICIES:
        raise ClientError(
            f"invalid restart policy: {wishes['restart']}, valid values are: {', '.join(pod.POLICIES)}"
        )
    if wishes["pull"] not in pod.PULLS:
        raise ClientError(
            f"invalid image pull policy: {wishes['pull']}, valid values are: {', '.join(filter(None, pod.PULLS))}"
        )
