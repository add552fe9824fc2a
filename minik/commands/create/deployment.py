"""Create a deployment with the specified name"""

from minik.client.generators.deployment import build_deployment
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --image=image {usages.COMMAND}")
@flags.several("--image", "images", metavar="IMAGE", help="The images to run")
@flags.number("--port", help="The port that the container opens")
@flags.number("-r", "--replicas", default=1, help="How many pods")
@creating.options
@flags.argument("words", many=True)
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
    creating.require(image=images)
    name, arguments = creating.split_command(words)
    creating.make(
        build_deployment(name, images, arguments, port=port, replicas=replicas),
        request,
        "failed to create deployment",
    )
