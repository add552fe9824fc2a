"""Set what containers may use, and what is kept for them"""

from minik.command_line import flags, pod_templates, selection, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError


@flags.command(usage=f"{usages.FILES_OR_NAMES} ([--limits=LIMITS & --requests=REQUESTS]")
@flags.text("--limits", metavar="RESOURCES", help="At most so much: cpu=100m,memory=64Mi")
@flags.text("--requests", metavar="RESOURCES", help="At least so much: cpu=100m,memory=64Mi")
@flags.text(
    "-c",
    "--containers",
    "pattern",
    default="*",
    metavar="NAME",
    help="Only these containers; * stands for any text",
)
@selection.options(*selection.SELECTING)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], limits: str, requests: str, pattern: str, chosen: Selection
) -> None:
    """Set what containers may use at most, and what is kept for them on their node.

    \b
    Examples:
      minik set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m
    """
    if chosen.every and chosen.request.selector:
        raise ClientError("cannot set --all and --selector at the same time")
    if not words and not chosen.request.filenames:
        raise ClientError(selection.NO_RESOURCES)
    spec = pod_templates.resources_change(limits, requests, pattern)
    pod_templates.change_pod_specs(
        chosen,
        words,
        spec,
        pod_templates.Messages(
            "resource requirements updated", "failed to patch resources update to pod template"
        ),
    )
