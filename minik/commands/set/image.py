"""Let containers run other images"""

from collections.abc import Sequence

from minik.client import pod_templates as templates
from minik.command_line import flags, pod_templates, selection
from minik.command_line.selection import Selection
from minik.errors import ClientError


@flags.command()
@selection.options(*selection.SELECTING)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], chosen: Selection) -> None:
    """Let containers run other images: TYPE/NAME CONTAINER=IMAGE ...; * stands for all containers.

    \b
    Examples:
      minik set image deployment/web web=registry.example/web:2.0
      minik set image deployments '*=registry.example/web:2.0' --all
    """
    object_words = [word for word in words if "=" not in word or word.startswith("=")]
    images = dict(word.split("=", 1) for word in words if word not in object_words)
    if chosen.every and chosen.request.selector:
        raise ClientError("cannot set --all and --selector at the same time")
    selection.check_options(chosen, object_words)
    if not object_words and not chosen.request.filenames:
        raise ClientError(selection.NO_RESOURCES)
    check(images)
    pod_templates.change_pod_specs(
        chosen,
        object_words,
        lambda spec: templates.with_images(spec, images),
        pod_templates.Messages("image updated", "failed to patch image update to pod template"),
    )


def check(images: Sequence[str] | dict[str, str]) -> None:
    """Raise ClientError unless there is an image, and `*` is the only container if it is named."""
    if not images:
        raise ClientError("at least one image update is required")
    if "*" in images and len(images) > 1:
        raise ClientError(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs"
        )
