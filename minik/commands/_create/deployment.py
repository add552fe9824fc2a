"""Create a deployment with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.deployment import build_deployment


@click.command(cls=_options.Verb)
@_options.several("--image", "images", metavar="IMAGE", help="The images to run")
@_options.number("--port", help="The port that the container opens")
@_options.number("-r", "--replicas", default=1, help="How many pods")
@_making.options
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...], images: tuple[str, ...], port: int, replicas: int, request: Request
) -> None:
    """Create a deployment: NAME --image=IMAGE [-- COMMAND].

    Its pods are labelled app=NAME; with several --image, each is a container of its own.

    \b
    Examples:
      minik create deployment front --image=nginx:1.27 --replicas=3 --port=8080
      minik create deployment idle --image=busybox --dry-run=client -o yaml -- sleep 3600
    """
    _making.require(image=images)
    name, arguments = _making.split_command(words)
    _making.make(
        build_deployment(name, images, arguments, port=port, replicas=replicas),
        request,
        "failed to create deployment",
    )
