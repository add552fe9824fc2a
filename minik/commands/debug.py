"""Add a debugging container to a pod: needs a pod that runs, and minik runs none"""

from minik.command_line import container_refusal, flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn
from minik.model.shell import quote


@flags.command()
@flags.filename
@flags.namespace
@flags.text("--image", metavar="IMAGE", help="The image of the container")
@flags.text("--copy-to", metavar="NAME", help="The name of a copy of the pod")
@ignored_flags.ignored_options(
    "-c=",
    "--container=",
    "-i",
    "--stdin",
    "-t",
    "--tty",
    "-q",
    "--quiet",
    "--attach",
    "--env=",
    "--target=",
    "--share-processes",
    "--same-node",
    "--replace",
    "--set-image=",
    "--profile=",
    "--custom=",
    "--image-pull-policy=",
    "--arguments-only",
    "--keep-labels",
    "--keep-annotations",
    "--keep-liveness",
    "--keep-readiness",
    "--keep-startup",
    "--keep-init-containers",
)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    namespace: str,
    image: str,
    copy_to: str,
) -> NoReturn:
    """Add a debugging container to a pod: needs a pod that runs. `describe` shows a pod's
    containers and events.

    \b
    Examples:
      minik describe pods
      minik events
    """
    objects, _ = container_refusal.words_and_command(words)
    if not image and not copy_to:
        raise ClientError("you must specify --image when not using --copy-to.")
    if not objects and not filenames:
        raise ClientError("NAME is required for debug")
    if filenames:
        container_refusal.refuse("debug", f"describe -f {quote(filenames[0])}")
    container_refusal.refuse_for(objects[0], "debug", "describe {}", namespace)
