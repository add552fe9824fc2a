"""Create a pod from an image"""

from typing import Any

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making, _overriding
from minik.errors import ClientError
from minik.intake.generators import exposure, pod

UNSET = "\0"


@click.command(cls=_options.Verb)
@_options.text("--image", default=UNSET, metavar="IMAGE", help="The image to run")
@_options.number("--port", help="The port that the container opens")
@_options.text("-l", "--labels", metavar="LABELS", help="The labels of the pod: a=b,c=d")
@_options.repeatable("--annotations", metavar="KEY=VALUE", help="An annotation of the pod")
@_options.repeatable(
    "--env", "environment", metavar="NAME=VALUE", help="An environment variable of the container"
)
@_options.text(
    "--restart",
    default="Always",
    metavar="POLICY",
    help="When to restart the container: Always, OnFailure, Never",
)
@_options.text(
    "--image-pull-policy",
    "pull",
    metavar="POLICY",
    help="When to pull the image: Always, IfNotPresent, Never",
)
@_overriding.options
@_options.flag("--command", "as_command", help="What follows -- is the command, not its arguments")
@_options.flag("--privileged", help="Run in privileged mode")
@_options.flag("--expose", help="Also create a Service of the same name, for the --port")
@_options.no_op("-q", "--quiet", why="nothing is asked")
@_making.options
@click.argument("words", nargs=-1)
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
    _making.require(image=image != UNSET)
    if not words:
        raise ClientError("NAME is required for run")
    if not image:
        raise ClientError("--image is required")
    name, arguments = _making.split_command(words)
    check(expose, wishes)
    new_pod = _overriding.apply_overrides(
        pod.build_pod(name, image, arguments, **wishes), overrides, override_type
    )
    service = (
        exposure.build_service(new_pod, exposure.ExposeOptions(port=str(wishes["port"])))
        if expose
        else None
    )
    _making.make_all(
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
