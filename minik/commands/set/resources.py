"""Set what containers may use, and what is kept for them"""

from minik.client import pod_templates as templates
from minik.command_line import flags, pod_templates, selection
from minik.command_line.selection import Selection
from minik.errors import ClientError
from minik.model.object import Object


@flags.command()
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
    if not limits and not requests:
        raise ClientError(
            "you must specify an update to requests or limits (in the form of --requests/--limits)"
        )
    most, least = templates.parse_resources(limits), templates.parse_resources(requests)

    def spec(pod_spec: Object) -> Object:
        if not templates.matching_containers(pod_spec, pattern):
            raise ClientError(f"unable to find container named {pattern}")
        return templates.change_containers(
            pod_spec, pattern, lambda container: templates.with_resources(container, most, least)
        )

    pod_templates.change_pod_specs(
        chosen,
        words,
        spec,
        pod_templates.Messages(
            "resource requirements updated", "failed to patch resources update to pod template"
        ),
    )
