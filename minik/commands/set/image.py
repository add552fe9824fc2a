"""Let containers run other images"""

from minik.client import pod_templates as templates
from minik.command_line import flags, pod_templates, selection, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError


@flags.command(
    usage=f"{usages.FILES_OR_NAMES} CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N"
)
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
    pod_templates.check_images(images)
    pod_templates.change_pod_specs(
        chosen,
        object_words,
        lambda spec: templates.with_images(spec, images),
        pod_templates.Messages("image updated", "failed to patch image update to pod template"),
    )
